// Replaying the instruments of a title: from the registration's claimed table to the holdings, as the contracts did.
//
// A state is {status, node, table, rule, delegate, pledges, closedBy}: the status of `titleStatuses`, the rule as in
// `Terms.rule`, the pledges that may stand, the kind of the instrument that closed the title or null.

import { Refused, Undecided } from "./errors.js";
import { knownKind, requireShape } from "./instruments.js";
import { FOLLOWS, follow, touches, untouched } from "./pledges.js";
import { applyMovements, checkWhole, unitsOf } from "./shares.js";

export const [NO_STATUS, REGISTERED, NOTICE, CONTESTED, CONFIRMED, CLOSED] = [0, 1, 2, 3, 4, 5];
const [AMENDS, CLOSES] = [1, 2]; // effects of a decision
const CLOSING_GROUNDS = [4, 5, 6]; // of an order

/** {steps: [{instrument, before, after}], error}: the steps up to the first instrument that does not follow. */
export const replay = (instruments) => {
  const steps = [];
  let state = null;
  if (!instruments.length) return { steps, error: new Refused("NO_INSTRUMENTS") };
  for (const [i, instrument] of instruments.entries()) {
    try {
      const after = follows(state, instrument);
      steps.push({ instrument, before: state, after });
      state = after;
    } catch (error) {
      if (error instanceof Undecided) return { steps, error };
      if (!(error instanceof Refused)) throw error;
      const found = { key: error.key, values: error.values };
      return {
        steps,
        error: new Refused("INSTRUMENT_WRONG", { number: i + 1, kind: { kind: instrument.kind }, found }),
      };
    }
  }
  return { steps, error: null };
};

/** The title after all instruments; throws if one does not follow. */
export const endOf = ({ steps, error }) => {
  if (error) throw error;
  return steps[steps.length - 1].after;
};

const follows = (state, instrument) => {
  knownKind(instrument);
  requireShape(instrument); // from here on the message has its shape
  const { kind, message } = instrument;
  if ((state === null) !== (kind === "register")) throw new Refused("ORDER_WRONG");
  if (state === null) {
    const table = tableOf(message.claimed);
    checkWhole(table);
    return { status: REGISTERED, node: message.node, table, rule: 0, delegate: 0, pledges: [], closedBy: null };
  }
  if (state.status === CLOSED) throw new Refused("AFTER_CLOSING");
  return EFFECTS.get(kind)(state, message);
};

const cancelled = (state) => {
  if (state.status !== REGISTERED && state.status !== CONTESTED) throw new Refused("CANCELLED_AFTER_CONFIRMATION");
  return { ...state, status: CLOSED, closedBy: "cancel" };
};

/** A table that is given replaces the one that stands; an empty one leaves it (a use grant alone). */
const confirmed = (state, { terms }) => {
  const given = tableOf(terms.table);
  if (!given.length && state.status !== CONFIRMED) throw new Refused("CONFIRMS_NO_TABLE");
  const table = given.length ? given : state.table;
  checkWhole(table);
  const pledges = untouched(state.pledges, unitsOf(table));
  return { ...state, status: CONFIRMED, table, rule: terms.rule, delegate: terms.delegate, pledges };
};

const conveyed = (state, message) => moved(demandConfirmed(state), message.movements, message.pledgeAfter);

const amended = (state, message) => ({ ...demandConfirmed(state), rule: message.rule, delegate: message.delegate });

/** By order units move whoever objects, and pledges follow; or the title closes. */
const enforced = (state, { terms }) => {
  if (CLOSING_GROUNDS.includes(terms.ground)) return { ...state, status: CLOSED, closedBy: "enforce" };
  return moved(demandConfirmed(state), terms.movements, FOLLOWS);
};

const migrated = (state) => ({ ...demandConfirmed(state), status: CLOSED, pledges: [], closedBy: "migrate" });

const decided = (state, { effect }) => {
  if (effect !== AMENDS && effect !== CLOSES) throw new Refused("DECISION_WITHOUT_EFFECT");
  if (state.status === CONFIRMED) return state;
  return { ...state, status: effect === AMENDS ? CONTESTED : REGISTERED };
};

const pledged = (state, message) => {
  demandConfirmed(state);
  const parts = new Map(message.parts.map((part) => [part.party, part.units]));
  if (!parts.size || parts.size !== message.parts.length || [...parts.values()].includes(0)) {
    throw new Refused("PLEDGE_PARTS_WRONG");
  }
  const pledge = { pledgee: message.pledgee, parts };
  if (touches(pledge, unitsOf(state.table))) throw new Refused("PLEDGES_MORE_THAN_HELD");
  return { ...state, pledges: [...state.pledges, pledge] };
};

const EFFECTS = new Map([
  ["cancel", cancelled],
  ["confirm", confirmed],
  ["convey", conveyed],
  ["settle", conveyed],
  ["amendRule", amended],
  ["enforce", enforced],
  ["migrate", migrated],
  ["decide", decided],
  ["pledge", pledged],
]);

const moved = (state, movements, pledgeAfter) => {
  if (!movements.length) throw new Refused("MOVEMENT_EMPTY");
  const table = applyMovements(state.table, movements);
  return { ...state, table, pledges: follow(state.pledges, movements, pledgeAfter, unitsOf(table)) };
};

const demandConfirmed = (state) => {
  if (state.status !== CONFIRMED) throw new Refused("BEFORE_CONFIRMATION");
  return state;
};

const tableOf = (shares) => shares.map((share) => ({ party: share.party, units: share.units }));
