// Answers questions to the verifier of the pages, without a browser. Standard input: a list of [name, argument].
// Standard output: a list of answers, in the same order; what was thrown is {"thrown": its name}.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";

const [place] = process.argv.slice(2);

/** The modules of a folder, or those inside the one script of the file that works offline. */
const loader = () => {
  if (!place.endsWith(".js")) return (name) => import(pathToFileURL(`${place}/${name}.js`));
  globalThis.document = { querySelectorAll: () => [] };
  runInThisContext(readFileSync(place, "utf8"));
  const modules = runInThisContext("modules");
  return (name) => modules[`js/verify/${name}.js`];
};
const load = loader();
const [
  bytes,
  canonical,
  entry,
  formRules,
  formats,
  hashing,
  identifiers,
  line,
  merkle,
  note,
  schema,
  seals,
  seats,
  signatures,
  titles,
  typed,
  trust,
  verdict,
  words,
] = await Promise.all(
  [
    "bytes",
    "canonical",
    "entry",
    "form_rules",
    "formats",
    "hashing",
    "identifiers",
    "manifest_line",
    "merkle",
    "note",
    "schema",
    "seal_checks",
    "title_seats",
    "signatures",
    "title_replay",
    "typed_data",
    "trust",
    "verdict",
    "words",
  ].map(load),
);
const { DEFINITIONS } = await load("definitions");

const raw = (text) => new Uint8Array(Buffer.from(text, "base64"));
const hex = (text) => bytes.fromHex(text, "test");
const json = (value) => canonical.decode(bytes.utf8(JSON.stringify(value)), 1 << 26);
const done = (act) => (argument) => {
  act(argument);
  return true;
};

const ANSWERS = {
  verify: ({ bundle, trust: believed, files = [] }) => {
    const given = files.map(({ name, content }) => ({ name, content: raw(content) }));
    const report = structuredClone(verdict.verify(raw(bundle), raw(believed), given)); // as it comes from a worker
    const told = report.checks.flatMap((check) =>
      ["zh", "en"].map((language) => [
        words.tell(check.reason, language),
        check.next ? words.tell(check.next, language) : "",
      ]),
    );
    const checks = report.checks.map(({ number, name, status, reason }) => [number, name, status, reason.key]);
    return { verdict: report.verdict, checks, told, demo: report.demo, answer: report.answer };
  },
  trust: done((believed) => trust.parseTrust(raw(believed))),
  decode: (text) => Buffer.from(canonical.encode(canonical.decode(raw(text)))).toString("base64"),
  decodeExact: done((text) => canonical.decodeExact(raw(text))),
  inclusion: done(({ index, size, leaf, path, root }) =>
    merkle.verifyInclusion(BigInt(index), BigInt(size), raw(leaf), path.map(raw), raw(root)),
  ),
  consistency: done(({ first, second, root1, root2, path }) =>
    merkle.verifyConsistency(BigInt(first), BigInt(second), raw(root1), raw(root2), path.map(raw)),
  ),
  note: ({ content, keys }) => note.signedBy(note.parseNote(content), keys.map(note.parseKey)).map((key) => key.name),
  digest: ({ primaryType, message, domain: { chainId, verifyingContract, salt } }) =>
    bytes.to0x(
      typed.actDigest(primaryType, json(message), { chainId, contract: hex(verifyingContract), salt: hex(salt) }),
    ),
  structHash: ({ primaryType, message }) => bytes.to0x(typed.structHash(primaryType, json(message))),
  filingDigest: ({ message: { filingType, node, filedAt, content }, origin }) =>
    bytes.to0x(typed.filingDigest(filingType, node, filedAt, hex(content), origin)),
  signed: done(({ signer, digest, signature }) => signatures.verify(hex(signer), hex(digest), hex(signature))),
  signedP256: done(({ signer, digest, signature }) => signatures.verifyP256(hex(signer), hex(digest), hex(signature))),
  signedPasskey: done(({ signer, digest, signature }) =>
    signatures.verifyPasskey(hex(signer), hex(digest), hex(signature)),
  ),
  sm3: (text) => bytes.toHex(hashing.sm3(raw(text))),
  sha256: (text) => bytes.toHex(hashing.sha256(raw(text))),
  base64: (text) => Buffer.from(bytes.fromBase64(text, "test")).toString("hex"),
  base64url: (text) => Buffer.from(bytes.fromBase64url(text, "test")).toString("hex"),
  decimal: (text) => String(bytes.decimal(text, "test")),
  line: done((text) => line.parseLine(text)),
  entry: done((text) => entry.readEntry(raw(text))),
  split: (blob) => seals.split(raw(blob)).length,
  form: ({ type, form }) => {
    const read = json(form);
    return schema.fits(DEFINITIONS.forms[type], read) && formRules.disagreement(type, read) === null;
  },
  format: ({ name, text }) => formats.FORMATS.get(name)(text),
  identifier: ({ name, text }) => identifiers[name](text),
  ipNumber: ({ kind, text }) => identifiers.isIpNumber(kind, text),
  words: () => words.ALL,
  replay: (history) => {
    const { steps, error } = titles.replay(json(history));
    const told = steps.map((step) => {
      const { table, pledges, ...rest } = step.after;
      const roll = seats.seatsOf(step);
      return [
        {
          ...rest,
          table: table.map(({ party, units }) => [party, units]),
          pledges: pledges.map(({ pledgee, parts }) => [pledgee, [...parts]]),
        },
        { ...roll, must: [...roll.must].sort((a, b) => a - b) },
      ];
    });
    return { steps: told, stops: error !== null };
  },
  pdf: async (content) => {
    const { bundleIn } = await load("pdf");
    return Buffer.from(await bundleIn(raw(content))).toString("base64");
  },
  savedAgain: async (content) => {
    const { PDFDocument } = await import(pathToFileURL(`${place}/../../vendor/pdf-lib.min.js`));
    return Buffer.from(await (await PDFDocument.load(raw(content))).save()).toString("base64");
  },
};

const answer = async ([name, argument]) => {
  try {
    return await ANSWERS[name](argument);
  } catch (error) {
    return { thrown: error.key ? "Refused" : error.name, key: error.key ?? error.word ?? String(error) };
  }
};

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const question of questions) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers, (_, value) => (typeof value === "bigint" ? String(value) : value)));
