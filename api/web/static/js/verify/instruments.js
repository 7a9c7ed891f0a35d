// Instruments: the acts that raise a title's version and are folded into its trail.

import { big, concat, fromHex, shortened } from "./bytes.js";
import { DEFINITIONS } from "./definitions.js";
import { Refused, Undecided } from "./errors.js";
import { keccak } from "./hashing.js";
import { isObject } from "./shapes.js";
import { actDigest, actOf, contractSeparator, demandShape, sealed, structHash } from "./typed_data.js";

// The first ledgers took conveyances without a price and openings. What they took stays provable.
const EARLIER = ["act", "basis", "movements", "offers", "pledgeAfter"];
const EARLIER_TYPE =
  "Conveyance(Act act,uint8 basis,Movement[] movements,bytes32[] offers,uint8 pledgeAfter)" +
  "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)" +
  "Movement(uint32 from,uint32 to,uint32 units)";
const NOTHING = "0x" + "00".repeat(32);

/** {contract, primaryType} of an instrument that raises versions. */
export const knownKind = (instrument) => {
  const { kind } = instrument;
  if (DEFINITIONS.folded.includes(kind)) return actOf(kind);
  if (actOf(kind)) throw new Refused("KIND_RAISES_NOTHING", { kind: { kind } });
  if (kind === DEFINITIONS.adoption) throw new Undecided("UNKNOWN", "HISTORY_ELSEWHERE", {}, "next_earlier_registry");
  throw new Undecided("UNKNOWN", "KIND_UNKNOWN", { kind: shortened(kind, 40) }, "next_newer_verifier");
};

/** Demand that the message has the shape of its kind. */
export const requireShape = (instrument) => {
  const { primaryType } = knownKind(instrument);
  if (isEarlier(instrument)) demandEarlierShape(instrument.message);
  else demandShape(primaryType, instrument.message);
};

/** The `Act` or `Matter` with which the message of a known kind and shape begins. */
export const headerOf = (instrument) => instrument.message[instrument.kind === "decide" ? "matter" : "act"];

/** The 32 bytes that the seats of an instrument signed. */
export const instrumentDigest = (instrument, domain) => {
  const { primaryType } = knownKind(instrument);
  if (!isEarlier(instrument)) return actDigest(primaryType, instrument.message, domain);
  const { act, basis, movements, offers, pledgeAfter } = demandEarlierShape(instrument.message);
  const hash = keccak(
    concat(
      keccak(EARLIER_TYPE),
      structHash("Act", act),
      big(basis),
      keccak(concat(...movements.map((movement) => structHash("Movement", movement)))),
      keccak(concat(...offers.map((offer) => fromHex(offer, "offers", 32)))),
      big(pledgeAfter),
    ),
  );
  return sealed(contractSeparator(domain), hash);
};

const isEarlier = ({ kind, message }) =>
  kind === "convey" && isObject(message) && Object.keys(message).sort().join() === EARLIER.join();

const demandEarlierShape = (message) => {
  demandShape("Conveyance", Object.assign(Object.create(null), message, { price: NOTHING, openings: [] }));
  return message;
};
