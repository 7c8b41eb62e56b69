// The figures of bench/run. Usage:
//   node figures.mjs line < KEY=VALUE-LINES   prints them as one line of the history
//   node figures.mjs table < HISTORY          prints the last line's figures and ratios, beside those of the last one before
//                                             it that has the same cores and domainType; lines of tests/e2e/long have none
import { readFileSync } from "node:fs";

const texts = ["when", "commit", "domainType"];
const keys = [
  ...["when", "commit", "cores", "domainType", "coldUpSeconds", "warmUpSeconds", "floorSeconds"],
  ...["noopUpSeconds", "emptyProgramSeconds", "destroySeconds", "peakMemoryMiB"],
];
// The master and two slaves, which bench/run fixes.
const nodes = 3;

const seconds = (value) => `${value.toFixed(1)} s`;
const times = (value) => `${value.toFixed(2)} x`;
const rows = [
  ["cold up", (run) => seconds(run.coldUpSeconds)],
  ["warm up", (run) => seconds(run.warmUpSeconds)],
  ["floor", (run) => seconds(run.floorSeconds)],
  ["no-op up", (run) => seconds(run.noopUpSeconds)],
  ["empty program", (run) => seconds(run.emptyProgramSeconds)],
  ["destroy", (run) => seconds(run.destroySeconds)],
  ["peak memory", (run) => `${run.peakMemoryMiB} MiB`],
  ["cold up / floor", (run) => times(run.coldUpSeconds / run.floorSeconds)],
  ["warm up / floor", (run) => times(run.warmUpSeconds / run.floorSeconds)],
  ["no-op up / empty program", (run) => times(run.noopUpSeconds / run.emptyProgramSeconds)],
  ["destroy per node", (run) => seconds(run.destroySeconds / nodes)],
];

function fail(message) {
  console.error(`figures: ${message}`);
  process.exit(1);
}

/** One line of the history, keys in a fixed order. A run without one of them, or with another, is not to be compared. */
function lineOf(input) {
  const given = new Map(
    input
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => [text.split("=", 1)[0], text.slice(text.indexOf("=") + 1)]),
  );
  const unknown = [...given.keys()].find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    fail(`unknown figure "${unknown}"; there are: ${keys.join(", ")}`);
  }
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, valueOf(key, given.get(key))])));
}

function valueOf(key, text) {
  if (text === undefined || text === "") {
    fail(`figure "${key}" is missing`);
  }
  if (texts.includes(key)) {
    return text;
  }
  // A ratio divides by it, and nothing takes no time.
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0) {
    fail(`figure "${key}" is "${text}"; allowed: a number above 0`);
  }
  return Number(text);
}

function tableOf(input) {
  const runs = input
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text))
    .filter((line) => !Object.hasOwn(line, "testLong"));
  if (runs.length === 0) {
    fail("the history has no figures yet; run make bench");
  }
  const last = runs.at(-1);
  const before = runs
    .slice(0, -1)
    .findLast(({ cores, domainType }) => cores === last.cores && domainType === last.domainType);
  const columns = before === undefined ? [last] : [last, before];
  return [
    [`${last.cores} cores, ${last.domainType}`, ...columns.map(({ commit }) => commit)],
    ["", ...columns.map(({ when }) => when.slice(0, 10))],
    ...rows.map(([name, cell]) => [name, ...columns.map(cell)]),
  ]
    .map(([name, ...cells]) =>
      [name.padEnd(24), ...cells.map((cell) => cell.padStart(15))].join(" "),
    )
    .join("\n");
}

const commands = { line: lineOf, table: tableOf };
const command = commands[process.argv[2]];
if (command === undefined) {
  fail(
    `unknown command "${process.argv[2] ?? ""}"; there are: ${Object.keys(commands).join(", ")}`,
  );
}
process.stdout.write(`${command(readFileSync(0, "utf8"))}\n`);
