// Ed25519 (RFC 8032) as OpenSSL checks it: s below the group's order, and R recomputed to the very bytes given. The
// library's own `verify` multiplies by the cofactor, and so takes signatures that others refuse.

import { ed25519 } from "../../vendor/noble-curves/ed25519.js";
import { concat, equal } from "./bytes.js";
import { sha512 } from "./hashing.js";

const ORDER = ed25519.Point.Fn.ORDER;

const littleEndian = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** Whether 64 bytes R || s are the signature of a 32-byte key over a message. */
export const isSigned = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= ORDER) return false;
  let key;
  try {
    key = ed25519.Point.fromBytes(publicKey, true);
  } catch {
    return false; // no point of the curve
  }
  const k = littleEndian(sha512(concat(r, publicKey, message))) % ORDER;
  const found = ed25519.Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k));
  return equal(found.toBytes(), r);
};
