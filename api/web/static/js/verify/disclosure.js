// Disclosures (RFC 9901 §4.2.1): the base64url text of `[salt, name, value]`. The entry holds only the digest of the
// text.

import { fromBase64url, letters, toBase64url, utf8 } from "./bytes.js";
import { decode } from "./canonical.js";
import { Refused } from "./errors.js";
import { sha256 } from "./hashing.js";

const SALT_SIZE = 16;
const MAX_BYTES = 1 << 17;

/** {text, name, value} of a disclosure. */
export const parseDisclosure = (text) => {
  if (letters(text) > (MAX_BYTES * 4) / 3) throw new Refused("DISCLOSURE_MALFORMED");
  const content = decode(fromBase64url(text, "disclosure"), MAX_BYTES);
  if (!Array.isArray(content) || content.length !== 3) throw new Refused("DISCLOSURE_MALFORMED");
  const [salt, name, value] = content;
  if (typeof salt !== "string" || typeof name !== "string") throw new Refused("DISCLOSURE_MALFORMED");
  fromBase64url(salt, "salt", SALT_SIZE);
  return { text, name, value };
};

/** Digest of a disclosure's text (RFC 9901 §4.2.3). */
export const digestOf = (text) => toBase64url(sha256(utf8(text)));
