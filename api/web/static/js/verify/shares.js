// Shares of an achievement: exact units of one whole, and the table of holders packed as the contract packs it.
// A table is a list of {party, units}.

import { Refused } from "./errors.js";

export const WHOLE = 720_720_000;
export const MAX_HOLDERS = 16;

/** Demand a table of 1 to 16 different holders, none of them empty, that sums to the whole. */
export const checkWhole = (table) => {
  if (table.length > MAX_HOLDERS) throw new Refused("TOO_MANY_HOLDERS", { count: table.length });
  if (new Set(table.map((share) => share.party)).size !== table.length) throw new Refused("PARTY_TWICE");
  const empty = table.find((share) => share.units <= 0 || share.party <= 0);
  if (empty) throw new Refused("SHARE_EMPTY", { party: empty.party, units: empty.units });
  const sum = table.reduce((total, share) => total + share.units, 0);
  if (sum !== WHOLE) throw new Refused("SHARES_NOT_WHOLE", { sum, whole: WHOLE });
};

/** The table after all movements, in the contract's order: holders keep their place, newcomers come last. */
export const applyMovements = (table, movements) => {
  const units = unitsOf(table);
  for (const { from, to, units: moved } of movements) {
    if (moved <= 0 || from === to) throw new Refused("MOVEMENT_EMPTY");
    const held = units.get(from) ?? 0;
    if (held < moved) throw new Refused("NOT_ENOUGH", { party: from, has: held, needs: moved });
    units.set(from, held - moved);
    units.set(to, (units.get(to) ?? 0) + moved);
  }
  const after = [...units].filter(([, left]) => left).map(([party, left]) => ({ party, units: left }));
  checkWhole(after);
  return after;
};

/** party → units. */
export const unitsOf = (table) => new Map(table.map((share) => [share.party, share.units]));

/** The table in words (BigInts), four entries each, the first in the lowest 64 bits; no holder is marked. */
export const pack = (table) => {
  const words = new Array(Math.ceil(table.length / 4)).fill(0n);
  table.forEach((share, i) => {
    const entry = BigInt(share.party) | (BigInt(share.units) << 34n);
    words[i >> 2] |= entry << BigInt(64 * (i % 4));
  });
  return words;
};

/** The first `entries` holders in packed words; nothing may stand behind them. */
export const unpack = (words, entries) => {
  if (entries < 0 || entries > words.length * 4) throw new Refused("WORDS_SHORT", { words: words.length, entries });
  const flat = words.reduce((sum, word, i) => sum | (word << BigInt(256 * i)), 0n);
  if (flat >> BigInt(64 * entries)) throw new Refused("WORDS_UNCLEAN", { entries });
  return Array.from({ length: entries }, (_, i) => {
    const entry = flat >> BigInt(64 * i);
    return { party: Number(entry & 0xffffffffn), units: Number((entry >> 34n) & 0x3fffffffn) };
  });
};

/** A share as a reduced fraction of the whole. */
export const fraction = (units) => {
  let [a, b] = [WHOLE, units];
  while (b) [a, b] = [b, a % b];
  return WHOLE / a === 1 ? String(units / a) : `${units / a}/${WHOLE / a}`;
};

/** A share in percent, exact to four places, rounded down to them. */
export const percent = (units) => {
  const hundredths = Math.floor((units / WHOLE) * 1_000_000 + 1e-6);
  return `${(hundredths / 10_000).toFixed(4).replace(/\.?0+$/, "")}%`;
};
