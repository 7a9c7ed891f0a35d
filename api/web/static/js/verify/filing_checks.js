// Checks 10 to 16: the filing itself, its entry, what is disclosed of it, and whose signature it carries.

import { equal, fromDigits, fromLowerHex, shortened, to0x, toHex } from "./bytes.js";
import { readAttachment } from "./attachment.js";
import { DEFINITIONS } from "./definitions.js";
import { ATTACHMENT, FILED_AT, FORM, PARTY, SIGNATURE, SIGNER, demandDisclosures } from "./entry.js";
import { Refused, Undecided, notChecked } from "./errors.js";
import { disagreement } from "./form_rules.js";
import { sha256, sm3 } from "./hashing.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { fits } from "./schema.js";
import * as shapes from "./shapes.js";
import { verify } from "./signatures.js";
import { filingDigest } from "./typed_data.js";

const MANIFEST = "digest_manifest/1";
const [COUNT, ROOT] = ["count", "root"];
const OWN_NAMES = [SIGNATURE, SIGNER, PARTY, FILED_AT];

/** Check 10. */
export const entryForm = (one) => {
  const { type, node, digests } = one.entry.own();
  return ["ENTRY_GOOD", { type: { form: type }, node, count: digests.length }];
};

/** Check 11. */
export const disclosures = (one) => {
  const entry = one.entryMeant.lean();
  const opened = demandDisclosures(entry, one.filing.disclosures);
  return ["DISCLOSURES_GOOD", { opened, all: entry.digests.length + 1 }];
};

/** Check 12. */
export const filerSignature = (one) => {
  const entry = one.entryMeant.lean();
  const shown = one.disclosed;
  const missing = [SIGNATURE, SIGNER, FILED_AT].filter((name) => !shown.has(name));
  if (missing.length) throw notChecked("NOT_DISCLOSED", { names: missing.join(", ") }, "next_disclose_more");
  const signer = fromLowerHex(shapes.text(shown.get(SIGNER).value, SIGNER), SIGNER);
  const filedAt = shapes.integer(shown.get(FILED_AT).value, FILED_AT);
  const signature = fromLowerHex(shapes.text(shown.get(SIGNATURE).value, SIGNATURE), SIGNATURE);
  verify(signer, filingDigest(entry.type, entry.node, filedAt, entry.content, originOf(one)), signature);
  return ["FILER_SIGNED", { signer: to0x(signer), time: { time: filedAt } }];
};

/** The log that the filer signed for: of those that the reader trusts, the one whose checkpoint is given. */
const originOf = (one) => {
  const names = one.trust.policy.logs.map((key) => key.name);
  const stated = one.checkpoint.value;
  return stated && names.includes(stated.origin) ? stated.origin : (names[0] ?? "");
};

/** Check 13. */
export const form = (one) => {
  const entry = one.entryMeant.lean();
  const shown = one.disclosed;
  const fields = Object.create(null);
  const records = [];
  for (const [name, { value }] of shown) {
    if (name.startsWith(FORM)) fields[name.slice(FORM.length)] = value;
    else if (name.startsWith(ATTACHMENT)) records.push([name, value]);
    else if (!OWN_NAMES.includes(name)) throw new Refused("FIELD_UNKNOWN", { field: shortened(name) });
  }
  const party = shown.get(PARTY)?.value ?? null;
  if (party !== null) shapes.integer(party, PARTY, 2 ** 32);
  const count = Object.keys(fields).length;
  if (!count && !records.length) throw notChecked("NO_FIELD_DISCLOSED", {}, "next_disclose_more");
  for (const [name, value] of records) readAttachment(value, name);
  demandFields(entry.type, fields);
  if (shown.size - (shown.has(SIGNATURE) ? 1 : 0) !== entry.digests.length) {
    return ["FIELDS_GOOD", { fields: count, records: records.length, type: { form: entry.type } }];
  }
  if (!fits(DEFINITIONS.forms[entry.type], fields)) throw new Refused("FORM_WRONG", { type: { form: entry.type } });
  const place = disagreement(entry.type, fields);
  if (place !== null) throw new Refused("FORM_DISAGREES", { type: { form: entry.type }, place });
  return ["FORM_GOOD", { type: { form: entry.type } }];
};

/** Every disclosed field by itself fits its place in the type, also where others are withheld. */
const demandFields = (type, fields) => {
  const schema = DEFINITIONS.forms[type];
  if (!schema) throw notChecked("FORM_UNKNOWN", { type: shortened(type) }, "next_newer_verifier");
  for (const name of Object.keys(fields)) {
    if (!schema.properties[name]) throw new Refused("FIELD_UNKNOWN", { field: shortened(name) });
    if (!fits(schema.properties[name], fields[name]))
      throw new Refused("FIELD_WRONG", { field: name, type: { form: type } });
  }
};

/** Check 14. */
export const attachments = (one) => {
  const given = [...one.filing.attachments, ...one.files];
  if (!given.length) throw notChecked("NO_FILE_GIVEN", {}, "next_give_files");
  const records = [...one.disclosed.values()]
    .filter((shown) => shown.name.startsWith(ATTACHMENT))
    .map((shown) => recordOf(shown))
    .filter(Boolean);
  if (one.filing.line) records.push(one.line.lean());
  for (const { name, content } of given) {
    const stated = records.filter((record) => record.name === name || lastSegment(record.name) === name);
    if (!stated.length) throw new Refused("ATTACHMENT_UNKNOWN", { name: shortened(name) });
    if (!stated.some((record) => isFile(record, content))) {
      throw new Refused("ATTACHMENT_ALTERED", { name: shortened(name), size: content.length, stated: stated[0].size });
    }
  }
  return ["ATTACHMENTS_GOOD", { count: given.length }];
};

const lastSegment = (name) => name.slice(name.lastIndexOf("/") + 1);

const recordOf = ({ name, value }) => {
  try {
    return readAttachment(value, name);
  } catch (error) {
    if (error instanceof Refused) return null; // check 13 says so
    throw error;
  }
};

const isFile = (record, content) =>
  record.size === content.length && record.sha256 === toHex(sha256(content)) && record.sm3 === toHex(sm3(content));

/** Check 15. */
export const claimedLeaf = (one) => {
  const leaf = leafHash(one.filing.entry);
  const { leaf: claimed } = one.bundle.claim;
  if (!equal(leaf, claimed)) throw new Refused("LEAF_WRONG", { leaf: toHex(leaf), claimed: toHex(claimed) });
  return ["LEAF_GOOD", { leaf: toHex(leaf) }];
};

/** Check 16. */
export const line = (one) => {
  const part = one.filing.line;
  if (!part) throw notChecked("NO_LINE", {}, "next_line");
  const entry = one.entryMeant.lean();
  const shown = one.disclosed;
  const told = one.line.own();
  if (entry.type !== MANIFEST) throw new Refused("LINE_WITHOUT_MANIFEST", { type: { form: entry.type } });
  const [count, root] = [COUNT, ROOT].map((name) => shown.get(FORM + name)?.value);
  if (count === undefined || root === undefined) {
    throw new Undecided("UNKNOWN", "MANIFEST_NOT_DISCLOSED", {}, "next_disclose_more");
  }
  demandFields(entry.type, Object.assign(Object.create(null), { [COUNT]: count, [ROOT]: root }));
  verifyInclusion(BigInt(part.index), BigInt(count), told.leaf, part.path, fromDigits(root));
  return ["LINE_GOOD", { index: part.index, count, name: shortened(told.name, 200) }];
};

/** For people: leaf, type, node, the time that the filer claims, and the line. */
export const answer = (one) => {
  const { type, node } = one.entryMeant.lean();
  const told = { leaf: toHex(leafHash(one.filing.entry)), type, node };
  const filedAt = one.disclosed.get(FILED_AT)?.value;
  if (shapes.isWhole(filedAt)) told.filedAt = filedAt;
  if (one.filing.line) {
    const { name, size, sha256: digest, sm3: other } = one.line.lean();
    told.line = { index: one.filing.line.index, name, size, sha256: digest, sm3: other };
  }
  return told;
};
