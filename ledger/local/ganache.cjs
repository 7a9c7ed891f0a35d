// Runs one Ganache in the foreground for ledger/local/ganache.py.
//
// The options come as one line of JSON on stdin, keys among them: arguments would be seen by everybody in `ps`. Stdin
// then stays open as a life line; when it ends, whoever started this is gone, and so are we, whatever the platform.
// One line of JSON on stdout says the port once requests are answered.
"use strict";

const readline = require("node:readline");

let server;
let ending = false;

async function end(code) {
  if (ending) return;
  ending = true;
  // The database is safe at any moment; a close that hangs must not keep the process.
  setTimeout(() => process.exit(code), 5000).unref();
  try {
    if (server) await server.close();
  } catch (error) {
    console.error(`Error: ${error.message}`);
  }
  process.exit(code);
}

async function begin(line) {
  const { ganache, port, shift, options } = JSON.parse(line);
  const api = require(ganache);
  options.chain.time = new Date(Date.now() + shift * 1000);
  server = api.server(options);
  await server.listen(port, "127.0.0.1");
  console.log(JSON.stringify({ port: server.address().port }));
}

// Ganache throws some errors into the void, with pages of its own source around them. Their message is enough.
process.on("uncaughtException", (error) => {
  console.error(`Error: ${(error && error.message) || error}`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));

const lines = readline.createInterface({ input: process.stdin });
lines.once("line", (line) => {
  begin(line).catch((error) => {
    console.error(`Error: ${(error && error.message) || error}`);
    process.exit(1);
  });
});
lines.on("close", () => end(0));
