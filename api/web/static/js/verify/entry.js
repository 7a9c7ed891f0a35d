// Log entries of filings: digests of what was disclosed to some, in the one spelling of RFC 8785.

import { fromBase64url, shortened } from "./bytes.js";
import { decodeExact, encode } from "./canonical.js";
import { digestOf, parseDisclosure } from "./disclosure.js";
import { Refused } from "./errors.js";
import { sha256 } from "./hashing.js";
import { isObject, isWhole } from "./shapes.js";

export const SIGNATURE = "signature";
export const SIGNER = "filer/signer";
export const PARTY = "filer/party";
export const FILED_AT = "filedAt";
export const FORM = "form/";
export const ATTACHMENT = "attachment/";
const VERSION = 1;
const MAX_ENTRY = 0xffff;
const MAX_DISCLOSURES = 300;
const MEMBERS = ["_sd", "_sd_alg", "_sig", "node", "type", "v"];

/** {type, node, digests, signatureDigest, content} of a signed entry; content is what the filer signs. */
export const readEntry = (raw) => {
  if (raw.length > MAX_ENTRY) throw new Refused("ENTRY_TOO_LARGE", { size: raw.length, most: MAX_ENTRY });
  const value = decodeExact(raw, MAX_ENTRY);
  if (!isObject(value)) throw new Refused("ENTRY_MALFORMED");
  const names = Object.keys(value).sort();
  if (names.join() === MEMBERS.filter((name) => name !== "_sig").join()) throw new Refused("ENTRY_UNSIGNED");
  if (names.join() !== MEMBERS.join()) throw new Refused("ENTRY_MALFORMED");
  const { v, _sd_alg: algorithm, _sd: digests, _sig: signatureDigest, node, type } = value;
  if (v !== VERSION || algorithm !== "sha-256") throw new Refused("ENTRY_MALFORMED");
  if (!isWhole(node) || node < 1 || node >= 2 ** 32 || typeof type !== "string") throw new Refused("ENTRY_MALFORMED");
  if (!Array.isArray(digests) || digests.length > MAX_DISCLOSURES) throw new Refused("ENTRY_MALFORMED");
  for (const one of [...digests, signatureDigest]) {
    if (typeof one !== "string") throw new Refused("ENTRY_MALFORMED");
    fromBase64url(one, "digest", 32);
  }
  // ASCII: by letter and by byte are the same order.
  const sorted = digests.every((one, i) => i === 0 || digests[i - 1] < one);
  if (!sorted || digests.includes(signatureDigest)) throw new Refused("ENTRY_MALFORMED");
  const unsigned = encode({ _sd: digests, _sd_alg: algorithm, node, type, v });
  return { type, node, digests, signatureDigest, content: sha256(unsigned) };
};

/** Demand that each disclosure belongs to the entry and none says a name twice; how many there are. */
export const demandDisclosures = (entry, texts) => {
  const known = new Set(entry.digests);
  const names = new Set();
  texts.forEach((text, i) => {
    if (i > MAX_DISCLOSURES) throw new Refused("DISCLOSURES_TOO_MANY", { most: MAX_DISCLOSURES });
    const { name } = parseDisclosure(text);
    const digest = digestOf(text);
    const fits = name === SIGNATURE ? digest === entry.signatureDigest : known.has(digest);
    if (!fits) throw new Refused("DISCLOSURE_FOREIGN", { name: shortened(name) });
    if (names.has(name)) throw new Refused("DISCLOSURE_TWICE", { name: shortened(name) });
    names.add(name);
  });
  return names.size;
};
