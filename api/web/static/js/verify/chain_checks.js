// Checks 30 to 34: the block that the reader trusts, and the anchor in its state.
//
// Who answers for which link: check 30 for “this block is trusted, and every account proof starts from its state
// root”; an account's check (31, 40, 46) for “this account has the trusted code, and every slot proof of it starts
// from its storage root”; a slot's check for everything below.

import { equal, to0x, toHex } from "./bytes.js";
import { mappingSlot, readAccount, readSlot } from "./chain_state.js";
import { Refused, Undecided, notChecked } from "./errors.js";
import { rootOf } from "./trie.js";
import { anchorCommitment } from "./typed_data.js";

const COMMIT_OF = 1; // storage slot of AnchorLog.commitOf

/** Check 30. */
export const blockHeader = (one) => {
  const { chain } = one;
  const header = one.header.own();
  const wallets = one.bundle.title?.signers?.parties.map((party) => party.wallet) ?? [];
  for (const nodes of [chain.anchorLog, chain.titleRegistry, chain.authority, ...wallets]) {
    if (nodes?.length && !equal(rootOf(nodes), header.stateRoot)) {
      throw new Refused("STATE_ROOT_WRONG", {
        block: header.number,
        found: to0x(rootOf(nodes)),
        root: to0x(header.stateRoot),
      });
    }
  }
  const known = one.trust.blocks.get(header.number);
  const told = { block: header.number, hash: to0x(header.hash) };
  if (!known) {
    throw new Undecided(
      "UNKNOWN",
      "BLOCK_UNLISTED",
      { ...told, count: one.trust.blocks.size },
      "next_block_hash",
      told,
    );
  }
  if (!equal(known, header.hash)) throw new Refused("BLOCK_FOREIGN", { ...told, known: to0x(known) });
  return ["BLOCK_GOOD", { block: header.number, time: { time: header.time } }];
};

/** Check 31. */
export const anchorContract = (one) =>
  account(one, "AnchorLog", one.chain.anchorLog, one.bundle.anchor ? [one.bundle.anchor.storageProof] : []);

/** Check 32. */
export const anchorSlot = (one) => {
  const { size, root, time, storageProof } = one.anchor;
  const committed = readSlot(storageProof, mappingSlot(size, COMMIT_OF));
  if (!equal(committed, anchorCommitment(size, root, time))) {
    throw new Refused("ANCHOR_WRONG", { size, root: toHex(root), time: { time } });
  }
  return ["ANCHOR_GOOD", { size, time: { time } }];
};

/** Check 33. */
export const anchorTime = (one) => {
  const { anchor } = one;
  const header = one.header.lean();
  const told = { time: { time: anchor.time }, block: { time: header.time } };
  if (BigInt(anchor.time) > header.time) throw new Refused("ANCHOR_LATER_THAN_BLOCK", told);
  return ["ANCHOR_TIME_GOOD", told];
};

/** Check 34. The tokens are an outside witness with tools of its own; this version carries them only. */
export const timestamps = (one) => {
  const count = one.bundle.timestamps.length;
  if (!count) throw notChecked("NO_TOKENS", {}, "next_no_tokens");
  throw notChecked("TOKENS_NOT_JUDGED", { count }, "next_openssl");
};

/** The account of a contract has the trusted code, and all its slot proofs start from its storage.
 *  :param slots: the storage proofs that hang on it; an empty one is its own check's affair. */
export const account = (one, name, nodes, slots) => {
  const trusted = one.trust.contracts.get(name);
  const found = readAccount(nodes, trusted.address);
  const told = { contract: name, address: to0x(trusted.address) };
  if (!equal(found.codeHash, trusted.codeHash)) {
    throw new Refused("CODE_FOREIGN", { ...told, found: to0x(found.codeHash), trusted: to0x(trusted.codeHash) });
  }
  for (const slot of slots) {
    if (slot.length && !equal(rootOf(slot), found.storageRoot)) {
      throw new Refused("STORAGE_ROOT_WRONG", { ...told, found: to0x(rootOf(slot)), root: to0x(found.storageRoot) });
    }
  }
  return ["CONTRACT_GOOD", told];
};

/** Demand that the proof of a slot leads to the value that the bundle states. */
export const demandSlot = (stated, number, what) => {
  const proved = readSlot(stated.proof, number);
  if (!equal(proved, stated.value))
    throw new Refused("SLOT_WRONG", { what, stated: to0x(stated.value), proved: to0x(proved) });
};
