// Values out of JSON files, member by member: nothing missing, nothing unknown, everything of its shape.

import { shortened } from "./bytes.js";
import { Refused } from "./errors.js";

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export const wrong = (where, expected, given) =>
  new Refused("SHAPE_WRONG", { where, expected: { word: expected }, given: shortened(given ?? null, 60) });

/** The object once it has every required member and no unknown one. */
export const members = (value, where, required, optional = []) => {
  if (!isObject(value)) throw wrong(where, "an_object", value);
  for (const name of required) {
    if (!Object.hasOwn(value, name)) throw new Refused("MEMBER_MISSING", { where, member: name });
  }
  for (const name of Object.keys(value)) {
    if (!required.includes(name) && !optional.includes(name)) {
      throw new Refused("MEMBER_UNKNOWN", { where, member: shortened(name, 40) });
    }
  }
  return value;
};

export const text = (value, where) => {
  if (typeof value !== "string") throw wrong(where, "a_string", value);
  return value;
};

/** A whole number from 0 to `below` - 1. */
export const integer = (value, where, below = 2 ** 53) => {
  if (!isWhole(value) || value < 0 || value >= below) throw wrong(where, "a_whole_number", value);
  return value;
};

export const boolean = (value, where) => {
  if (typeof value !== "boolean") throw wrong(where, "true_or_false", value);
  return value;
};

export const items = (value, where, most) => {
  if (!Array.isArray(value) || value.length > most)
    throw wrong(where, "a_list", Array.isArray(value) ? value.length : value);
  return value;
};

export const isWhole = (value) => typeof value === "number" && Number.isSafeInteger(value);
