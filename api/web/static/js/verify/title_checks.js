// Checks 40 to 45 and 48: a title in the registry's storage, its history, and the holders as of a time.
//
// `TitleRegistry` has at slot 0 a mapping from achievement to a struct of head, trail and up to four words of holders.

import { equal, to0x, toBig, toHex } from "./bytes.js";
import { account, demandSlot } from "./chain_checks.js";
import { mappingSlot } from "./chain_state.js";
import { DEFINITIONS } from "./definitions.js";
import { Refused, absent, notChecked } from "./errors.js";
import { headerOf } from "./instruments.js";
import { leafHash } from "./merkle.js";
import { marked } from "./pledges.js";
import { MAX_HOLDERS, checkWhole, fraction, pack, unpack } from "./shares.js";
import { isObject, isWhole } from "./shapes.js";
import { CLOSED, CONFIRMED, CONTESTED, NOTICE, NO_STATUS, REGISTERED, endOf } from "./title_replay.js";
import { achievementNumber, foldTrail } from "./typed_data.js";

const TITLES = 0;
const [HEAD, TRAIL, WORDS] = [0, 1, 2];
const STATUSES = DEFINITIONS.titleStatuses;
const FIELDS = [
  ["status", 8],
  ["rule", 8],
  ["entries", 8],
  ["node", 32],
  ["version", 32],
  ["noticeUntil", 40],
  ["frozenUntil", 40],
  ["objections", 16],
  ["delegate", 32],
  ["round", 16],
];

// Status after the instruments → those that the chain may say: a notice is opened by no instrument.
const STATUSES_AFTER = new Map([
  [REGISTERED, [REGISTERED, NOTICE]],
  [CONTESTED, [CONTESTED, NOTICE]],
  [CONFIRMED, [CONFIRMED]],
  [CLOSED, [CLOSED]],
]);

/** The head word of a title, from its lowest bit, whatever it says. */
export const readHead = (word) => {
  const head = {};
  let rest = toBig(word);
  for (const [name, width] of FIELDS) {
    head[name] = Number(rest & ((1n << BigInt(width)) - 1n));
    rest >>= BigInt(width);
  }
  return head;
};

/** Check 40. */
export const titleContract = (one) => {
  if (!one.chain.titleRegistry) throw absent("part_title_registry");
  const { title } = one.bundle;
  const slots = title ? [title.head, title.trail, ...title.words].map((slot) => slot.proof) : [];
  return account(one, "TitleRegistry", one.chain.titleRegistry, slots);
};

/** Check 41. */
export const titleHead = (one) => {
  prove(one, one.title.head, HEAD, { word: "slot_head" });
  const head = readHead(one.title.head.value);
  const { status, entries, version, node } = head;
  if (status < REGISTERED || status >= STATUSES.length || entries < 1 || entries > MAX_HOLDERS || !version || !node) {
    throw new Refused("HEAD_WRONG", { status, entries, version, node });
  }
  return ["HEAD_GOOD", { status: { status: STATUSES[status] }, version, entries, node }];
};

/** Check 42. */
export const holdings = (one) => {
  const { words } = one.title;
  const { entries } = readHead(one.title.head.value);
  words.forEach((word, i) => prove(one, word, WORDS + i, { word: "slot_holders" }));
  const table = unpack(
    words.map((word) => toBig(word.value)),
    entries,
  );
  checkWhole(table);
  if (pack(table).length !== words.length) throw new Refused("WORDS_WRONG", { words: words.length, entries });
  return ["HOLDINGS_GOOD", { table: { table } }];
};

/** Check 43. */
export const trail = (one) => {
  prove(one, one.title.trail, TRAIL, { word: "slot_trail" });
  const achievement = to0x(one.bundle.claim.achievement);
  let [folded, before] = [new Uint8Array(32), 0];
  for (const [i, instrument] of one.title.instruments.entries()) {
    const digest = one.digest(instrument); // refuses messages of another shape
    const begins = headerOf(instrument);
    const reliedOn = Object.hasOwn(begins, "version") ? begins.version : i; // a decision is bound to no version
    if (begins.achievement !== achievement || reliedOn !== i) {
      throw new Refused("TRAIL_OF_ANOTHER", { number: i + 1, achievement: begins.achievement, version: reliedOn });
    }
    if (instrument.time < before) throw new Refused("TRAIL_DISORDERED", { number: i + 1 });
    folded = foldTrail(folded, digest, i + 1, instrument.time);
    before = instrument.time;
  }
  const count = one.title.instruments.length;
  const { version } = readHead(one.title.head.value);
  if (!equal(folded, one.title.trail.value) || count !== version) {
    throw new Refused(
      "TRAIL_WRONG",
      { count, folded: to0x(folded), version, trail: to0x(one.title.trail.value) },
      "next_history",
    );
  }
  return ["TRAIL_GOOD", { count, version }];
};

/** Check 44. */
export const registrationFiling = (one) => {
  const leaf = leafHash(one.filing.entry);
  const [first] = one.title.instruments;
  const see = { check: { check: "instruments" } };
  if (first?.kind !== "register") throw notChecked("NO_REGISTRATION_FIRST", {}, "next_see", see);
  const { node, act } = first.message;
  if (!isWhole(node) || node < 0 || node >= 2 ** 32) throw notChecked("REGISTRATION_WITHOUT_NODE", {}, "next_see", see);
  const number = achievementNumber(node, leaf);
  const claimed = one.bundle.claim.achievement;
  if (!equal(number, claimed)) {
    throw new Refused("FILING_OF_ANOTHER", { leaf: toHex(leaf), node, number: to0x(number), claimed: to0x(claimed) });
  }
  if (!isObject(act) || act.filing !== to0x(leaf)) throw new Refused("FILING_NOT_NAMED", { leaf: toHex(leaf) });
  return ["REGISTRATION_FILING_GOOD", { leaf: toHex(leaf) }];
};

/** Check 45. */
export const instruments = (one) => {
  const end = endOf(one.replay);
  const head = readHead(one.title.head.value);
  const words = pack(end.table);
  const given = one.title.words.map((word) => toBig(word.value));
  const marks = [0n, 1n, 2n, 3n].reduce((sum, i) => sum | (1n << (64n * i + 32n)), 0n);
  if (words.length !== given.length || words.some((word, i) => word !== (given[i] & ~marks))) {
    throw new Refused("REPLAY_OTHER_HOLDINGS", { table: { table: end.table } });
  }
  if (!STATUSES_AFTER.get(end.status).includes(head.status) || head.node !== end.node) {
    throw new Refused("REPLAY_OTHER_STATUS", {
      status: { status: STATUSES[end.status] },
      node: end.node,
      head: head.status,
      at: head.node,
    });
  }
  if (head.rule !== end.rule || head.delegate !== end.delegate) {
    throw new Refused("REPLAY_OTHER_RULE", { rule: end.rule, head: head.rule });
  }
  const holders = markedHolders(given);
  const possible = marked(end.pledges);
  const strange = holders.find((party) => !possible.has(party));
  if (strange !== undefined) throw new Refused("MARK_FROM_NOWHERE", { party: strange });
  const count = one.replay.steps.length;
  return holders.length ? ["REPLAY_GOOD_PLEDGED", { count, parties: holders.join(", ") }] : ["REPLAY_GOOD", { count }];
};

/** What the marks say. A release is no instrument, so a mark may be gone; none comes from nowhere. */
const markedHolders = (words) => {
  const rows = words.flatMap((word) => [0n, 1n, 2n, 3n].map((i) => word >> (64n * i)));
  const found = rows.filter((row) => (row >> 32n) & 1n).map((row) => Number(row & 0xffffffffn));
  return [...new Set(found)].sort((a, b) => a - b);
};

/** Check 48. */
export const asOf = (one) => {
  const state = one.holdersAsOf;
  const header = one.header.lean();
  const { at } = one.bundle.claim;
  if (at !== null && BigInt(at) > header.time) {
    throw new Refused("AS_OF_TOO_LATE", { at: { time: at }, block: { time: header.time } }, "next_later_bundle");
  }
  const time = { time: at ?? header.time };
  if (state === null) return ["AS_OF_BEFORE", { time }];
  if (state.closedBy !== null) return ["AS_OF_CLOSED", { time, kind: { kind: state.closedBy } }];
  const told = { time, status: { status: STATUSES[state.status] }, table: { table: state.table } };
  return [state.status === CONFIRMED ? "AS_OF_HELD" : "AS_OF_CLAIMED", told];
};

/** For people: the achievement, the time asked, and its holders then. */
export const answer = (one) => {
  const { achievement, at } = one.bundle.claim;
  const then = one.holdersAsOf;
  const told = { achievement: to0x(achievement), at: at ?? Number(one.header.lean().time) };
  if (then === null) return { ...told, status: STATUSES[NO_STATUS], holders: [] };
  const known = { ...told, status: STATUSES[then.status], node: then.node };
  if (then.closedBy !== null) return { ...known, holders: [], closedBy: then.closedBy };
  return { ...known, holders: then.table.map(({ party, units }) => ({ party, units, share: fraction(units) })) };
};

const prove = (one, slot, offset, what) =>
  demandSlot(slot, mappingSlot(one.bundle.claim.achievement, TITLES, offset), what);
