"use strict";
// Run by scripts/solc, which finds Node.
const fs = require("node:fs");
const path = require("node:path");
const solc = require(path.join(path.dirname(__dirname), "node_modules", "solc"));

const args = process.argv.slice(2);
if (args.includes("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes("--standard-json")) {
  process.stdout.write(solc.compile(fs.readFileSync(0, "utf8")));
} else {
  process.stderr.write("scripts/solc knows --version and --standard-json, with the input on stdin\n");
  process.exitCode = 64;
}
