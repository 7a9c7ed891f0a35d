// Checks 46 and 47: whose keys the seals of a title's instruments are. What cannot be proved offline is said seat by
// seat.

import { equal, toBig } from "./bytes.js";
import { account, demandSlot } from "./chain_checks.js";
import { EMPTY_CODE, mappingSlot, readAccount } from "./chain_state.js";
import { Refused, notChecked } from "./errors.js";
import { keccak } from "./hashing.js";
import { headerOf } from "./instruments.js";
import * as signatures from "./signatures.js";
import { seatsOf } from "./title_seats.js";

const [PARTIES, APPOINTMENTS] = [0, 2]; // storage slots of Authority
const MAX_SEATS = 64;

/** The signer word; from its lowest bit: id 160, keyed 1, kind 7, since 40, and more that is not asked here. */
export const readSigner = (word) => {
  const number = toBig(word);
  return {
    id: word.subarray(12),
    keyed: ((number >> 160n) & 1n) === 1n,
    since: Number((number >> 168n) & 0xffffffffffn),
  };
};

/** The appointment word; from its lowest bit: node 32, officer 32, powers 32, from 40, until 40. */
export const readAppointment = (word) => {
  const number = toBig(word);
  return {
    officer: Number((number >> 32n) & 0xffffffffn),
    start: Number((number >> 96n) & 0xffffffffffn),
    until: Number((number >> 136n) & 0xffffffffffn),
  };
};

const signersOf = (one) => {
  const { signers } = one.title;
  if (!signers) throw notChecked("NO_SIGNERS", {}, "next_signers");
  return signers;
};

/** Check 46. */
export const signers = (one) => {
  const { parties, appointments } = signersOf(one);
  if (!one.chain.authority) throw notChecked("NO_AUTHORITY", {}, "next_signers");
  account(
    one,
    "Authority",
    one.chain.authority,
    [...parties, ...appointments].map((proof) => proof.slot.proof),
  );
  for (const { party, slot, wallet } of parties) {
    demandSlot(slot, mappingSlot(party, PARTIES), { word: "slot_signer" });
    const signer = readSigner(slot.value);
    if (wallet && (signer.keyed || equal(readAccount(wallet, signer.id).codeHash, EMPTY_CODE))) {
      throw new Refused("WALLET_WRONG", { party });
    }
  }
  for (const { appointment, slot } of appointments) {
    demandSlot(slot, mappingSlot(appointment, APPOINTMENTS), { word: "slot_appointment" });
  }
  return ["SIGNERS_GOOD", { parties: parties.length, appointments: appointments.length }];
};

/** Check 47. */
export const seals = (one) => {
  const given = signersOf(one);
  const { steps, error } = one.replay;
  if (!one.chain.authority) throw notChecked("SIGNERS_NOT_PROVED", {}, "next_see", { check: { check: "signers" } });
  const found = steps.flatMap((step) => judge(one, given, step));
  if (error) throw notChecked("SEATS_UNKNOWN", {}, "next_see", { check: { check: "instruments" } });
  const doubts = found.filter((doubt) => doubt !== null);
  if (doubts.length) {
    const [[key, values]] = doubts;
    throw notChecked(
      "SEALS_IN_PART",
      { proved: found.length - doubts.length, all: found.length, found: { key, values } },
      "next_signers",
    );
  }
  return ["SEALS_GOOD", { all: found.length, count: steps.length }];
};

/** For each seal of an instrument: null if it is proved, else why it cannot be, as [key, values]. Throws if a seal is
 *  wrong, or one is missing that had to be there. */
const judge = (one, given, step) => {
  const { instrument } = step;
  const roll = seatsOf(step);
  const { draftedAt } = headerOf(instrument);
  const digest = one.digest(instrument);
  const blobs = split(instrument.seals);
  const seats = [...roll.parties, ...pledgeesSeated(instrument, roll, blobs.length)];
  demandEnough(instrument, roll, blobs);
  const found = [];
  seats.forEach((seat, i) => {
    const who = isAppointed(seat) ? officerOf(given, seat.appointment, instrument) : seat;
    if (isAppointed(seat) && who === null) found.push(["APPOINTMENT_NOT_PROVED", { appointment: seat.appointment }]);
    else if (who === null) found.push(["PLEDGEE_UNTOLD", {}]);
    else if (blobs[i].length) found.push(doubt(one, given, { party: who, draftedAt, digest, seal: blobs[i] }));
    else if (roll.pledgees.includes(seat)) found.push(["PLEDGEE_PERHAPS", { party: who }]);
  });
  return found;
};

const isAppointed = (seat) => seat !== null && typeof seat === "object";

/** Who sits behind the other seats: pledgees whose pledges stood; null where it cannot be told which of them. */
const pledgeesSeated = (instrument, roll, count) => {
  const possible = roll.pledgees.filter((party) => !roll.parties.includes(party));
  const behind = count - roll.parties.length;
  if (behind < 0 || behind > possible.length) {
    const most = roll.parties.length + possible.length;
    throw new Refused("SEALS_COUNT_WRONG", { kind: { kind: instrument.kind }, count, most });
  }
  return behind === possible.length ? possible : new Array(behind).fill(null);
};

const demandEnough = (instrument, roll, blobs) => {
  const kind = { kind: instrument.kind };
  const count = roll.parties.length;
  const silent = roll.parties.find((_, i) => roll.must.has(i) && !blobs[i].length);
  if (silent !== undefined) {
    if (isAppointed(silent)) throw new Refused("OFFICER_DID_NOT_SIGN", { kind, appointment: silent.appointment });
    throw new Refused("PARTY_DID_NOT_SIGN", { kind, party: silent });
  }
  // Who sits behind sits there because he has to sign; and a single pledgee's pledge must be the one that stood.
  if (blobs.slice(count).some((blob) => !blob.length)) throw new Refused("PLEDGEE_DID_NOT_SIGN", { kind });
  const at = roll.pledgees.length === 1 ? roll.parties.indexOf(roll.pledgees[0]) : -1;
  if (at >= 0 && !blobs[at].length) throw new Refused("PARTY_DID_NOT_SIGN", { kind, party: roll.pledgees[0] });
  const consenting = roll.units.reduce((sum, units, i) => sum + (blobs[i].length ? units : 0), 0);
  if (consenting < roll.quorum) throw new Refused("CONSENT_MISSING", { kind, consenting, quorum: roll.quorum });
};

/** The party whose appointment it was when the act was taken; null if that is not proved. */
const officerOf = (given, number, instrument) => {
  const proof = given.appointments.find((one) => one.appointment === number);
  if (!proof) return null;
  const { officer, start, until } = readAppointment(proof.slot.value);
  const { time } = instrument;
  if (time < start || time > until) throw new Refused("NOT_COMPETENT", { appointment: number, time: { time } });
  return officer;
};

/** Null if the seal is the party's, else why that cannot be told. Throws if it is not. */
const doubt = (one, given, { party, draftedAt, digest, seal }) => {
  const proof = given.parties.find((other) => other.party === party);
  if (!proof) return ["SIGNER_NOT_IN_BUNDLE", { party }];
  const signer = readSigner(proof.slot.value);
  if (signer.since > draftedAt) return ["SIGNER_CHANGED", { party }];
  if (!signer.keyed) {
    const good = isGood(signatures.verify, signer.id, digest, seal);
    if (!good && proof.wallet) return ["SIGNER_IS_WALLET", { party }];
    if (!good) throw new Refused("SEAL_WRONG", { party });
    return null;
  }
  const keyEnd = seal.length < 2 ? Infinity : 22 + seal[0] * 256 + seal[1];
  if (seal.length < keyEnd) throw new Refused("SEAL_KEY_WRONG", { party });
  const key = seal.subarray(2, keyEnd);
  if (!equal(keccak(key).subarray(12), signer.id)) throw new Refused("SEAL_KEY_WRONG", { party });
  const way = wayOf(one.trust, key.subarray(0, 20));
  if (!way) return ["VERIFIER_NOT_TRUSTED", { party }];
  if (!isGood(way, key, digest, seal.subarray(keyEnd))) throw new Refused("SEAL_WRONG", { party });
  return null;
};

/** How keys of this verifier contract sign, if the reader trusts it. */
const wayOf = ({ contracts }, address) => {
  const isOf = (name) => contracts.has(name) && equal(contracts.get(name).address, address);
  if (isOf("WebAuthnVerifier")) return signatures.verifyPasskey;
  return isOf("P256Verifier") ? signatures.verifyP256 : null;
};

const isGood = (way, signer, digest, signature) => {
  try {
    way(signer, digest, signature);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
};

/** The seals of a blob, seat by seat: `uint16` length, then that many bytes; none for no signature. */
export const split = (blob) => {
  const found = [];
  let offset = 0;
  while (offset < blob.length) {
    const start = offset + 2;
    if (start > blob.length) throw new Refused("SEALS_CUT");
    offset = start + blob[offset] * 256 + blob[offset + 1];
    if (offset > blob.length) throw new Refused("SEALS_CUT");
    found.push(blob.subarray(start, offset));
    if (found.length > MAX_SEATS) throw new Refused("TOO_MANY_SEALS", { most: MAX_SEATS });
  }
  return found;
};
