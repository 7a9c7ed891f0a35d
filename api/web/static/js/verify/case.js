// A bundle before its reader: what several checks look at, read once.
//
// Each reading belongs to one check, which answers for it when it fails (`own`). The other checks that look at it
// (`lean`) then say NOT_CHECKED and point to the owner: one broken part shall not be counted twice.

import { decode, encode } from "./canonical.js";
import { readHeader } from "./chain_state.js";
import { byNumber } from "./checks.js";
import { parseDisclosure } from "./disclosure.js";
import { readEntry } from "./entry.js";
import { Refused, Undecided, absent, notChecked } from "./errors.js";
import { instrumentDigest, knownKind } from "./instruments.js";
import { parseCheckpoint, parseLogProof } from "./log_proof.js";
import { parseLine } from "./manifest_line.js";
import { parseNote } from "./note.js";
import { replay } from "./title_replay.js";

class Reading {
  constructor(owner, read) {
    this.owner = owner;
    this.value = null;
    this.error = null;
    try {
      this.value = read();
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Undecided)) throw error;
      this.error = error;
    }
  }

  /** For the owner: the value, or the error itself. */
  own() {
    if (this.error) throw this.error;
    return this.value;
  }

  /** For other checks: the value, or NOT_CHECKED with a pointer to the owner. */
  lean() {
    if (this.error instanceof Undecided) throw this.error;
    if (this.error) {
      const check = { check: byNumber(this.owner).name };
      throw notChecked("OWNER_COULD_NOT_READ", { number: this.owner, check }, "next_see", { check });
    }
    return this.value;
  }
}

export class Case {
  #read = new Map();
  #digests = new Map();

  /** :param files: those that the reader holds himself, a list of {name, content}. */
  constructor(bundle, trust, files) {
    this.bundle = bundle;
    this.trust = trust;
    this.files = files;
  }

  #once(name, make) {
    if (!this.#read.has(name)) this.#read.set(name, make());
    return this.#read.get(name);
  }

  get filing() {
    return this.bundle.filing ?? fail(absent("part_filing"));
  }

  get anchor() {
    return this.bundle.anchor ?? fail(absent("part_anchor", "next_anchored"));
  }

  get chain() {
    return this.bundle.chain ?? fail(absent("part_chain"));
  }

  get title() {
    return this.bundle.title ?? fail(absent("part_title"));
  }

  /** The inclusion proof. Check 20 answers for its form. */
  get logProof() {
    return this.#once(
      "logProof",
      () =>
        new Reading(20, () => {
          if (this.bundle.logProof === null) throw absent("part_log", "next_logged");
          return parseLogProof(this.bundle.logProof);
        }),
    );
  }

  /** What the checkpoint states, whoever signed it. Check 20 answers for it. */
  get checkpoint() {
    return this.#once(
      "checkpoint",
      () => new Reading(20, () => parseCheckpoint(parseNote(this.logProof.own().checkpoint).text)),
    );
  }

  /** The log entry, byte for byte as it must be. Check 10 answers for it. */
  get entry() {
    return this.#once("entry", () => new Reading(10, () => readEntry(this.filing.entry)));
  }

  /** The log entry for the other checks: a second spelling of it is a fault that check 10 alone reports. */
  get entryMeant() {
    if (!this.entry.error) return this.entry;
    return this.#once("entryMeant", () => new Reading(10, () => readEntry(encode(decode(this.filing.entry)))));
  }

  /** What is disclosed, by name, whether it belongs to the entry or not: that is for check 11 to say. */
  get disclosed() {
    return this.#once("disclosed", () => {
      const found = new Map();
      for (const text of this.filing.disclosures) {
        const shown = new Reading(11, () => parseDisclosure(text)).value;
        if (shown && !found.has(shown.name)) found.set(shown.name, shown);
      }
      return found;
    });
  }

  /** The line of a manifest, in checks of bundles that have one. Check 16 answers for its form. */
  get line() {
    return this.#once("line", () => new Reading(16, () => parseLine(this.filing.line.disclosure)));
  }

  /** The block header. Check 30 answers for it. */
  get header() {
    return this.#once("header", () => new Reading(30, () => readHeader(this.chain.header)));
  }

  /** The replay of the title's instruments. Check 45 answers for its end. */
  get replay() {
    return this.#once("replay", () => replay(this.title.instruments));
  }

  /** What the signers of an instrument signed. */
  digest(instrument) {
    if (!this.#digests.has(instrument)) {
      this.#digests.set(instrument, instrumentDigest(instrument, this.#domain(knownKind(instrument).contract)));
    }
    return this.#digests.get(instrument);
  }

  #domain(name) {
    const contract = this.trust.contracts.get(name);
    if (!contract) throw new Undecided("UNKNOWN", "CONTRACT_NOT_TRUSTED", { contract: name }, "next_fuller_trust");
    return { chainId: this.trust.chainId, contract: contract.address, salt: this.trust.salt };
  }

  /** The title at the time that is asked (else at the block's), by the instruments; null before its registration. */
  get holdersAsOf() {
    const asked = this.bundle.claim.at;
    const at = asked === null ? this.header.lean().time : BigInt(asked);
    const { steps, error } = this.replay;
    const until = steps.filter((step) => BigInt(step.instrument.time) <= at);
    const next = this.title.instruments[steps.length];
    if (error && (!next || BigInt(next.time) <= at)) {
      throw notChecked("NOT_REPLAYED_SO_FAR", {}, "next_see", { check: { check: "instruments" } });
    }
    return until.length ? until[until.length - 1].after : null;
  }
}

const fail = (error) => {
  throw error;
};
