// Numbers that carry check digits: organisations, researchers, rights. No register is asked.

import { SPACES } from "./patterns.js";

const USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // GB 32100-2015: no I, O, S, V, Z
const USCC = new RegExp(`^[1-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[${USCC_LETTERS}]{10}$`);
const PATENT_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
const DOI = new RegExp(`^10\\.[0-9]{4,9}(\\.[0-9]+)*/[^${SPACES}\\x00-\\x1f]{1,180}$`, "u");
const CSTR = new RegExp(`^CSTR:[0-9]{5}\\.[0-9]{2}\\.[^${SPACES}\\x00-\\x1f]{1,180}$`, "u");
const IP_NUMBERS = new Map([
  ["software_copyright", /^[0-9]{4}SR[0-9]{6,7}$/],
  ["plant_variety", /^(?:20[0-9]{9}|[0-9]{8}\.[0-9])$/],
  ["layout_design", /^(?:BS\.[0-9]{11}|BS\.[0-9]{9}\.[0-9X])$/],
]);

const weighed = (text, weights, base) =>
  [...text].reduce((sum, letter, i) => sum + parseInt(letter, base) * weights[i], 0);

/** Unified social credit code (GB 32100-2015), with the check digit of the organisation code (GB 11714). */
export const isUscc = (text) => {
  if (!USCC.test(text)) return false;
  const organisation = "0123456789X"[mod(-weighed(text.slice(8, 16), [3, 7, 9, 10, 5, 8, 4, 2], 36), 11)];
  let [total, weight] = [0, 1];
  for (const letter of text.slice(0, 17)) {
    total += USCC_LETTERS.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return text[16] === organisation && text[17] === USCC_LETTERS[mod(-total, 31)];
};

const mod = (number, by) => ((number % by) + by) % by;

/** ORCID iD (ISO 7064 mod 11-2). */
export const isOrcid = (text) => {
  if (!/^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$/.test(text)) return false;
  const digits = text.replaceAll("-", "");
  const total = [...digits.slice(0, 15)].reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0);
  return digits[15] === "0123456789X"[mod(12 - total, 11)];
};

export const isAchievementRegNo = (text) => /^[0-9]{3}(19|20)[0-9]{2}[YJR][0-9]{4}$/.test(text);

export const isContractRegNo = (text) => /^(19|20)[0-9]{14}$/.test(text);

export const isIpc = (text) => /^[A-H][0-9]{2}[A-Z]( [1-9][0-9]{0,3}\/[0-9]{2,6})?$/.test(text);

/** Legal entity identifier (ISO 17442, ISO 7064 mod 97-10). */
export const isLei = (text) =>
  /^[0-9A-Z]{18}[0-9]{2}$/.test(text) && BigInt([...text].map((letter) => parseInt(letter, 36)).join("")) % 97n === 1n;

export const isDoi = (text) => DOI.test(text);

export const isCstr = (text) => CSTR.test(text);

/** Number of an intellectual property right of that kind; a technical secret may have any. */
export const isIpNumber = (kind, text) => {
  if (["invention_patent", "utility_model", "design"].includes(kind)) {
    if (!/^(19|20)[0-9]{2}[12389][0-9]{7}\.[0-9X]$/.test(text)) return false;
    return text[13] === "0123456789X"[weighed(text.slice(0, 12), PATENT_WEIGHTS, 10) % 11];
  }
  return IP_NUMBERS.get(kind)?.test(text) ?? true;
};
