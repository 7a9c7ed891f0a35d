// The hash functions, from a library; SM3, which it lacks, from beside.

import { sha256 as sha256_, sha512 as sha512_ } from "../../vendor/noble-hashes/sha2.js";
import { keccak_256 } from "../../vendor/noble-hashes/sha3.js";
import { utf8 } from "./bytes.js";

export { sm3 } from "./sm3.js";

/** SHA-256 of bytes, or of the UTF-8 of a text. */
export const sha256 = (data) => sha256_(typeof data === "string" ? utf8(data) : data);
export const sha512 = (data) => sha512_(data);
/** Keccak-256, as Ethereum has it, of bytes, or of the UTF-8 of a text. */
export const keccak = (data) => keccak_256(typeof data === "string" ? utf8(data) : data);
