// EIP-712 digests by viem: documents as a JSON list on stdin, their digests as a JSON list on stdout.
// Called by scripts/vectors.py.
import { readFileSync } from "node:fs";
import { hashTypedData } from "viem";

const documents = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(documents.map((document) => hashTypedData(document))));
