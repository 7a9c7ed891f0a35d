// Certificates: PDF files that carry an evidence bundle inside, as `ledger/core/certificate.py` reads them.

import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFRawStream,
  PDFString,
  decodePDFRawStream,
} from "../../vendor/pdf-lib.min.js";

export const FILE_NAME = "zhengben-evidence.json";
const MAX_BUNDLE = 64 << 20;
const MAX_PDF = MAX_BUNDLE + (16 << 20);
const MOST_NODES = 256; // of the tree of names that is searched
const TAIL = 4096; // bytes in which the end is looked for
const FLATE = PDFName.of("FlateDecode");

const latin1 = new TextDecoder("latin1");

/** A certificate out of which no bundle can be taken. `word` is the key of why. */
export class NoBundle extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

/** The bytes of the one bundle that a certificate carries, whatever they are worth. Throws `NoBundle`. */
export const bundleIn = async (raw) => {
  if (raw.length > MAX_PDF) throw new NoBundle("verify_pdf_large");
  const root = rootOf(raw);
  let found;
  try {
    const pdf = await PDFDocument.load(raw, { updateMetadata: false, ignoreEncryption: true });
    if (pdf.context.trailerInfo.Encrypt !== undefined) throw new NoBundle("verify_pdf_locked");
    // The library would look for another root where this one leads nowhere; Python does not.
    if (pdf.context.trailerInfo.Root?.toString() !== root) throw new NoBundle("verify_pdf_unreadable");
    found = named(pdf.catalog, pdf.context);
  } catch (error) {
    if (error instanceof NoBundle) throw error;
    throw new NoBundle("verify_pdf_unreadable");
  }
  if (!found.length) throw new NoBundle("verify_pdf_without");
  if (found.length > 1) throw new NoBundle("verify_pdf_ambiguous");
  return found[0];
};

/** The reference to the root, by the table of objects to which the end leads. */
const rootOf = (raw) => {
  const text = (from, to) => latin1.decode(raw.subarray(from, to));
  const tail = Math.max(0, raw.length - TAIL);
  const end = [...text(tail).matchAll(/startxref\s+(\d{1,10})\s+%%EOF/g)].at(-1);
  const isVersioned = /^[\u00ef\u00bb\u00bf \t\r\n]*%PDF-\d\.\d/.test(text(0, 72));
  const table = end && isVersioned ? text(Number(end[1]), tail + end.index) : "";
  const root = /^\s{0,2}(?:xref\s|\d+\s+\d+\s+obj)/.test(table) && table.match(/\/Root\s+(\d+)\s+(\d+)\s+R/);
  if (!root) throw new NoBundle("verify_pdf_unreadable");
  return `${Number(root[1])} ${Number(root[2])} R`;
};

/** The embedded files of our name. */
const named = (catalog, context) => {
  const of = (value, type) => {
    const met = context.lookup(value);
    return met instanceof type ? met : null;
  };
  const member = (dictionary, name) => dictionary?.get(PDFName.of(name));
  const found = [];
  const todo = [member(of(member(catalog, "Names"), PDFDict), "EmbeddedFiles")];
  for (let seen = 0; todo.length; seen++) {
    if (seen > MOST_NODES) throw new NoBundle("verify_pdf_unreadable");
    const node = of(todo.pop(), PDFDict);
    todo.push(
      ...(of(member(node, "Kids"), PDFArray)
        ?.asArray()
        .slice(0, 2 * MOST_NODES) ?? []),
    );
    const names =
      of(member(node, "Names"), PDFArray)
        ?.asArray()
        .slice(0, 2 * MOST_NODES) ?? [];
    for (let i = 1; i < names.length; i += 2) {
      const file = of(names[i], PDFDict);
      if (![member(file, "UF"), member(file, "F")].some((name) => textOf(context.lookup(name)) === FILE_NAME)) continue;
      const streams = of(member(file, "EF"), PDFDict);
      found.push(content(of(member(streams, "F") ?? member(streams, "UF"), PDFRawStream), context));
      if (found.length > 1) return found;
    }
  }
  return found;
};

const textOf = (name) => (name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : null);

const content = (stream, context) => {
  if (!stream) throw new NoBundle("verify_pdf_unreadable");
  const given = stream.dict.get(PDFName.of("Filter"));
  const filters = context.lookup(given);
  const how = filters instanceof PDFArray ? filters.asArray() : [filters];
  const isPlain = given === undefined || filters === PDFNull || how.length === 0;
  const isKnown = isPlain || (how.length === 1 && how[0] === FLATE);
  if (!isKnown || stream.dict.get(PDFName.of("DecodeParms"))) throw new NoBundle("verify_pdf_unreadable");
  const bytes = isPlain ? stream.contents : decodePDFRawStream(stream).decode();
  if (bytes.length > MAX_BUNDLE) throw new NoBundle("verify_pdf_unreadable");
  return new Uint8Array(bytes);
};
