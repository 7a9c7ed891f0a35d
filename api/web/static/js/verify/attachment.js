// Records of attached files, as filings disclose them: {name, size, sha256, sm3, mime}.

import { letters } from "./bytes.js";
import { Refused } from "./errors.js";
import { isObject, isWhole } from "./shapes.js";

const MEMBERS = "mime,name,sha256,size,sm3";
const DIGEST = /^[0-9a-f]{64}$/;
const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
const NOT_IN_NAMES = /[\x00-\x1f/\\]/;

/** The record, if it is one. */
export const readAttachment = (value, where) => {
  if (!isObject(value) || Object.keys(value).sort().join() !== MEMBERS)
    throw new Refused("ATTACHMENT_MALFORMED", { where });
  const { name, size, sha256, sm3, mime } = value;
  const good =
    typeof name === "string" &&
    name !== "" &&
    letters(name) <= 255 &&
    !NOT_IN_NAMES.test(name) &&
    isWhole(size) &&
    size >= 0 &&
    typeof mime === "string" &&
    MIME.test(mime) &&
    [sha256, sm3].every((digest) => typeof digest === "string" && DIGEST.test(digest));
  if (!good) throw new Refused("ATTACHMENT_MALFORMED", { where });
  return { name, size, sha256, sm3 };
};
