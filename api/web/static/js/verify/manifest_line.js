// One line of a digest manifest, in its one spelling: the disclosure ["salt","line",{"name","sha256","size","sm3"}].

import { fromBase64url, fromUtf8, utf8 } from "./bytes.js";
import { Refused } from "./errors.js";
import { leafHash } from "./merkle.js";

const MAX_LINE = 11_520;
const MAX_NAME = 4096;
const SPELLING = new RegExp(
  '^\\["[A-Za-z0-9_-]{21}[AQgw]","line",\\{"name":"((?:[^"\\\\\\x00-\\x1f]|\\\\")+)",' +
    '"sha256":"([0-9a-f]{64})","size":(0|[1-9][0-9]{0,15}),"sm3":"([0-9a-f]{64})"\\}\\]$',
);

/** {name, size, sha256, sm3, leaf} of a line. */
export const parseLine = (text) => {
  if (text.length > MAX_LINE) throw new Refused("LINE_MALFORMED");
  const raw = fromBase64url(text, "line");
  let plain;
  try {
    plain = fromUtf8(raw);
  } catch {
    throw new Refused("LINE_MALFORMED");
  }
  const found = SPELLING.exec(plain);
  if (!found) throw new Refused("LINE_MALFORMED");
  const name = found[1].replaceAll('\\"', '"');
  const size = Number(found[3]);
  if (!Number.isSafeInteger(size) || !isName(name)) throw new Refused("LINE_MALFORMED");
  return { name, size, sha256: found[2], sm3: found[4], leaf: leafHash(utf8(text)) };
};

/** Whether a line can carry this name: a relative path of plain segments, in NFC. */
const isName = (name) =>
  utf8(name).length <= MAX_NAME &&
  name === name.normalize("NFC") &&
  !/[\x00-\x1f\\]/.test(name) &&
  name.split("/").every((segment) => !["", ".", ".."].includes(segment));
