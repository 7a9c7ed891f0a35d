// Canonical JSON: RFC 8785, narrowed to strings in NFC, booleans, null, integers below 2^53, lists and objects.
//
// The reader is our own, since JSON.parse passes over duplicate members, rounds large numbers and recurses without end.
// Objects come without a prototype: a member called `__proto__` is a member like another.

import { fromUtf8, shortened, utf8 } from "./bytes.js";
import { Refused } from "./errors.js";

const MAX_DEPTH = 32;
export const MAX_BYTES = 1 << 20;
const MAX_MARKS = 1 << 20;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The value of UTF-8 JSON, in any spelling, if it can be committed. */
export const decode = (raw, limit = MAX_BYTES) => {
  if (raw.length > limit) throw new Refused("JSON_TOO_LARGE", { size: raw.length, most: limit });
  if (raw.length > MAX_MARKS && marks(raw) > MAX_MARKS) throw new Refused("JSON_TOO_MANY_MARKS", { most: MAX_MARKS });
  let text;
  try {
    text = fromUtf8(raw);
  } catch {
    throw new Refused("JSON_NOT_UTF8");
  }
  return new Reader(text).whole();
};

/** The value of JSON that is already in its one spelling. */
export const decodeExact = (raw, limit = MAX_BYTES) => {
  const value = decode(raw, limit);
  const spelled = utf8(spell(value));
  if (spelled.length !== raw.length || spelled.some((byte, i) => byte !== raw[i])) throw new Refused("NOT_CANONICAL");
  return value;
};

/** The one spelling, as bytes, of a value that `decode` gave. */
export const encode = (value) => utf8(spell(value));

const spell = (value) => {
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort(); // by UTF-16 unit, as RFC 8785 wants
  return `{${names.map((name) => `${JSON.stringify(name)}:${spell(value[name])}`).join(",")}}`;
};

const marks = (raw) => {
  let count = 0;
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i];
    if (byte === 0x22 || byte === 0x2c || byte === 0x5b || byte === 0x7b) count++;
  }
  return count;
};

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  whole() {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) throw this.wrong();
    return value;
  }

  value(depth) {
    this.space();
    const letter = this.text[this.at];
    if (letter === "{") return this.object(this.deeper(depth));
    if (letter === "[") return this.list(this.deeper(depth));
    if (letter === '"') return this.string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  deeper(depth) {
    if (depth >= MAX_DEPTH) throw new Refused("JSON_TOO_DEEP", { most: MAX_DEPTH });
    this.at++;
    return depth + 1;
  }

  object(depth) {
    const members = Object.create(null);
    if (this.took("}")) return members;
    do {
      this.space();
      const name = this.string();
      if (Object.hasOwn(members, name)) throw new Refused("MEMBER_TWICE", { member: shortened(name) });
      if (!this.took(":")) throw this.wrong();
      members[name] = this.value(depth);
    } while (this.took(","));
    if (!this.took("}")) throw this.wrong();
    return members;
  }

  list(depth) {
    const items = [];
    if (this.took("]")) return items;
    do items.push(this.value(depth));
    while (this.took(","));
    if (!this.took("]")) throw this.wrong();
    return items;
  }

  string() {
    if (this.text[this.at] !== '"') throw this.wrong();
    this.at++;
    const parts = [];
    for (;;) {
      parts.push(this.match(PLAIN)[0]);
      const letter = this.text[this.at++];
      if (letter === '"') break;
      if (letter !== "\\") throw this.wrong(); // a control character, or the end
      parts.push(this.escape());
    }
    const text = parts.join("");
    if (!isText(text)) throw new Refused("HALF_SURROGATE", { given: shortened(text) });
    if (text !== text.normalize("NFC")) throw new Refused("NOT_NFC", { given: shortened(text) });
    return text;
  }

  escape() {
    const letter = this.text[this.at++];
    if (letter === "u") {
      const digits = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.wrong();
      this.at += 4;
      return String.fromCharCode(parseInt(digits, 16));
    }
    if (letter === undefined || !Object.hasOwn(ESCAPES, letter)) throw this.wrong();
    return ESCAPES[letter];
  }

  number() {
    const found = this.match(NUMBER);
    if (found === null) throw this.wrong();
    const value = Number(found[0]);
    if (found[1] || found[2] || found[0] === "-0" || found[0].length > 20 || !Number.isSafeInteger(value)) {
      throw new Refused("NUMBER_NOT_COMMITTABLE", { given: shortened(found[0]) });
    }
    return value;
  }

  took(letter) {
    this.space();
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  space() {
    this.match(SPACE);
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  wrong() {
    return new Refused("JSON_MALFORMED", { at: this.at });
  }
}

const HALF = /[\ud800-\udfff]/u; // with the flag u, a pair is one letter and no half of one

const isText = (text) => !HALF.test(text);
