// Signed notes (C2SP signed-note) and the cosignatures of witnesses (C2SP tlog-cosignature).

import { concat, equal, fromBase64, shortened, toBig, toHex, utf8 } from "./bytes.js";
import { isSigned } from "./ed25519.js";
import { Refused } from "./errors.js";
import { sha256 } from "./hashing.js";
import { SPACES } from "./patterns.js";

export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
const MAX_SIGNATURES = 64;
const MAX_SIZE = 1 << 20;
const DASH = "\u2014 ";
const CONTROL = /[\x00-\x09\x0b-\x1f]/;
const NOT_IN_NAMES = new RegExp(`[${SPACES}+]`);

/** The key of a vkey: {name, type, public, id}. */
export const parseKey = (vkey) => {
  const [name, rest] = parted(vkey, "+");
  const [id, encoded] = parted(rest, "+");
  const raw = fromBase64(encoded, "vkey");
  if (!raw.length) throw new Refused("VKEY_MALFORMED", { given: shortened(vkey, 120) });
  const [type, key] = [raw[0], raw.slice(1)];
  if (!name || NOT_IN_NAMES.test(name) || CONTROL.test(name)) {
    throw new Refused("VKEY_MALFORMED", { given: shortened(vkey, 120) });
  }
  if (type !== ED25519 && type !== COSIGNATURE) throw new Refused("KEY_TYPE_UNKNOWN", { name, type });
  if (key.length !== 32) throw new Refused("VKEY_MALFORMED", { given: shortened(vkey, 120) });
  const expected = sha256(concat(utf8(name), Uint8Array.of(0x0a), raw)).slice(0, 4);
  if (id !== toHex(expected)) throw new Refused("VKEY_MALFORMED", { given: shortened(vkey, 120) });
  return Object.freeze({ name, type, public: key, id: expected });
};

/** A note: {text, signatures: [{name, id, blob}]}, none of them checked yet. */
export const parseNote = (whole) => {
  const size = utf8(whole).length;
  if (size > MAX_SIZE) throw new Refused("NOTE_MALFORMED");
  if (CONTROL.test(whole)) throw new Refused("NOTE_MALFORMED");
  const at = whole.lastIndexOf("\n\n");
  const below = whole.slice(at + 2);
  if (at < 0 || !below.endsWith("\n")) throw new Refused("NOTE_MALFORMED");
  const lines = below.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new Refused("NOTE_MALFORMED");
  return { text: whole.slice(0, at) + "\n", signatures: lines.map(signatureOf) };
};

const signatureOf = (line) => {
  const [name, encoded, found] = parted(line.slice(DASH.length), " ");
  if (!line.startsWith(DASH) || !found || !name || NOT_IN_NAMES.test(name)) throw new Refused("NOTE_MALFORMED");
  const raw = fromBase64(encoded, "signature");
  if (raw.length < 5) throw new Refused("NOTE_MALFORMED");
  return { name, id: raw.slice(0, 4), blob: raw.slice(4) };
};

/** The keys, of those given, that signed; the others' lines are ignored. A signature of a known key that fails is
 *  refused, also beside one of the same key that does not. */
export const signedBy = (note, keys) => {
  const verified = [];
  for (const signature of note.signatures) {
    const key = keys.findLast((one) => one.name === signature.name && equal(one.id, signature.id));
    if (!key) continue;
    if (!isGood(key, note.text, signature.blob)) {
      throw new Refused("NOTE_SIGNATURE_INVALID", { name: shortened(key.name), id: toHex(key.id) });
    }
    if (!verified.includes(key)) verified.push(key);
  }
  return verified;
};

const isGood = (key, text, blob) => {
  if (key.type === ED25519) return isSigned(key.public, utf8(text), blob);
  if (blob.length !== 72) return false;
  const time = toBig(blob.subarray(0, 8));
  if (time >= 1n << 63n) return false;
  return isSigned(key.public, utf8(`cosignature/v1\ntime ${time}\n${text}`), blob.subarray(8));
};

/** Before and behind the first mark, and whether it is there. */
export const parted = (text, mark) => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, "", false] : [text.slice(0, at), text.slice(at + mark.length), true];
};
