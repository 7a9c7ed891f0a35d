// The Merkle tree of the log: RFC 9162 §2.1.3.2 and §2.1.4.2. Sizes and indexes are BigInts: logs may be that large.

import { concat, equal, toHex } from "./bytes.js";
import { Refused } from "./errors.js";
import { sha256 } from "./hashing.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of an entry: SHA-256(0x00 || entry). */
export const leafHash = (entry) => sha256(concat(LEAF, entry));

const nodeHash = (left, right) => sha256(concat(NODE, left, right));

/** Demand that the leaf hash stands at `index` in the tree of `size` leaves with this root. */
export const verifyInclusion = (index, size, leaf, path, root) => {
  hashes(leaf, ...path);
  if (!(0n <= index && index < size)) throw new Refused("NO_SUCH_LEAF", { index, size });
  let [position, last, node] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) throw new Refused("PATH_LENGTH_WRONG", { length: path.length });
    if (position & 1n || position === last) {
      node = nodeHash(sibling, node);
      while (!(position & 1n) && position) [position, last] = [position >> 1n, last >> 1n];
    } else {
      node = nodeHash(node, sibling);
    }
    [position, last] = [position >> 1n, last >> 1n];
  }
  if (last !== 0n) throw new Refused("PATH_LENGTH_WRONG", { length: path.length });
  if (!equal(node, root)) {
    throw new Refused("INCLUSION_INVALID", { index, size, found: toHex(node), root: toHex(root) });
  }
};

/** Demand that the tree of `first` leaves with `root1` is a prefix of that of `second` leaves with `root2`. */
export const verifyConsistency = (first, second, root1, root2, path) => {
  if (!(0n < first && first <= second)) throw new Refused("SIZES_DISORDERED", { first, second });
  if (first === second) {
    if (path.length) throw new Refused("PATH_LENGTH_WRONG", { length: path.length });
    if (!equal(root1, root2)) {
      throw new Refused("TWO_ROOTS", { size: first, one: toHex(root1), other: toHex(root2) });
    }
    return;
  }
  hashes(root1, root2, ...path);
  if (!path.length) throw new Refused("PATH_LENGTH_WRONG", { length: 0 });
  const steps = first & (first - 1n) ? path : [root1, ...path];
  let [position, last] = [first - 1n, second - 1n];
  while (position & 1n) [position, last] = [position >> 1n, last >> 1n];
  let [old, young] = [steps[0], steps[0]];
  for (const sibling of steps.slice(1)) {
    if (last === 0n) throw new Refused("PATH_LENGTH_WRONG", { length: path.length });
    if (position & 1n || position === last) {
      [old, young] = [nodeHash(sibling, old), nodeHash(sibling, young)];
      while (!(position & 1n) && position) [position, last] = [position >> 1n, last >> 1n];
    } else {
      young = nodeHash(young, sibling);
    }
    [position, last] = [position >> 1n, last >> 1n];
  }
  if (last !== 0n) throw new Refused("PATH_LENGTH_WRONG", { length: path.length });
  for (const [size, found, root] of [
    [first, old, root1],
    [second, young, root2],
  ]) {
    if (!equal(found, root)) {
      throw new Refused("CONSISTENCY_INVALID", { size, found: toHex(found), root: toHex(root) });
    }
  }
};

const hashes = (...values) => {
  const odd = values.find((value) => value.length !== 32);
  if (odd) throw new Refused("HASH_SIZE_WRONG", { given: odd.length });
};
