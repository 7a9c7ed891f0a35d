// The numbered checks, by name and number, and how their results make a verdict.

import { DEFINITIONS } from "./definitions.js";

export const CHECKS = DEFINITIONS.checks;

export const byNumber = (number) => CHECKS.find((check) => check.number === number);

/** The checks that a claim of this kind (`filing` or `title`) goes through, in order. */
export const ofClaim = (kind) => CHECKS.filter((check) => check.claims.includes(kind));

const worksOn = (number) => DEFINITIONS.worksOn[String(number)] ?? [];

/** Names of the checks that must be VALID by the trust file. Empty, which nothing satisfies, where its list has no
 *  check that this kind of claim alone has: a VALID would then say nothing of the claim. */
export const requiredBy = (trust, kind) => {
  if (trust.require === null)
    return new Set(
      ofClaim(kind)
        .filter((check) => check.required)
        .map((check) => check.name),
    );
  const found = new Set();
  const todo = ofClaim(kind)
    .filter((check) => trust.require.has(check.name))
    .map((check) => check.number);
  while (todo.length) {
    const number = todo.pop();
    if (found.has(number) || !byNumber(number).claims.includes(kind)) continue;
    found.add(number);
    todo.push(...worksOn(number));
  }
  const own = [...found].some((number) => byNumber(number).claims.length === 1);
  return new Set(own ? [...found].map((number) => byNumber(number).name) : []);
};

/** The results with every fault told once: a check that fails on a part which another check refuses says NOT_CHECKED
 *  and names that check. */
export const once = (results) => {
  const refused = new Set(results.filter((one) => one.status === "INVALID").map((one) => one.number));
  return results.map((one) => {
    const owner = worksOn(one.number).find((number) => refused.has(number));
    if (one.status !== "INVALID" || owner === undefined) return one;
    const check = byNumber(owner);
    return {
      ...one,
      status: "NOT_CHECKED",
      reason: { key: "WORKS_ON_REFUSED", values: { number: owner, check: { check: check.name }, found: one.reason } },
      next: { key: "next_see", values: { check: { check: check.name } } },
    };
  });
};

/** INVALID if any check is; VALID only if every required check is there and VALID; else UNKNOWN. */
export const verdictOf = (results, required) => {
  if (results.some((one) => one.status === "INVALID")) return "INVALID";
  const valid = new Set(results.filter((one) => one.status === "VALID").map((one) => one.name));
  return required.size && [...required].every((name) => valid.has(name)) ? "VALID" : "UNKNOWN";
};
