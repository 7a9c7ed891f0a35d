// Checks 20 to 23: the log's checkpoint, its witnesses, the entry in its tree, and the anchor that covers it.

import { shortened } from "./bytes.js";
import { Refused } from "./errors.js";
import { leafHash, verifyConsistency, verifyInclusion } from "./merkle.js";
import { parseNote, signedBy } from "./note.js";
import { cosigned } from "./policy.js";

/** Check 20. */
export const checkpoint = (one) => {
  const proof = one.logProof.own();
  const { origin, size } = one.checkpoint.own();
  const named = one.bundle.ledger.log;
  const { logs } = one.trust.policy;
  const trusted = logs.map((key) => key.name);
  if (trusted.includes(origin) && trusted.includes(named) && origin !== named) {
    throw new Refused("ORIGIN_WRONG", { origin: shortened(origin), named: shortened(named) });
  }
  const keys = logs.filter((key) => key.name === origin);
  if (!signedBy(parseNote(proof.checkpoint), keys).length) {
    throw new Refused("LOG_SIGNATURE_MISSING", { origin: shortened(origin) }, "next_trusted_log");
  }
  return ["CHECKPOINT_GOOD", { origin, size }];
};

/** Check 21. */
export const witnesses = (one) => {
  const { policy } = one.trust;
  const names = cosigned(policy, parseNote(one.logProof.lean().checkpoint));
  if (policy.quorum === "none") return ["NO_WITNESSES_ASKED", { count: names.length }];
  return ["WITNESSES_GOOD", { quorum: policy.quorum, names: names.sort().join(", ") }];
};

/** Check 22. */
export const inclusion = (one) => {
  const leaf = leafHash(one.filing.entry);
  const proof = one.logProof.lean();
  const { size, root } = one.checkpoint.lean();
  verifyInclusion(proof.index, size, leaf, proof.path, root);
  return ["INCLUSION_GOOD", { index: proof.index, size }];
};

/** Check 23. */
export const anchoredHead = (one) => {
  const { anchor } = one;
  const { size, root } = one.checkpoint.lean();
  verifyConsistency(size, anchor.size, root, anchor.root, anchor.consistency);
  return [size === anchor.size ? "HEAD_IS_ANCHORED" : "HEAD_IS_CONTINUED", { size, anchored: anchor.size }];
};
