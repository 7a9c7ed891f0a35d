// The log's head as a text (C2SP tlog-checkpoint), and an inclusion proof with it (C2SP tlog-proof@v1).

import { decimal, fromBase64, toBase64 } from "./bytes.js";
import { Refused } from "./errors.js";
import { parseNote, parted } from "./note.js";

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_PATH = 63;

/** What the text of a checkpoint says: {origin, size, root}. */
export const parseCheckpoint = (text) => {
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : [];
  if (lines.length < 3 || lines.includes("")) throw new Refused("CHECKPOINT_MALFORMED");
  const [origin, size, root] = lines;
  return { origin, root: fromBase64(root, "root", 32), size: decimal(size, "size") };
};

/** {index, path, checkpoint}: nothing is verified, and an `extra` line, which nobody signs, is refused. */
export const parseLogProof = (content) => {
  const [above, signed, found] = parted(content, "\n\n");
  const [header, place, ...path] = above.split("\n");
  if (!found || header !== HEADER) throw new Refused("TLOG_PROOF_MALFORMED");
  if (!place?.startsWith("index ")) throw new Refused("TLOG_PROOF_MALFORMED");
  const index = decimal(place.slice("index ".length), "index");
  if (path.length > MAX_PATH) throw new Refused("TLOG_PROOF_MALFORMED");
  const proof = { index, path: path.map((line) => fromBase64(line, "path", 32)), checkpoint: signed };
  parseCheckpoint(parseNote(signed).text);
  if (spelled(proof) !== content) throw new Refused("TLOG_PROOF_MALFORMED");
  return proof;
};

const spelled = ({ index, path, checkpoint }) =>
  [HEADER, `index ${index}`, ...path.map(toBase64), ""].join("\n") + "\n" + checkpoint;
