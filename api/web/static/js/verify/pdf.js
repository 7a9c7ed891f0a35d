// Certificates: PDF files that carry an evidence bundle inside, as `ledger/core/certificate.py` reads them.

import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
  decodePDFRawStream,
} from "../../vendor/pdf-lib.min.js";

export const FILE_NAME = "zhengben-evidence.json";
const MAX_BUNDLE = 64 << 20;
const MAX_PDF = MAX_BUNDLE + (16 << 20);
const MOST_NODES = 256; // of the tree of names that is searched

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
  let found;
  try {
    const pdf = await PDFDocument.load(raw, { updateMetadata: false, ignoreEncryption: true });
    if (pdf.isEncrypted) throw new NoBundle("verify_pdf_locked");
    found = named(pdf.catalog, pdf.context);
  } catch (error) {
    if (error instanceof NoBundle) throw error;
    throw new NoBundle("verify_pdf_unreadable");
  }
  if (!found.length) throw new NoBundle("verify_pdf_without");
  if (found.length > 1) throw new NoBundle("verify_pdf_ambiguous");
  return found[0];
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
      found.push(content(of(member(streams, "F") ?? member(streams, "UF"), PDFRawStream)));
      if (found.length > 1) return found;
    }
  }
  return found;
};

const textOf = (name) => (name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : null);

const content = (stream) => {
  if (!stream) throw new NoBundle("verify_pdf_unreadable");
  const bytes = decodePDFRawStream(stream).decode();
  if (bytes.length > MAX_BUNDLE) throw new NoBundle("verify_pdf_unreadable");
  return new Uint8Array(bytes);
};
