// JSON Schema (draft 2020-12) as far as the forms of filings use it. A keyword that is not known here is a fault of
// this verifier, never a yes.

import { letters } from "./bytes.js";
import { FORMATS } from "./formats.js";
import { isObject, isWhole } from "./shapes.js";

/** Whether a value fits a schema. Throws where the schema asks for what is not known here. */
export const fits = (schema, value) =>
  Object.keys(schema).every((keyword) => {
    const check = KEYWORDS.get(keyword);
    if (!check) throw new Error(`a form asks for ${keyword}`);
    return check(value, schema[keyword], schema);
  });

const TYPES = new Map([
  ["string", (value) => typeof value === "string"],
  ["integer", isWhole],
  ["boolean", (value) => typeof value === "boolean"],
  ["array", Array.isArray],
  ["object", isObject],
]);

const ofType = (value, name) => {
  const check = TYPES.get(name);
  if (!check) throw new Error(`a form asks for the type ${name}`);
  return check(value);
};

const inFormat = (value, name) => {
  const check = FORMATS.get(name);
  if (!check) throw new Error(`a form asks for the format ${name}`);
  return typeof value !== "string" || check(value);
};

const patterns = new Map();

const matches = (value, pattern) => {
  if (typeof value !== "string") return true;
  if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(pattern, "u"));
  return patterns.get(pattern).test(value);
};

/** Whether two JSON values are the same; members of objects in any order. */
export const same = (a, b) => {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
};

const string = (check) => (value, wanted) => typeof value !== "string" || check(letters(value), wanted);
const number = (check) => (value, wanted) => typeof value !== "number" || check(value, wanted);
const list = (check) => (value, wanted) => !Array.isArray(value) || check(value, wanted);
const object = (check) => (value, wanted, schema) => !isObject(value) || check(value, wanted, schema);

const KEYWORDS = new Map([
  ["type", ofType],
  ["format", inFormat],
  ["pattern", matches],
  ["const", same],
  ["enum", (value, choices) => choices.some((one) => same(value, one))],
  ["minLength", string((length, least) => length >= least)],
  ["maxLength", string((length, most) => length <= most)],
  ["minimum", number((value, least) => value >= least)],
  ["maximum", number((value, most) => value <= most)],
  ["minItems", list((value, least) => value.length >= least)],
  ["maxItems", list((value, most) => value.length <= most)],
  ["items", list((value, inner) => value.every((item) => fits(inner, item)))],
  [
    "uniqueItems",
    list((value, wanted) => !wanted || value.every((item, i) => !value.slice(0, i).some((other) => same(item, other)))),
  ],
  ["required", object((value, names) => names.every((name) => Object.hasOwn(value, name)))],
  [
    "properties",
    object((value, inner) =>
      Object.keys(inner).every((name) => !Object.hasOwn(value, name) || fits(inner[name], value[name])),
    ),
  ],
  [
    "additionalProperties",
    object((value, allowed, schema) => {
      if (typeof allowed !== "boolean") throw new Error("a form says what members that it does not name are like");
      return allowed || Object.keys(value).every((name) => schema.properties && Object.hasOwn(schema.properties, name));
    }),
  ],
  ["allOf", (value, all) => all.every((inner) => fits(inner, value))],
  ["anyOf", (value, any) => any.some((inner) => fits(inner, value))],
  ["if", (value, condition, schema) => !fits(condition, value) || !schema.then || fits(schema.then, value)],
  ["then", () => true], // judged with its `if`
]);
