// The formats that fields of forms may ask for.

import { fractionOf, isMoreThanWhole } from "./fractions.js";
import * as identifiers from "./identifiers.js";
import { WHOLE } from "./shares.js";

const FRACTION = /^[1-9][0-9]{0,8}\/[1-9][0-9]{0,8}$/;
const INSTANT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\+08:00$/;

/** A day of the calendar, YYYY-MM-DD, from the year 1. */
const isDay = (text) => {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
};

const isShare = (text) => {
  if (!FRACTION.test(text)) return false;
  const [numerator, denominator] = fractionOf(text);
  const units = numerator * BigInt(WHOLE);
  return units % denominator === 0n && units / denominator <= BigInt(WHOLE);
};

const isRatio = (text) => FRACTION.test(text) && !isMoreThanWhole(fractionOf(text));

const isInstant = (text) => {
  const found = INSTANT.exec(text);
  if (!found) return false;
  return isDay(found[1]) && Number(found[2]) < 24 && Number(found[3]) < 60 && Number(found[4]) < 60;
};

const matching = (pattern) => (text) => pattern.test(text);

export const FORMATS = new Map([
  ["uscc", identifiers.isUscc],
  ["orcid", identifiers.isOrcid],
  ["achievement-reg-no", identifiers.isAchievementRegNo],
  ["contract-reg-no", identifiers.isContractRegNo],
  ["ipc", identifiers.isIpc],
  ["lei", identifiers.isLei],
  ["day", isDay],
  ["month", (text) => isDay(`${text}-01`)],
  ["share", isShare],
  ["ratio", isRatio],
  ["instant", isInstant],
  ["sha256", matching(/^[0-9a-f]{64}$/)],
  ["achievement", matching(/^0x[0-9a-f]{64}$/)],
  ["reference", matching(/^(0x)?[0-9a-f]{64}$/)],
  ["region", matching(/^[1-9][0-9]{5}$/)],
  ["region-or-country", matching(/^([1-9][0-9]{5}|[0-9]{3})$/)],
  ["party-nature", matching(/^[0-9]{3,4}$/)],
]);
