// Merkle-Patricia tries (Yellow Paper, appendix D): a value by its path, which has to be exactly the nodes given.

import { equal } from "./bytes.js";
import { Refused } from "./errors.js";
import { keccak } from "./hashing.js";
import { decodeRlp, sizeOf } from "./rlp.js";

export const MAX_NODES = 64;
const MAX_NODE = 1024;

/** The root that a proof starts from: the hash of its first node. */
export const rootOf = (nodes) => {
  if (!nodes.length) throw new Refused("PROOF_EMPTY");
  return keccak(nodes[0]);
};

/** The value under `key` (32 bytes), not empty, in the trie whose root is the hash of the first node. One fact has one
 *  proof: every node is on the path, in order, and none is beside it. */
export const readValue = (nodes, key, what) => {
  if (nodes.length > MAX_NODES || nodes.some((node) => node.length > MAX_NODE)) {
    throw new Refused("PROOF_TOO_LARGE", { what });
  }
  rootOf(nodes);
  const value = walk(nodes, key, what);
  if (!value.length) throw new Refused("PROOF_LEADS_NOWHERE", { what });
  return value;
};

const walk = (nodes, key, what) => {
  const astray = () => new Refused("PROOF_LEADS_NOWHERE", { what });
  const given = nodes.map((raw) => decoded(raw, what));
  const path = nibblesOf(key);
  let used = 1;
  let at = 0;
  let node = given[0];
  for (;;) {
    const [step, isLeaf, next] = read(node, path, at, astray);
    at += step;
    if (isLeaf) {
      if (used !== nodes.length) throw new Refused("PROOF_NEEDLESS_NODES", { what });
      return next;
    }
    if (Array.isArray(next)) {
      if (sizeOf(next) >= 32) throw astray(); // so large a node stands by itself
      node = next;
    } else {
      // A node of fewer than 32 bytes would stand inside its parent.
      if (next.length !== 32 || used >= nodes.length || nodes[used].length < 32) throw astray();
      if (!equal(keccak(nodes[used]), next)) throw astray();
      node = given[used++];
    }
  }
};

/** [nibbles used, whether the value is reached, the value or the reference to the next node]. */
const read = (node, path, at, astray) => {
  if (!Array.isArray(node)) throw astray();
  if (node.length === 17) {
    if (at < path.length) return [1, false, node[path[at]]];
    if (Array.isArray(node[16])) throw astray();
    return [0, true, node[16]];
  }
  if (node.length !== 2 || Array.isArray(node[0]) || !node[0].length) throw astray();
  const [flag, ...rest] = nibblesOf(node[0]);
  if (flag > 3 || (!(flag & 1) && rest[0] !== 0)) throw astray();
  const part = flag & 1 ? rest : rest.slice(1);
  const isLeaf = flag >= 2;
  if (part.some((nibble, i) => path[at + i] !== nibble)) throw astray();
  if (!isLeaf) {
    if (!part.length) throw astray();
    return [part.length, false, node[1]];
  }
  if (at + part.length !== path.length || Array.isArray(node[1])) throw astray();
  return [part.length, true, node[1]];
};

const nibblesOf = (bytes) => {
  const nibbles = [];
  for (const byte of bytes) nibbles.push(byte >> 4, byte & 15);
  return nibbles;
};

const decoded = (raw, what) => {
  try {
    return decodeRlp(raw);
  } catch (error) {
    if (error instanceof RangeError) throw new Refused("PROOF_NOT_RLP", { what });
    throw error;
  }
};
