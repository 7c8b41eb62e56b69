// Reads a stack's export from standard input and prints how to reach one of its nodes: KEY=VALUE lines, an empty line, and
// the private key. Usage: node node-connection.mjs NODE
import { readFileSync } from "node:fs";

const node = process.argv[2];
const resources = JSON.parse(readFileSync(0, "utf8")).deployment?.resources ?? [];
// A secret in an export with --show-secrets is an object whose plaintext is JSON.
const plain = (value) =>
  value !== null && typeof value === "object" && "plaintext" in value
    ? JSON.parse(value.plaintext)
    : value;

const connections = resources
  .filter(
    (resource) => resource.type === "command:remote:Command" && resource.urn.endsWith("-boot"),
  )
  .map((resource) => ({
    name: /([a-z0-9]+)-boot$/.exec(resource.urn)?.[1],
    connection: plain(resource.inputs.connection),
  }));
const found = connections.find(({ name }) => name === node);
if (found === undefined) {
  const names = connections.map(({ name }) => name).join(", ") || "none";
  console.error(`no node "${node}" in this stack; there are: ${names}. Is the stack up?`);
  process.exit(1);
}
const { host, user, hostKey, privateKey } = found.connection;
process.stdout.write(
  `NODE=${node}\nADDRESS=${host}\nSSH_USER=${user}\nHOST_KEY=${hostKey}\n\n${privateKey}`,
);
