import * as fs from "node:fs";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { contentHash } from "../../lib/contentHash";
import {
  devSpec,
  renderNodes,
  seedFiles,
  type RenderedFile,
  type RenderedNode,
} from "../support/rendered";

// It would ask the daemons over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));

const renewal = "RENEW_GOLDEN=1 npx jest tests/unit/golden.test.ts";
const folder = path.join(__dirname, "..", "golden");
/** Lines of the longest file that is shown whole. */
const wholeLines = 60;
/** Lines that are shown of a longer one; the digest stands for the rest. */
const headLines = 12;

/** One node of each role: all slaves are alike but for name and address. */
const nodes = ["master", "slave1"];

let rendered: Record<string, RenderedNode>;

beforeAll(async () => {
  rendered = await renderNodes(devSpec());
});

/** A file for people: a heading with path, owner and mode, and its lines, indented. */
function shown({ path: file, mode, owner, content }: RenderedFile): string {
  const lines = content.replace(/\n$/, "").split("\n");
  const isCut = lines.length > wholeLines;
  const notes = [
    ...(isCut
      ? [`... ${lines.length - headLines} more lines; sha256 of the whole: ${contentHash(content)}`]
      : []),
    ...(content === "" ? ["... empty"] : []),
    ...(content !== "" && !content.endsWith("\n") ? ["... no newline at the end"] : []),
  ];
  const body = [...(content === "" ? [] : isCut ? lines.slice(0, headLines) : lines), ...notes];
  return [
    `==> ${file} (${owner} ${mode})`,
    ...body.map((line) => (line === "" ? "" : `    ${line}`)),
    "",
  ].join("\n");
}

/** A seed for people: user-data without the contents of its files, these decoded, and meta-data. */
function shownSeed({ userData, metaData }: RenderedNode): string {
  const { write_files: files, ...rest } = parse(userData) as {
    write_files: Record<string, unknown>[];
  };
  const heads = files.map((file) => ({ ...file, content: "(below)" }));
  return [
    "==> user-data",
    userData.split("\n", 1)[0],
    stringify({ ...rest, write_files: heads }, { lineWidth: 0 }),
    ...seedFiles(userData).map(shown),
    "==> meta-data",
    metaData,
  ].join("\n");
}

/** Compares with the file in tests/golden, or writes it where that is asked for. */
function expectGolden(name: string, text: string): void {
  const file = path.join(folder, name);
  if (process.env["RENEW_GOLDEN"] === "1") {
    fs.writeFileSync(file, text);
  }
  const golden = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  if (text !== golden) {
    console.error(`tests/golden/${name} is not what is rendered now; renew it: ${renewal}`);
  }
  expect(text).toBe(golden);
}

test.each(nodes)("the seed of %s is the golden one", (node) => {
  expectGolden(`seed-${node}.txt`, shownSeed(rendered[node] as RenderedNode));
});

test.each(nodes)("the jobs and settings of %s are the golden ones", (node) => {
  expectGolden(`files-${node}.txt`, (rendered[node] as RenderedNode).files.map(shown).join("\n"));
});

test("there is a golden file for each of these, and no other", () => {
  const names = nodes.flatMap((node) => [`files-${node}.txt`, `seed-${node}.txt`]);
  // The stack's readme has its own test.
  const found = fs.readdirSync(folder).filter((name) => !name.startsWith("readme-"));
  expect(found.sort()).toEqual(names.sort());
});

test("golden files are small enough to be read", () => {
  const lines = nodes.flatMap((node) =>
    ["files", "seed"].map(
      (kind) =>
        fs.readFileSync(path.join(folder, `${kind}-${node}.txt`), "utf8").split("\n").length,
    ),
  );
  expect(Math.max(...lines)).toBeLessThan(250);
});
