import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import ts from "typescript";

const root = path.join(__dirname, "..", "..", "..");
const run = promisify(execFile);

/** A type check takes 8 s of a processor that has nothing else to do; the bound is for one that hangs. */
const TYPE_CHECK_TIMEOUT_MS = 180_000;

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** All that a folder's package.json names, with versions. */
function dependenciesOf(folder: string): Record<string, string> {
  const text = fs.readFileSync(path.join(folder, "package.json"), "utf8");
  const { dependencies, devDependencies } = JSON.parse(text) as PackageFile;
  return { ...dependencies, ...devDependencies };
}

let elsewhere: string;

beforeAll(() => {
  elsewhere = fs.mkdtempSync(path.join(tmpdir(), "mesos-testbed-examples-"));
});
afterAll(() => fs.rmSync(elsewhere, { recursive: true }));

/** Copies an example out of the checkout, with a node_modules of this project and of nothing else but what it names. */
function copyOf(example: string): string {
  const folder = fs.mkdtempSync(path.join(elsewhere, `${example}-`));
  fs.cpSync(path.join(root, "examples", example), folder, {
    recursive: true,
    filter: (source) => path.basename(source) !== "node_modules",
  });
  for (const name of Object.keys(dependenciesOf(folder))) {
    const link = path.join(folder, "node_modules", name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(
      name === "mesos-testbed" ? root : fs.realpathSync(path.join(root, "node_modules", name)),
      link,
    );
  }
  return folder;
}

describe.each(["automation", "consumer", "two-clusters"])("%s", (example) => {
  test("names this project's versions of the packages that it needs", () => {
    const { "mesos-testbed": itself, ...others } = dependenciesOf(
      path.join(root, "examples", example),
    );
    const ours = dependenciesOf(root);
    expect(itself).toBe("file:../..");
    expect(others).toEqual(
      Object.fromEntries(Object.keys(others).map((name) => [name, ours[name]])),
    );
    // Without it, Pulumi's SDK reads programs by the TypeScript 3.8 that it has with it, which does not know today's imports.
    expect(others).toHaveProperty("typescript");
  });

  test(
    "has no type errors where it was copied to",
    async () => {
      const folder = copyOf(example);
      const { stdout } = await run(
        process.execPath,
        [path.join("node_modules", "typescript", "bin", "tsc"), "--project", ".", "--listFiles"],
        { cwd: folder },
      ).catch((error: { stdout: string }) => error);
      const lines = stdout.trim().split("\n");
      expect(
        lines.filter((line) => line.includes(": error ") || line.startsWith("error ")),
      ).toEqual([]);
      // It was this project's package whose types it had.
      expect(lines).toContain(path.join(fs.realpathSync(root), "package.ts"));
    },
    TYPE_CHECK_TIMEOUT_MS,
  );
});

test("a program whose compiler does not know the exports of a package finds the same types", () => {
  const folder = copyOf("consumer");
  const { resolvedModule } = ts.resolveModuleName(
    "mesos-testbed",
    path.join(folder, "index.ts"),
    { moduleResolution: ts.ModuleResolutionKind.Node10 },
    ts.sys,
  );
  expect(resolvedModule?.resolvedFileName).toBe(path.join(fs.realpathSync(root), "package.ts"));
});
