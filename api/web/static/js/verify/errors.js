// Refusals and doubts. Words are not made here: a key of `words.js` with its values goes up to whoever shows it.

/** What is wrong with a part. `next` is the key of what to do about it; without one, that of the check's own. */
export class Refused extends Error {
  constructor(key, values = {}, next = null) {
    super(key);
    this.key = key;
    this.values = values;
    this.next = next;
  }
}

/** A check that can say neither VALID nor INVALID: what is missing, and how to get it. */
export class Undecided extends Error {
  constructor(status, key, values, next, nextValues = {}) {
    super(key);
    this.status = status;
    this.key = key;
    this.values = values;
    this.next = next;
    this.nextValues = nextValues;
  }
}

/** UNKNOWN: the bundle lacks a part that the claim needs. */
export const absent = (part, next = "next_complete") =>
  new Undecided("UNKNOWN", "PART_ABSENT", { part: { word: part } }, next);

/** NOT_CHECKED: there was nothing to look at, and the claim does not need it by itself. */
export const notChecked = (key, values, next, nextValues = {}) =>
  new Undecided("NOT_CHECKED", key, values, next, nextValues);
