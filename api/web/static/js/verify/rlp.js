// RLP, in its one spelling: bytes or lists of such, nothing behind the end, no length that could be shorter.

/** The item of these bytes: a Uint8Array or an array of items. Throws a RangeError. */
export const decodeRlp = (raw) => {
  const [item, end] = itemAt(raw, 0, raw.length);
  if (end !== raw.length) throw wrong();
  return item;
};

const wrong = () => new RangeError("no RLP");

const itemAt = (raw, at, limit) => {
  if (at >= limit) throw wrong();
  const first = raw[at];
  if (first < 0x80) return [raw.subarray(at, at + 1), at + 1];
  const isList = first >= 0xc0;
  const [start, length] = lengthAt(raw, at, first - (isList ? 0xc0 : 0x80), limit);
  const end = start + length;
  if (end > limit) throw wrong();
  if (!isList) {
    if (length === 1 && raw[start] < 0x80) throw wrong(); // a byte that stands for itself
    return [raw.subarray(start, end), end];
  }
  const items = [];
  let next = start;
  while (next < end) {
    const [item, after] = itemAt(raw, next, end);
    items.push(item);
    next = after;
  }
  return [items, end];
};

const lengthAt = (raw, at, code, limit) => {
  if (code < 56) return [at + 1, code];
  const size = code - 55;
  if (at + 1 + size > limit || size > 4 || raw[at + 1] === 0) throw wrong();
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + raw[at + 1 + i];
  if (length < 56) throw wrong();
  return [at + 1 + size, length];
};

/** How many bytes an item takes in RLP. */
export const sizeOf = (item) => {
  if (!Array.isArray(item) && item.length === 1 && item[0] < 0x80) return 1;
  const length = Array.isArray(item) ? item.reduce((sum, one) => sum + sizeOf(one), 0) : item.length;
  return length + (length < 56 ? 1 : 1 + Math.ceil(length.toString(16).length / 2));
};
