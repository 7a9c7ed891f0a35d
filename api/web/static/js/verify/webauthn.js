// Assertions of passkeys, as the seals of the contract `WebAuthnVerifier` carry them:
// r (32) || s (32) || uint16 length of authenticatorData || authenticatorData || clientDataJSON.

import { concat, toBase64url, utf8 } from "./bytes.js";
import { sha256 } from "./hashing.js";

const MAX_BYTES = 4096;
const HEAD = 66;
const LEAST = 37; // rpIdHash 32, flags 1, signCount 4
const [UP, UV, BE, BS] = [0x01, 0x04, 0x08, 0x10];

/** {scalars, signed} of an assertion over the challenge, whoever signed it; null if it is none. */
export const readAssertion = (signature, challenge) => {
  if (signature.length < HEAD || signature.length > MAX_BYTES) return null;
  const length = signature[64] * 256 + signature[65];
  if (length < LEAST || HEAD + length > signature.length) return null;
  const authenticator = signature.subarray(HEAD, HEAD + length);
  const client = signature.subarray(HEAD + length);
  const flags = authenticator[32];
  if ((flags & (UP | UV)) !== (UP | UV) || (flags & (BE | BS)) === BS) return null;
  const begun = utf8(`{"type":"webauthn.get","challenge":"${toBase64url(challenge)}"`);
  if (client.length <= begun.length || begun.some((byte, i) => client[i] !== byte)) return null;
  const rest = client.subarray(begun.length);
  const closes = rest[rest.length - 1] === 0x7d; // }
  if (!closes || (rest.length > 1 && rest[0] !== 0x2c)) return null; // ,
  return { scalars: signature.subarray(0, 64), signed: sha256(concat(authenticator, sha256(client))) };
};
