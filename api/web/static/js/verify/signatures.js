// Signers and their signatures over 32 bytes. A signer is 20 bytes of an account (secp256k1) or 84 of a P-256 key:
// verifier (20) || x (32) || y (32). Of all signatures, s is in the lower half of the group's order.

import { p256 } from "../../vendor/noble-curves/nist.js";
import { secp256k1 } from "../../vendor/noble-curves/secp256k1.js";
import { concat, equal, to0x, toBig } from "./bytes.js";
import { Refused } from "./errors.js";
import { keccak } from "./hashing.js";
import { readAssertion } from "./webauthn.js";

export const ACCOUNT_SIZE = 20;
const P256_SIZE = 84;
const UNCOMPRESSED = Uint8Array.of(4);

/** Demand a signature where no verifier contract says how a P-256 key signs: the signature's length tells. */
export const verify = (signer, digest, signature) => {
  if (signer.length === ACCOUNT_SIZE) verifyAccount(signer, digest, signature);
  else if (signature.length <= 64) verifyP256(signer, digest, signature);
  else verifyPasskey(signer, digest, signature);
};

/** Demand 64 bytes r || s of a P-256 key over the digest itself. */
export const verifyP256 = (signer, digest, signature) => {
  const key = keyOf(signer);
  if (signature.length !== 64) throw new Refused("SIGNATURE_LENGTH_WRONG", { size: signature.length });
  demandSigned(key, digest, signature);
};

/** Demand the assertion of a passkey whose challenge is the digest. */
export const verifyPasskey = (signer, digest, signature) => {
  const key = keyOf(signer);
  const assertion = readAssertion(signature, digest);
  if (assertion === null) throw new Refused("ASSERTION_WRONG");
  demandSigned(key, assertion.signed, assertion.scalars);
};

const verifyAccount = (account, digest, signature) => {
  if (signature.length !== 65 || (signature[64] !== 27 && signature[64] !== 28)) {
    throw new Refused("SIGNATURE_LENGTH_WRONG", { size: signature.length });
  }
  demandScalars(signature, secp256k1.Point.Fn.ORDER);
  let point;
  try {
    const compact = secp256k1.Signature.fromBytes(signature.slice(0, 64), "compact");
    point = compact
      .addRecoveryBit(signature[64] - 27)
      .recoverPublicKey(digest)
      .toBytes(false);
  } catch {
    throw new Refused("SIGNATURE_OF_NOBODY");
  }
  const found = keccak(point.subarray(1)).slice(12);
  if (!equal(found, account)) throw new Refused("SIGNED_BY_ANOTHER", { found: to0x(found), expected: to0x(account) });
};

const keyOf = (signer) => {
  if (signer.length !== P256_SIZE) throw new Refused("SIGNER_UNKNOWN", { size: signer.length });
  const bytes = concat(UNCOMPRESSED, signer.subarray(ACCOUNT_SIZE));
  try {
    p256.Point.fromBytes(bytes).assertValidity();
  } catch {
    throw new Refused("KEY_MALFORMED");
  }
  return bytes;
};

const demandScalars = (signature, order) => {
  const r = toBig(signature.subarray(0, 32));
  const s = toBig(signature.subarray(32, 64));
  if (!(0n < r && r < order && 0n < s && s <= order / 2n)) throw new Refused("SCALARS_OUT_OF_RANGE");
};

const demandSigned = (key, digest, signature) => {
  demandScalars(signature, p256.Point.Fn.ORDER);
  let good = false;
  try {
    good = p256.verify(signature.slice(0, 64), digest, key, { prehash: false, lowS: true, format: "compact" });
  } catch {
    good = false;
  }
  if (good !== true) throw new Refused("KEY_DID_NOT_SIGN", { key: to0x(key.subarray(1)) });
};
