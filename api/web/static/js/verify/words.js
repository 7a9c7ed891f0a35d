// Turning what a check says into sentences, in Chinese or English.

import { DEFINITIONS } from "./definitions.js";
import { shortened } from "./bytes.js";
import { CHECKS } from "./checks.js";
import { fraction, percent } from "./shares.js";
import { FILING_WORDS } from "./words_filing.js";
import { FORM_WORDS } from "./words_form.js";
import { TITLE_WORDS } from "./words_title.js";

/** key → [Chinese, English], with values in braces. */
export const ALL = Object.freeze({ ...FORM_WORDS, ...FILING_WORDS, ...TITLE_WORDS });
const WORDS = new Map(Object.entries(ALL));
const BEYOND_DATES = 2n ** 37n;
// What could turn the direction of the words around it, or has no shape of its own.
const SHAPELESS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const LONGEST_VALUE = 300;

/** The sentence of {key, values}. :param language: `zh` or `en`. */
export const tell = ({ key, values }, language) => {
  const sentence = WORDS.get(key)?.[language === "zh" ? 0 : 1] ?? key;
  return sentence.replace(/\{([a-z0-9]+)\}/gi, (_, name) => shown(values?.[name], language));
};

/** The title of a check. */
export const checkTitle = (name, language) => {
  const check = CHECKS.find((one) => one.name === name);
  return check ? check[language === "zh" ? "zh" : "en"] : name;
};

/** An instant of seconds since 1970, in Beijing time. */
export const instant = (seconds, language) => {
  const big = BigInt(seconds);
  if (big >= BEYOND_DATES) return language === "zh" ? `第 ${big} 秒` : `second ${big}`;
  const text = new Date((Number(big) + 8 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return language === "zh" ? `北京时间 ${text}` : `${text} Beijing time`;
};

/** A table of holders. */
export const holders = (table, language) =>
  table
    .map(({ party, units }) => {
      const who = partyName(party, language);
      return language === "zh"
        ? `${who}：${fraction(units)}（${percent(units)}）`
        : `${who}: ${fraction(units)} (${percent(units)})`;
    })
    .join(language === "zh" ? "；" : "; ");

export const partyName = (party, language) => (language === "zh" ? `主体 ${party}` : `party ${party}`);

const pair = (table, name, language) => {
  const found = Object.hasOwn(table, name) ? table[name] : null;
  return found ? found[language === "zh" ? 0 : 1] : plain(name);
};

/** The name of a kind of act. */
export const kindName = (kind, language) => pair(DEFINITIONS.kindWords, kind, language);

/** The name of a type of filing. */
export const formName = (type, language) => pair(DEFINITIONS.formWords, type, language);

/** The name of a title's status. */
export const statusName = (status, language) => pair(DEFINITIONS.titleStatusWords, status, language);

const plain = (value) => shortened(String(value), LONGEST_VALUE).replace(SHAPELESS, "\ufffd");

const shown = (value, language) => {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return plain(value);
  if ("word" in value) return tell({ key: value.word, values: {} }, language);
  if ("check" in value) return checkTitle(value.check, language);
  if ("kind" in value) return kindName(value.kind, language);
  if ("form" in value) return formName(value.form, language);
  if ("status" in value) return statusName(value.status, language);
  if ("time" in value) return instant(value.time, language);
  if ("table" in value) return holders(value.table, language);
  return "key" in value ? tell(value, language) : "";
};
