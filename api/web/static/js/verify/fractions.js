// Exact fractions, [numerator, denominator] of BigInts.

/** The fraction of a text n/d, whose form was checked before. */
export const fractionOf = (text) => {
  const [numerator, denominator] = text.split("/");
  return [BigInt(numerator), BigInt(denominator)];
};

export const sum = (texts) => texts.map(fractionOf).reduce(([a, b], [c, d]) => [a * d + c * b, b * d], [0n, 1n]);

export const isWholeSum = ([numerator, denominator]) => numerator === denominator;

export const isMoreThanWhole = ([numerator, denominator]) => numerator > denominator;
