// Acts as typed messages (EIP-712), by the one definition that Solidity and Python read too.

import { big, concat, fromHex, shortened, utf8 } from "./bytes.js";
import { DEFINITIONS } from "./definitions.js";
import { Refused } from "./errors.js";
import { keccak, sha256 } from "./hashing.js";
import { isObject, isWhole } from "./shapes.js";

const { types: TYPES, domains: DOMAINS, acts: ACTS, name: NAME, version: VERSION } = DEFINITIONS.typedData;

/** {contract, primaryType} of a kind of act; undefined where there is none of that name. */
export const actOf = (kind) => ACTS[kind];

/** What the signers of an act sign. :param domain: {chainId, contract (20 bytes), salt (32 bytes)}. */
export const actDigest = (primaryType, message, domain) =>
  sealed(contractSeparator(domain), structHash(primaryType, message));

/** What a filer signs: bound to the log and to no chain. :param content: 32 bytes. */
export const filingDigest = (filingType, node, filedAt, content, origin) =>
  sealed(
    separator("log", [keccak(NAME), keccak(VERSION), sha256(origin)]),
    keccak(concat(typeHash("Filing"), keccak(filingType), big(node), big(filedAt), content)),
  );

export const sealed = (separator_, hash) => keccak(concat(Uint8Array.of(0x19, 0x01), separator_, hash));

export const contractSeparator = ({ chainId, contract, salt }) =>
  separator("contract", [keccak(NAME), keccak(VERSION), big(chainId), concat(new Uint8Array(12), contract), salt]);

const separator = (domain, words) => {
  const members = DOMAINS[domain].map((member) => `${member.type} ${member.name}`).join(",");
  return keccak(concat(keccak(`EIP712Domain(${members})`), ...words));
};

/** Demand that a message has the members of its type, each of its own type. */
export const demandShape = (primaryType, message) => {
  const members = TYPES[primaryType];
  if (!isObject(message) || Object.keys(message).length !== members.length) throw wrong(primaryType, message);
  for (const member of members) {
    if (!Object.hasOwn(message, member.name)) throw wrong(primaryType, message);
    demandValue(member.type, message[member.name], member.name);
  }
};

const wrong = (member, given) => new Refused("MESSAGE_MALFORMED", { member, given: shortened(given ?? null, 60) });

const demandValue = (type, value, name) => {
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) throw wrong(name, value);
    value.forEach((item) => demandValue(type.slice(0, -2), item, name));
  } else if (TYPES[type]) {
    demandShape(type, value);
  } else if (type === "string") {
    if (typeof value !== "string") throw wrong(name, value);
  } else if (type === "address" || type.startsWith("bytes")) {
    if (typeof value !== "string") throw wrong(name, value);
    const size = type === "address" ? 20 : Number(type.slice(5)) || undefined;
    fromHex(value, name, size);
  } else {
    const bits = BigInt(type.slice("uint".length));
    if (!isWhole(value) || value < 0 || BigInt(value) >= 1n << bits) throw wrong(name, value);
  }
};

/** EIP-712 hashStruct of a message, whose shape is checked first. */
export const structHash = (primaryType, message) => {
  demandShape(primaryType, message);
  return hashOf(primaryType, message);
};

const hashOf = (type, message) =>
  keccak(concat(typeHash(type), ...TYPES[type].map((member) => wordOf(member.type, message[member.name]))));

const wordOf = (type, value) => {
  if (type.endsWith("[]")) return keccak(concat(...value.map((item) => wordOf(type.slice(0, -2), item))));
  if (TYPES[type]) return hashOf(type, value);
  if (type === "string") return keccak(utf8(value));
  if (type === "bytes") return keccak(fromHex(value, type));
  if (type === "address") return concat(new Uint8Array(12), fromHex(value, type, 20));
  if (type.startsWith("bytes")) {
    const bytes = fromHex(value, type);
    return concat(bytes, new Uint8Array(32 - bytes.length));
  }
  return big(value);
};

const typeHashes = new Map();

const typeHash = (type) => {
  let known = typeHashes.get(type);
  if (!known) {
    const [first, ...others] = used(type);
    known = keccak([first, ...others.sort()].map(spelled).join(""));
    typeHashes.set(type, known);
  }
  return known;
};

const spelled = (type) => `${type}(${TYPES[type].map((member) => `${member.type} ${member.name}`).join(",")})`;

const used = (type) => {
  const found = [type];
  for (const name of found) {
    for (const member of TYPES[name]) {
      const inner = member.type.replace(/\[\]$/, "");
      if (TYPES[inner] && !found.includes(inner)) found.push(inner);
    }
  }
  return found;
};

/** keccak256(abi.encode(uint32 node, bytes32 leaf)): an achievement's number. */
export const achievementNumber = (node, leaf) => keccak(concat(big(node), leaf));

/** keccak256(abi.encode(trail, digest, version, time)): the trail after one more act. */
export const foldTrail = (trail, digest, version, time) => keccak(concat(trail, digest, big(version), big(time)));

/** keccak256(abi.encode(uint64 size, bytes32 root, uint40 time)): what the slot of an anchor holds. */
export const anchorCommitment = (size, root, time) => keccak(concat(big(size), root, big(time)));
