// Verify an evidence bundle against a trust file: bytes in, report out. No network, clock or storage.
//
// The checks and their numbers are those of docs/evidence-format.md; each computes from the parts that it names and
// answers for one link, so that a forgery shows in exactly one place. `ledger/core/verify.py` does the same.

import { shortened, to0x } from "./bytes.js";
import { parseBundle } from "./bundle.js";
import { Case } from "./case.js";
import * as chain from "./chain_checks.js";
import { CHECKS, byNumber, ofClaim, once, requiredBy, verdictOf } from "./checks.js";
import { Refused, Undecided } from "./errors.js";
import * as filing from "./filing_checks.js";
import * as log from "./log_checks.js";
import * as seal from "./seal_checks.js";
import * as title from "./title_checks.js";
import { parseTrust } from "./trust.js";

const LINE = 16;

/** Check 1. Whoever gets here has a bundle of the right form. */
const bundleForm = (one) => ["BUNDLE_GOOD", { kind: { word: `claim_${one.bundle.claim.kind}` } }];

/** Check 2. */
const trustMatches = ({ bundle: { ledger }, trust }) => {
  const kind = (demo) => ({ word: demo ? "demonstration" : "legal_meaning" });
  const logs = trust.policy.logs.map((key) => key.name);
  const name = shortened(trust.name);
  const compared = [
    ["ledger_chain", ledger.chain === trust.chainId, ledger.chain, trust.chainId],
    ["ledger_salt", to0x(ledger.salt) === to0x(trust.salt), to0x(ledger.salt), to0x(trust.salt)],
    ["ledger_log", logs.includes(ledger.log), shortened(ledger.log), logs.join(", ")],
    ["ledger_kind", ledger.demo === trust.demo, kind(ledger.demo), kind(trust.demo)],
  ];
  for (const [what, agrees, stated, trusted] of compared) {
    if (!agrees)
      throw new Refused("LEDGER_FOREIGN", { what: { word: what }, stated, trusted, name }, "next_other_trust");
  }
  return ["TRUST_GOOD", { name }];
};

const JUDGES = new Map([
  [1, bundleForm],
  [2, trustMatches],
  [10, filing.entryForm],
  [11, filing.disclosures],
  [12, filing.filerSignature],
  [13, filing.form],
  [14, filing.attachments],
  [15, filing.claimedLeaf],
  [LINE, filing.line],
  [20, log.checkpoint],
  [21, log.witnesses],
  [22, log.inclusion],
  [23, log.anchoredHead],
  [30, chain.blockHeader],
  [31, chain.anchorContract],
  [32, chain.anchorSlot],
  [33, chain.anchorTime],
  [34, chain.timestamps],
  [40, title.titleContract],
  [41, title.titleHead],
  [42, title.holdings],
  [43, title.trail],
  [44, title.registrationFiling],
  [45, title.instruments],
  [46, seal.signers],
  [47, seal.seals],
  [48, title.asOf],
]);

/** Judge a bundle by a trust file, check by check: before each one {done, of, name} is yielded, in the end the report
 *  of `verify` is returned. The parameters are those of `verify`. */
export function* steps(raw, trustRaw, files = []) {
  const trust = parseTrust(trustRaw);
  const ledger = { name: trust.name, chain: trust.chainId };
  let one;
  try {
    one = new Case(parseBundle(raw), trust, files);
  } catch (error) {
    return { ...unread(error), required: [], demo: trust.demo, kind: null, ledger, answer: null };
  }
  const { kind } = one.bundle.claim;
  const due = ofClaim(kind);
  const judged = [];
  for (const [done, check] of due.entries()) {
    yield { done, of: due.length, name: check.name };
    judged.push(judge(check, one));
  }
  const checks = once(judged);
  const required = requiredBy(trust, kind);
  if (one.bundle.filing?.line) required.add(byNumber(LINE).name);
  const verdict = verdictOf(checks, required);
  const answer = verdict === "VALID" ? answerOf(one) : null;
  return { verdict, checks, required: [...required], demo: trust.demo, kind, ledger, answer };
}

/** Judge a bundle by a trust file.
 *
 *  :param raw: the bytes of an evidence bundle, from whomever. No bytes make this throw.
 *  :param trustRaw: the bytes of the reader's own trust file; `Refused` is thrown if it cannot be used.
 *  :param files: attachments that the reader holds himself, a list of {name, content}.
 *
 *  The report is {verdict, checks: [{number, name, status, reason, next}], required, demo, kind, ledger, answer}.
 *  `reason` and `next` are {key, values} for `words.js`; `required` are the names of the checks that had to be VALID;
 *  `answer` is what the evidence shows, null unless the verdict is VALID.
 */
export const verify = (raw, trustRaw, files = []) => {
  const going = steps(raw, trustRaw, files);
  for (;;) {
    const { done, value } = going.next();
    if (done) return value;
  }
};

const judge = ({ number, name }, one) => {
  try {
    const [key, values] = JUDGES.get(number)(one);
    return { number, name, status: "VALID", reason: { key, values }, next: null };
  } catch (error) {
    return { number, name, ...failure(error) };
  }
};

const failure = (error) => {
  if (error instanceof Undecided) {
    const { status, key, values, next, nextValues } = error;
    return { status, reason: { key, values }, next: { key: next, values: nextValues } };
  }
  if (error instanceof Refused) return invalid(error);
  // A fault of this verifier is no verdict about the bundle, and never VALID.
  const values = { error: shortened(`${error?.name}: ${error?.message}`, 200) };
  return { status: "UNKNOWN", reason: { key: "VERIFIER_FAILED", values }, next: { key: "next_report", values: {} } };
};

const invalid = ({ key, values, next }) => ({
  status: "INVALID",
  reason: { key, values },
  next: { key: next ?? "next_ask_again", values: {} },
});

/** The report about bytes that are no bundle: nothing else could be looked at. */
const unread = (error) => {
  const [{ number, name }, ...others] = CHECKS;
  const first = { number, name, ...failure(error) };
  if (!(error instanceof Refused)) Object.assign(first, { status: "INVALID" });
  const rest = others
    .filter((check) => check.claims.length === 2)
    .map((check) => ({
      number: check.number,
      name: check.name,
      status: "NOT_CHECKED",
      reason: { key: "BUNDLE_UNREAD", values: {} },
      next: { key: "next_see", values: { check: { check: name } } },
    }));
  return { verdict: "INVALID", checks: [first, ...rest] };
};

const answerOf = (one) => {
  const { kind } = one.bundle.claim;
  const told = { kind };
  if (one.bundle.anchor) told.anchoredAt = one.bundle.anchor.time;
  try {
    return { ...told, ...(kind === "filing" ? filing : title).answer(one) };
  } catch (error) {
    if (error instanceof Refused || error instanceof Undecided) return told;
    throw error;
  }
};
