// Pledges as far as a title's instruments tell of them. A release is no instrument: a pledge known here *may* stand.
// A pledge is {pledgee, parts}, parts a Map of holder → units.

export const [NONE, RELEASED, FOLLOWS] = [0, 1, 2]; // `pledgeAfter`

/** Whether somebody would be left with less than his part. :param left: Map of party → units after the movements. */
export const touches = (pledge, left) => [...pledge.parts].some(([holder, units]) => units > (left.get(holder) ?? 0));

/** The holders who may be marked; nobody else is. */
export const marked = (pledges) => new Set(pledges.flatMap((pledge) => [...pledge.parts.keys()]));

/** Pledgees of pledges that would be touched, each once, in the order of the pledges. */
export const touchedPledgees = (pledges, left) => [
  ...new Set(pledges.filter((pledge) => touches(pledge, left)).map((pledge) => pledge.pledgee)),
];

/** Those that may stand after an act that moved no pledged unit: one that it touches was released before. */
export const untouched = (pledges, left) => pledges.filter((pledge) => !touches(pledge, left));

/** Those that may stand after movements, with the parts that they have then. */
export const follow = (pledges, movements, pledgeAfter, left) => {
  if (pledgeAfter === NONE) return untouched(pledges, left);
  return pledges
    .map((pledge) => {
      if (!touches(pledge, left)) return pledge;
      return pledgeAfter === RELEASED ? released(pledge, left) : followed(pledge, movements, left);
    })
    .filter((pledge) => pledge.parts.size);
};

const released = (pledge, left) => ({
  ...pledge,
  parts: new Map([...pledge.parts].filter(([holder, units]) => units <= (left.get(holder) ?? 0))),
});

// With a movement goes of the giver's part what he has too much in the end, and no less than what his units do not
// cover at that point.
const followed = (pledge, movements, left) => {
  const parts = new Map(pledge.parts);
  const units = new Map(left);
  const add = (map, party, change) => map.set(party, (map.get(party) ?? 0) + change);
  for (const { from, to, units: moved } of [...movements].reverse()) {
    add(units, to, -moved);
    add(units, from, moved);
  }
  for (const { from, to, units: moved } of movements) {
    add(units, from, -moved);
    add(units, to, moved);
    const part = parts.get(from) ?? 0;
    const least = part - Math.min(part, units.get(from));
    const goes = Math.max(least, Math.min(moved, part - Math.min(part, left.get(from) ?? 0)));
    parts.set(from, part - goes);
    add(parts, to, goes);
  }
  return { ...pledge, parts: new Map([...parts].filter(([, held]) => held)) };
};
