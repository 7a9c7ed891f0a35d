// Reading evidence bundles strictly: every byte of a bundle means something, and nothing in it is passed over.

import { fromBase64, fromDigits, fromLowerHex, letters, shortened } from "./bytes.js";
import { decode } from "./canonical.js";
import { DEFINITIONS } from "./definitions.js";
import { Refused } from "./errors.js";
import * as shapes from "./shapes.js";
import { MAX_NODES } from "./trie.js";

const MAX_BYTES = 64 << 20;
const MAX_JUDGED = 16 << 20; // without attachments and time-stamp tokens
const MAX_DISCLOSED = 4 << 20;
const MAX_ITEMS = 1024;
const MAX_IN_MESSAGE = 64;
const MAX_TEXT = 64 << 10;
const MAX_TOKENS = 16;
const MAX_PATH = 128;

/** The bundle of these bytes; parts that it has not are null. */
export const parseBundle = (raw) => {
  const top = shapes.members(
    decode(raw, MAX_BYTES),
    "bundle",
    ["format", "claim", "ledger", "timestamps"],
    ["filing", "log", "anchor", "chain", "title"],
  );
  if (top.format !== DEFINITIONS.formats.bundle) {
    throw new Refused("FORMAT_UNKNOWN", { given: shortened(top.format, 60) }, "next_newer_verifier");
  }
  const ledger = shapes.members(top.ledger, "ledger", ["chain", "salt", "log", "demo"]);
  const bundle = {
    claim: claimOf(top.claim),
    ledger: {
      chain: shapes.integer(ledger.chain, "ledger.chain"),
      salt: hex(ledger.salt, "ledger.salt", 32),
      log: shapes.text(ledger.log, "ledger.log"),
      demo: shapes.boolean(ledger.demo, "ledger.demo"),
    },
    filing: part(top, "filing", filingOf),
    logProof: part(top, "log", logOf),
    anchor: part(top, "anchor", anchorOf),
    chain: part(top, "chain", chainOf),
    title: part(top, "title", titleOf),
    timestamps: list(top.timestamps, "timestamps", base64, MAX_TOKENS),
  };
  demandSize(raw, bundle);
  demandPurpose(bundle);
  return bundle;
};

const demandSize = (raw, { filing, timestamps }) => {
  const inBase64 = (bytes) => 4 * Math.ceil(bytes.length / 3);
  const files = [...(filing?.attachments.map((file) => file.content) ?? []), ...timestamps];
  const judged = raw.length - files.reduce((sum, file) => sum + inBase64(file), 0);
  const shown = filing?.disclosures.reduce((sum, text) => sum + letters(text), 0) ?? 0;
  if (judged > MAX_JUDGED) throw new Refused("BUNDLE_TOO_LARGE", { size: judged, most: MAX_JUDGED });
  if (shown > MAX_DISCLOSED) throw new Refused("BUNDLE_TOO_LARGE", { size: shown, most: MAX_DISCLOSED });
};

/** Refuse parts that no check of this claim would look at: nobody shall take them for proved. */
const demandPurpose = ({ claim, chain, title, filing }) => {
  const useless =
    claim.kind === "filing"
      ? title || chain?.titleRegistry || chain?.authority
      : filing?.line || (chain?.authority && !title?.signers);
  if (useless) throw new Refused("PART_WITHOUT_PURPOSE");
};

const claimOf = (value) => {
  const kind = shapes.isObject(value) ? value.kind : null;
  if (kind === "filing") {
    const { leaf } = shapes.members(value, "claim", ["kind", "leaf"]);
    if (!/^[0-9a-f]{64}$/.test(shapes.text(leaf, "claim.leaf"))) throw shapes.wrong("claim.leaf", "a_leaf", leaf);
    return { kind, leaf: fromDigits(leaf) };
  }
  if (kind === "title") {
    const claim = shapes.members(value, "claim", ["kind", "achievement", "at"]);
    const at = claim.at === null ? null : shapes.integer(claim.at, "claim.at", 2 ** 40);
    return { kind, achievement: hex(claim.achievement, "claim.achievement", 32), at };
  }
  throw shapes.wrong("claim.kind", "a_kind_of_claim", kind);
};

const filingOf = (value, where) => {
  const stated = shapes.members(value, where, ["entry", "disclosures"], ["attachments", "line"]);
  return {
    entry: base64(stated.entry, `${where}.entry`),
    disclosures: list(stated.disclosures, `${where}.disclosures`, shapes.text),
    attachments: part(stated, "attachments", (items, place) => list(items, place, attachmentOf), where) ?? [],
    line: part(stated, "line", lineOf, where),
  };
};

const attachmentOf = (value, where) => {
  const file = shapes.members(value, where, ["name", "content"]);
  return { name: shapes.text(file.name, `${where}.name`), content: base64(file.content, `${where}.content`) };
};

const lineOf = (value, where) => {
  const line = shapes.members(value, where, ["index", "disclosure", "path"]);
  return {
    index: shapes.integer(line.index, `${where}.index`),
    disclosure: shapes.text(line.disclosure, `${where}.disclosure`),
    path: hashes(line.path, `${where}.path`),
  };
};

const logOf = (value, where) => {
  const proof = shapes.text(shapes.members(value, where, ["proof"]).proof, `${where}.proof`);
  if (letters(proof) > MAX_TEXT) throw shapes.wrong(`${where}.proof`, "a_shorter_text", proof);
  return proof;
};

const anchorOf = (value, where) => {
  const anchor = shapes.members(value, where, ["size", "root", "time", "consistency", "storageProof"]);
  return {
    size: BigInt(shapes.integer(anchor.size, `${where}.size`)),
    root: base64(anchor.root, `${where}.root`, 32),
    time: shapes.integer(anchor.time, `${where}.time`, 2 ** 40),
    consistency: hashes(anchor.consistency, `${where}.consistency`),
    storageProof: nodes(anchor.storageProof, `${where}.storageProof`),
  };
};

const chainOf = (value, where) => {
  const chain = shapes.members(value, where, ["header", "anchorLogProof"], ["titleRegistryProof", "authorityProof"]);
  return {
    header: hex(chain.header, `${where}.header`),
    anchorLog: nodes(chain.anchorLogProof, `${where}.anchorLogProof`),
    titleRegistry: part(chain, "titleRegistryProof", nodes, where),
    authority: part(chain, "authorityProof", nodes, where),
  };
};

const titleOf = (value, where) => {
  const title = shapes.members(value, where, ["instruments", "head", "trail", "words"], ["signers"]);
  return {
    head: slot(title.head, `${where}.head`),
    trail: slot(title.trail, `${where}.trail`),
    words: list(title.words, `${where}.words`, slot, 4),
    instruments: list(title.instruments, `${where}.instruments`, instrumentOf),
    signers: part(title, "signers", signersOf, where),
  };
};

const instrumentOf = (value, where) => {
  const act = shapes.members(value, where, ["kind", "message", "seals", "time"]);
  if (!shapes.isObject(act.message)) throw shapes.wrong(`${where}.message`, "an_object", act.message);
  demandMessage(act.message, `${where}.message`);
  return {
    kind: shapes.text(act.kind, `${where}.kind`),
    message: act.message,
    seals: hex(act.seals, `${where}.seals`),
    time: shapes.integer(act.time, `${where}.time`, 2 ** 40),
  };
};

/** Messages hold numbers, lists, objects, and bytes as lower-case hex: one spelling for one digest. */
const demandMessage = (value, where) => {
  if (shapes.isObject(value)) {
    for (const name of Object.keys(value)) demandMessage(value[name], shortened(`${where}.${name}`, 200));
  } else if (Array.isArray(value)) {
    for (const inner of shapes.items(value, where, MAX_IN_MESSAGE)) demandMessage(inner, where);
  } else if (typeof value === "string") {
    hex(value, where);
  } else if (!shapes.isWhole(value)) {
    throw shapes.wrong(where, "a_message_value", value);
  }
};

const signersOf = (value, where) => {
  const stated = shapes.members(value, where, ["parties", "appointments"]);
  const parties = list(stated.parties, `${where}.parties`, partyOf);
  const appointments = list(stated.appointments, `${where}.appointments`, appointmentOf);
  for (const numbers of [parties.map((one) => one.party), appointments.map((one) => one.appointment)]) {
    if (new Set(numbers).size !== numbers.length) throw new Refused("SIGNER_TWICE", { where });
  }
  return { parties, appointments };
};

const partyOf = (value, where) => {
  const item = shapes.members(value, where, ["party", "value", "proof"], ["wallet"]);
  return {
    party: shapes.integer(item.party, `${where}.party`, 2 ** 32),
    slot: { value: hex(item.value, `${where}.value`, 32), proof: nodes(item.proof, `${where}.proof`) },
    wallet: part(item, "wallet", nodes, where),
  };
};

const appointmentOf = (value, where) => {
  const item = shapes.members(value, where, ["appointment", "value", "proof"]);
  return {
    appointment: shapes.integer(item.appointment, `${where}.appointment`, 2 ** 32),
    slot: { value: hex(item.value, `${where}.value`, 32), proof: nodes(item.proof, `${where}.proof`) },
  };
};

const slot = (value, where) => {
  const stated = shapes.members(value, where, ["value", "proof"]);
  return { value: hex(stated.value, `${where}.value`, 32), proof: nodes(stated.proof, `${where}.proof`) };
};

const nodes = (value, where) => list(value, where, (item, place) => hex(item, place), MAX_NODES);

const hashes = (value, where) => list(value, where, (item, place) => base64(item, place, 32), MAX_PATH);

const part = (parent, name, read, where = "") =>
  Object.hasOwn(parent, name) ? read(parent[name], where ? `${where}.${name}` : name) : null;

const list = (value, where, read, most = MAX_ITEMS) =>
  shapes.items(value, where, most).map((item, i) => read(item, `${where}[${i}]`));

const hex = (value, where, size) => fromLowerHex(shapes.text(value, where), where, size);

const base64 = (value, where, size) => fromBase64(shapes.text(value, where), where, size);
