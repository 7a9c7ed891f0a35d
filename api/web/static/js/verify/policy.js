// Which logs and witnesses the reader believes: C2SP tlog-policy, a text.

import { equal, letters, shortened } from "./bytes.js";
import { Refused } from "./errors.js";
import { COSIGNATURE, parseKey, signedBy } from "./note.js";

const MAX_SIZE = 1 << 16;
const FORBIDDEN = /[\x00-\x08\x0b-\x1f\x7f]/;
const NONE = "none";

/** {logs: [key], witnesses: [{name, key}], groups: [{name, threshold, members}], quorum}. */
export const parsePolicy = (text) => {
  if (letters(text) > MAX_SIZE || FORBIDDEN.test(text)) throw new Refused("POLICY_MALFORMED", { line: 0 });
  const reader = new Reader();
  text.split("\n").forEach((line, i) => {
    const words = line.split(/[ \t]+/).filter(Boolean);
    if (words.length && !words[0].startsWith("#")) reader.take(words, i + 1);
  });
  if (reader.quorum === null) throw new Refused("POLICY_MALFORMED", { line: 0 });
  const { logs, witnesses, groups, quorum } = reader;
  return { logs, witnesses, groups, quorum };
};

/** Names of the witnesses that cosigned. They reach the quorum. */
export const cosigned = (policy, note) => {
  const found = signedBy(
    note,
    policy.witnesses.map((witness) => witness.key),
  );
  const names = policy.witnesses.filter((witness) => found.includes(witness.key)).map((witness) => witness.name);
  const done = new Set(names);
  for (const group of policy.groups) {
    if (group.members.filter((member) => done.has(member)).length >= group.threshold) done.add(group.name);
  }
  if (policy.quorum !== NONE && !done.has(policy.quorum)) {
    throw new Refused(
      "QUORUM_MISSED",
      { quorum: shortened(policy.quorum), names: names.join(", ") || "–" },
      "next_witnesses",
    );
  }
  return names;
};

class Reader {
  logs = [];
  witnesses = [];
  groups = [];
  quorum = null;
  free = new Set(); // names that are no member of a group yet
  names = new Set([NONE]);

  take(words, line) {
    const [what, ...rest] = words;
    this.line = line;
    if (what === "log" && (rest.length === 1 || rest.length === 2)) this.log(rest[0]);
    else if (what === "witness" && (rest.length === 2 || rest.length === 3)) this.witness(rest[0], rest[1]);
    else if (what === "group" && rest.length >= 3) this.group(rest[0], rest[1], rest.slice(2));
    else if (what === "quorum" && rest.length === 1) this.setQuorum(rest[0]);
    else throw this.wrong();
  }

  log(vkey) {
    const key = parseKey(vkey);
    if (this.logs.some((other) => equal(other.public, key.public))) throw this.wrong();
    this.logs.push(key);
  }

  witness(name, vkey) {
    const key = parseKey(vkey);
    if (key.type !== COSIGNATURE || this.witnesses.some((other) => equal(other.key.public, key.public)))
      throw this.wrong();
    this.define(name);
    this.witnesses.push({ name, key });
  }

  group(name, word, members) {
    for (const member of members) if (!this.free.delete(member)) throw this.wrong();
    const number = /^[1-9][0-9]{0,3}$/.test(word) ? Number(word) : 0;
    const threshold = word === "any" ? 1 : word === "all" ? members.length : number;
    if (threshold < 1 || threshold > members.length) throw this.wrong();
    this.define(name);
    this.groups.push({ name, threshold, members });
  }

  setQuorum(name) {
    if (this.quorum !== null || !this.names.has(name)) throw this.wrong();
    this.quorum = name;
  }

  define(name) {
    if (this.names.has(name)) throw this.wrong();
    this.names.add(name);
    this.free.add(name);
  }

  wrong() {
    return new Refused("POLICY_MALFORMED", { line: this.line });
  }
}
