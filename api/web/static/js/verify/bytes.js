// Bytes and how they are written: hex, base64 and decimals, read strictly, since one value has one spelling.

import { Refused } from "./errors.js";

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = STANDARD.slice(0, 62) + "-_";
const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;
const encoder = new TextEncoder();

const table = (alphabet) => {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
};
const VALUES = { standard: table(STANDARD), url: table(URL_SAFE) };
const BYTE_OF_HEX = new Int16Array(128).fill(-1);
for (let i = 0; i < 16; i++) {
  BYTE_OF_HEX["0123456789abcdef".charCodeAt(i)] = i;
  BYTE_OF_HEX["0123456789ABCDEF".charCodeAt(i)] = i;
}

/** The UTF-8 bytes of a text that has no half surrogates. */
export const utf8 = (text) => encoder.encode(text);

/** The text of UTF-8 bytes; a byte order mark is a letter like another. Throws a TypeError for what is no UTF-8. */
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** How many code points a text has: what Python calls its length. */
export const letters = (text) => {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) i++;
    }
    count++;
  }
  return count;
};

/** At most so many letters of a text, for showing it. */
export const shortened = (value, most = 80) => {
  const text =
    typeof value === "string"
      ? value
      : JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));
  const points = Array.from(String(text).slice(0, 2 * most));
  return points.slice(0, most).join("").toWellFormed?.() ?? points.slice(0, most).join("");
};

export const concat = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Lower-case digits without 0x. */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Lower-case digits behind 0x. */
export const to0x = (bytes) => "0x" + toHex(bytes);

/** The number of big-endian bytes, as a BigInt. */
export const toBig = (bytes) => (bytes.length ? BigInt(to0x(bytes)) : 0n);

/** A number (BigInt or whole Number, not negative) as big-endian bytes of a fixed size. */
export const big = (number, size = 32) => {
  const digits = BigInt(number).toString(16);
  if (digits.length > size * 2 || digits.startsWith("-")) throw new RangeError("the number does not fit");
  return hexDigits(digits.padStart(size * 2, "0"));
};

const hexDigits = (digits) => {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = digits.charCodeAt(2 * i);
    const low = digits.charCodeAt(2 * i + 1);
    const value = high < 128 && low < 128 ? BYTE_OF_HEX[high] * 16 + BYTE_OF_HEX[low] : -1;
    if (value < 0 || BYTE_OF_HEX[high] < 0 || BYTE_OF_HEX[low] < 0) return null;
    bytes[i] = value;
  }
  return bytes;
};

const sized = (bytes, what, size) => {
  if (size !== undefined && bytes.length !== size) {
    throw new Refused("LENGTH_WRONG", { what, expected: size, given: bytes.length });
  }
  return bytes;
};

/** Bytes of 0x-hex in either case. */
export const fromHex = (text, what, size) => {
  const bytes = text.startsWith("0x") && text.length % 2 === 0 ? hexDigits(text.slice(2)) : null;
  if (bytes === null) throw new Refused("HEX_MALFORMED", { what, given: shortened(text) });
  return sized(bytes, what, size);
};

/** Bytes of 0x-hex whose digits are lower-case. */
export const fromLowerHex = (text, what, size) => {
  if (!/^0x[0-9a-f]*$/.test(text)) throw new Refused("HEX_MALFORMED", { what, given: shortened(text) });
  return fromHex(text, what, size);
};

/** Bytes of bare lower-case digits, in pairs. */
export const fromDigits = (text) => hexDigits(text);

const decode64 = (text, end, values) => {
  if (end % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    const value = unit < 128 ? values[unit] : -1;
    if (value < 0) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : null; // bits left over would be a second spelling
};

const encode64 = (bytes, alphabet) => {
  const parts = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i], bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
    const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    parts.push(
      four
        .slice(0, Math.min(3, bytes.length - i) + 1)
        .map((value) => alphabet[value])
        .join(""),
    );
  }
  return parts.join("");
};

/** Bytes of standard base64 with padding (RFC 4648 §4) in its one spelling. */
export const fromBase64 = (text, what, size) => {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = text.length % 4 === 0 ? decode64(text, text.length - padding, VALUES.standard) : null;
  if (bytes === null) throw new Refused("BASE64_MALFORMED", { what, given: shortened(text) });
  return sized(bytes, what, size);
};

/** Bytes of base64url without padding in its one spelling. */
export const fromBase64url = (text, what, size) => {
  const bytes = decode64(text, text.length, VALUES.url);
  if (bytes === null) throw new Refused("BASE64_MALFORMED", { what, given: shortened(text) });
  return sized(bytes, what, size);
};

export const toBase64 = (bytes) => {
  const text = encode64(bytes, STANDARD);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
};

export const toBase64url = (bytes) => encode64(bytes, URL_SAFE);

/** A number in ASCII digits without leading zeros, below 2^63, as a BigInt. */
export const decimal = (text, what) => {
  const number = DECIMAL.test(text) ? BigInt(text) : -1n;
  if (number < 0n || number >= 1n << 63n) throw new Refused("NUMBER_MALFORMED", { what, given: shortened(text) });
  return number;
};
