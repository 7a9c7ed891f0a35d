// The trust file: what the reader decides to believe. What is not understood completely is refused.

import { fromHex, shortened } from "./bytes.js";
import { decode } from "./canonical.js";
import { CHECKS } from "./checks.js";
import { DEFINITIONS } from "./definitions.js";
import { Refused } from "./errors.js";
import { parsePolicy } from "./policy.js";
import * as shapes from "./shapes.js";

const MAX_BYTES = 4 << 20;
const MAX_BLOCKS = 20_000;

/** The trust file of these bytes. Throws `Refused`; nothing is ever verified against half a trust file. */
export const parseTrust = (raw) => {
  const top = shapes.members(
    decode(raw, MAX_BYTES),
    "trust",
    ["format", "name", "demo", "chain", "ledger", "log"],
    ["require"],
  );
  if (top.format !== DEFINITIONS.formats.trust)
    throw new Refused("TRUST_FORMAT_UNKNOWN", { given: shortened(top.format, 60) });
  const chain = shapes.members(top.chain, "chain", ["id", "genesis", "blocks"]);
  const ledger = shapes.members(top.ledger, "ledger", ["salt", "contracts"]);
  const log = shapes.members(top.log, "log", ["policy"]);
  const { required, optional } = DEFINITIONS.contracts;
  const named = shapes.members(ledger.contracts, "ledger.contracts", required, optional);
  const contracts = new Map(
    Object.keys(named).map((name) => [name, contract(named[name], `ledger.contracts.${name}`)]),
  );
  return {
    name: shapes.text(top.name, "name"),
    demo: shapes.boolean(top.demo, "demo"),
    chainId: shapes.integer(chain.id, "chain.id"),
    genesis: hash(chain.genesis, "chain.genesis"),
    blocks: blocks(chain.blocks),
    salt: hash(ledger.salt, "ledger.salt"),
    contracts,
    policy: parsePolicy(shapes.text(log.policy, "log.policy")),
    require: Object.hasOwn(top, "require") ? required_(top.require) : null,
  };
};

const blocks = (value) => {
  const found = new Map();
  shapes.items(value, "chain.blocks", MAX_BLOCKS).forEach((item, i) => {
    const block = shapes.members(item, `chain.blocks[${i}]`, ["number", "hash"]);
    const number = BigInt(shapes.integer(block.number, `chain.blocks[${i}].number`));
    if (found.has(number)) throw new Refused("BLOCK_TWICE", { number });
    found.set(number, hash(block.hash, `chain.blocks[${i}].hash`));
  });
  return found;
};

const contract = (value, where) => {
  const stated = shapes.members(value, where, ["address", "codeHash"]);
  const address = fromHex(shapes.text(stated.address, `${where}.address`), `${where}.address`, 20);
  return { address, codeHash: hash(stated.codeHash, `${where}.codeHash`) };
};

const required_ = (value) => {
  const names = shapes.items(value, "require", CHECKS.length).map((name) => shapes.text(name, "require"));
  for (const name of names) {
    if (!CHECKS.some((check) => check.name === name)) throw new Refused("CHECK_UNKNOWN", { name: shortened(name, 40) });
  }
  if (!names.length || new Set(names).size !== names.length) throw new Refused("REQUIRE_EMPTY");
  return new Set(names);
};

const hash = (value, where) => fromHex(shapes.text(value, where), where, 32);
