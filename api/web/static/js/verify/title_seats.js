// Who had to sign an instrument, as the contracts' rolls say it, as far as the instruments alone tell.
//
// A seat is a party's number, or {appointment} where only an appointment tells the party. A roll is {parties, must,
// units, quorum, pledgees}: seats in the order of the seals, the positions that have to sign, the units with which
// each consents and which they reach together, and who sit behind all others if their pledges stood.

import { NONE, touchedPledgees } from "./pledges.js";
import { WHOLE, unitsOf } from "./shares.js";

const JUDGMENT = 3; // ground of an order in which receivers need not sign
const [UNANIMOUS, TWO_THIRDS, MAJORITY, DELEGATED] = [1, 2, 3, 4];
const SHARES_FREE = 0x80;

/** The roll of a replayed instrument: the officer first, whatever the act. */
export const seatsOf = ({ instrument: { kind, message }, before, after }) => {
  if (kind === "decide") return allOf({ appointment: message.matter.appointment });
  const officer = { appointment: message.act.appointment };
  if (before === null) return allOf(officer, message.filer);
  if (kind === "cancel") return allOf(officer);
  if (["confirm", "amendRule", "migrate"].includes(kind)) {
    return allOf(officer, ...after.table.map((share) => share.party));
  }
  if (kind === "enforce") return allOf(officer, { appointment: message.judge }, ...receivers(message.terms));
  if (kind === "pledge") return ofPledge(officer, before, message);
  return ofMovements(officer, kind, before, after, message);
};

const allOf = (...parties) => ({
  parties,
  must: new Set(parties.keys()),
  units: parties.map(() => 0),
  quorum: 0,
  pledgees: [],
});

const receivers = ({ ground, movements }) =>
  ground === JUDGMENT ? [] : [...new Set(movements.map((movement) => movement.to))];

/** A conveyance, in which the co-owners have a say by the rule, or a settlement, in which they have none. */
const ofMovements = (officer, kind, before, after, message) => {
  const movers = [...new Set(message.movements.flatMap((movement) => [movement.from, movement.to]))];
  const held = before.table.map((share) => share.party);
  const parties = [...held, ...movers.filter((party) => !held.includes(party))];
  const found = byRule(officer, before, parties, movers, kind === "convey" ? before.rule : SHARES_FREE);
  if (message.pledgeAfter === NONE) return found;
  return { ...found, pledgees: touchedPledgees(before.pledges, unitsOf(after.table)) };
};

/** Pledgors and pledgee must, co-owners by the base rule: that shares move freely frees no pledge. */
const ofPledge = (officer, before, message) => {
  const held = before.table.map((share) => share.party);
  const pledgors = message.parts.map((part) => part.party);
  const found = byRule(officer, before, held, pledgors, before.rule & ~SHARES_FREE);
  if (!found.parties.includes(message.pledgee)) {
    found.parties.push(message.pledgee);
    found.units.push(0);
  }
  found.must.add(found.parties.indexOf(message.pledgee));
  return found;
};

/** :param parties: holders in stored order, then others that have a seat. :param movers: who must in any case. */
const byRule = (officer, before, parties, movers, rule) => {
  const seated = [...parties];
  const must = new Set(movers.map((party) => parties.indexOf(party)));
  let quorum = 0;
  if (rule === UNANIMOUS) before.table.forEach((_, i) => must.add(i));
  else if (rule === TWO_THIRDS) quorum = (WHOLE / 3) * 2;
  else if (rule === MAJORITY) quorum = WHOLE / 2 + 1;
  else if (rule === DELEGATED) {
    if (!seated.includes(before.delegate)) seated.push(before.delegate);
    must.add(seated.indexOf(before.delegate));
  }
  const held = unitsOf(before.table);
  return {
    parties: [officer, ...seated],
    must: new Set([0, ...[...must].map((i) => i + 1)]),
    units: [0, ...seated.map((party) => (quorum ? (held.get(party) ?? 0) : 0))],
    quorum,
    pledgees: [],
  };
};
