// One verification, from chosen files to a report, in whichever thread it runs.

import { Refused } from "./errors.js";
import { steps } from "./verdict.js";

// Large, and needed for certificates alone: fetched behind the rest, so that it is there when the network is not.
const certificates = import("./pdf.js");
certificates.catch(() => {});

/** A reason why there is no report: the key of its words, and their values. */
class Told extends Error {
  constructor(word, values = {}) {
    super(word);
    this.word = word;
    this.values = values;
  }
}

const bytesOf = async (file) => {
  if (file instanceof Uint8Array) return file;
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Told("verify_file_unreadable", { name: file.name });
  }
};

/** Whether a file calls itself a PDF; a bundle never does. */
const isPdf = (raw) => /^[\u00ef\u00bb\u00bf \t\r\n]*%PDF-/.test(String.fromCharCode(...raw.subarray(0, 64)));

/** The bundle of the chosen file, taken out of a certificate where it is one. */
const bundleOf = async (file) => {
  const raw = await bytesOf(file);
  if (!isPdf(raw)) return { raw, fromPdf: false };
  const { NoBundle, bundleIn } = await certificates;
  try {
    return { raw: await bundleIn(raw), fromPdf: true };
  } catch (error) {
    throw error instanceof NoBundle ? new Told(error.word) : error;
  }
};

const outcome = async ({ bundle, trust, files }, onStep) => {
  if (await onStep({ done: 0, of: 0, name: null })) return null;
  const believed = await bytesOf(trust);
  const { raw, fromPdf } = await bundleOf(bundle);
  const held = await Promise.all(
    files.map(async (one) => ({ name: one.name.normalize("NFC"), content: await bytesOf(one) })),
  );
  const going = steps(raw, believed, held);
  for (;;) {
    const { done, value } = going.next();
    if (done) return { report: value, fromPdf };
    if (await onStep(value)) return null;
  }
};

/** Judge files that were chosen.
 *
 *  :param given: {bundle, trust, files}: a bundle or certificate, a trust file, and attachments; each a File, the trust
 *    file perhaps its bytes.
 *  :param onStep: heard before each check with {done, of, name}, and once before the files are read with `of` 0; what
 *    it answers is awaited, and true ends the verification.
 *
 *  Answers {report, fromPdf}; or {word, values}, why there is none; or {trust: {key, values}}, why the trust file
 *  cannot be used; or null where it was ended. Answers and steps pass from one thread to another.
 */
export const judge = async (given, onStep) => {
  try {
    return await outcome(given, onStep);
  } catch (error) {
    if (error instanceof Told) return { word: error.word, values: error.values };
    if (error instanceof Refused) return { trust: { key: error.key, values: error.values } };
    throw error;
  }
};
