// The state of an EVM chain: block headers, accounts, and storage slots with their proofs (EIP-1186).

import { big, concat, to0x, toBig } from "./bytes.js";
import { Refused } from "./errors.js";
import { keccak } from "./hashing.js";
import { decodeRlp } from "./rlp.js";
import { readValue } from "./trie.js";

const MAX_HEADER = 4096;
export const EMPTY_CODE = keccak(new Uint8Array());
const FORKS = [15, 16, 17, 20, 21]; // fields of a header: Frontier, London, Shanghai, Cancun, Prague
const [PARENT, STATE_ROOT, NUMBER, TIMESTAMP] = [0, 3, 8, 11];

/** {hash, stateRoot, number, time} of a block header; number and time are BigInts. */
export const readHeader = (raw) => {
  if (raw.length > MAX_HEADER) throw new Refused("HEADER_MALFORMED");
  const fields = fieldsOf(raw, "HEADER_MALFORMED");
  if (!FORKS.includes(fields.length)) throw new Refused("HEADER_FORK_UNKNOWN", { count: fields.length });
  if (fields[PARENT].length !== 32 || fields[STATE_ROOT].length !== 32) throw new Refused("HEADER_MALFORMED");
  return {
    hash: keccak(raw),
    stateRoot: fields[STATE_ROOT],
    number: number(fields[NUMBER]),
    time: number(fields[TIMESTAMP]),
  };
};

/** {storageRoot, codeHash} of the account under the state root that the proof starts from. */
export const readAccount = (nodes, address) => {
  const what = to0x(address);
  const fields = fieldsOf(readValue(nodes, keccak(address), what), "ACCOUNT_MALFORMED");
  if (fields.length !== 4 || fields[2].length !== 32 || fields[3].length !== 32) throw new Refused("ACCOUNT_MALFORMED");
  return { storageRoot: fields[2], codeHash: fields[3] };
};

/** The 32 bytes in a storage slot; an empty slot states nothing, and is refused. */
export const readSlot = (nodes, slot) => {
  const what = to0x(slot);
  let value;
  try {
    value = decodeRlp(readValue(nodes, keccak(slot), what));
  } catch (error) {
    if (error instanceof RangeError) throw new Refused("SLOT_MALFORMED", { what });
    throw error;
  }
  if (Array.isArray(value) || value.length < 1 || value.length > 32 || value[0] === 0) {
    throw new Refused("SLOT_MALFORMED", { what });
  }
  return concat(new Uint8Array(32 - value.length), value);
};

/** Number of the slot of `mapping[key]` at `slot` (Solidity): key a number or 32 bytes, offset of a member in slots. */
export const mappingSlot = (key, slot, offset = 0) => {
  const padded = key instanceof Uint8Array ? key : big(key);
  const start = toBig(keccak(concat(padded, big(slot))));
  return big((start + BigInt(offset)) % (1n << 256n));
};

const fieldsOf = (raw, refusal) => {
  let fields;
  try {
    fields = decodeRlp(raw);
  } catch (error) {
    if (error instanceof RangeError) throw new Refused(refusal);
    throw error;
  }
  if (!Array.isArray(fields) || fields.some(Array.isArray)) throw new Refused(refusal);
  return fields;
};

const number = (field) => {
  if (field.length > 8 || field[0] === 0) throw new Refused("HEADER_MALFORMED");
  return toBig(field);
};
