import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { askRepository } from "../../../lib/gitSource";
import { makeRepository, type TestRepository } from "../../support/gitRepository";

let folder: string;
let repository: TestRepository;
/** Where the tag, a branch of the same name and another tag that ends in it are. */
let commits: { tag: string; branch: string };

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "git-source-"));
  repository = makeRepository(folder, "mesos.git");
  const other = repository.commit();
  repository.git("tag", "x/refs/tags/0.24.0", other);
  const tag = repository.commit();
  repository.git("tag", "--annotate", "--message", "release", "0.24.0");
  repository.git("tag", "plain");
  const branch = repository.commit();
  repository.git("branch", "0.24.0");
  repository.git("branch", "0.24.x");
  commits = { tag, branch };
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

test("an annotated tag is the commit behind it, and comes before a branch of its name", async () => {
  expect(await askRepository(repository.place, "0.24.0")).toEqual({
    isAlive: true,
    status: `a repository, 0.24.0 is ${commits.tag.slice(0, 12)}`,
    commit: commits.tag,
  });
});

test.each<[string, "tag" | "branch"]>([
  ["plain", "tag"],
  ["0.24.x", "branch"],
])("%s is a commit as well", async (ref, kind) => {
  expect((await askRepository(repository.place, ref)).commit).toBe(commits[kind]);
});

test("a name that it has not is none", async () => {
  expect(await askRepository(repository.place, "0.25.0")).toEqual({
    isAlive: false,
    status: "a repository without tag or branch 0.25.0",
  });
});

test("a commit cannot be asked for, only whether somebody answers", async () => {
  expect(await askRepository(repository.place, "0".repeat(40))).toEqual({
    isAlive: true,
    status: "a repository",
  });
});

test("what is no repository is said in git's words", async () => {
  const nowhere = path.join(folder, "nowhere");
  expect(await askRepository(nowhere, "0.24.0")).toEqual({
    isAlive: false,
    status: `'${nowhere}' does not appear to be a git repository`,
  });
});

test("without git it is named", async () => {
  const { PATH } = process.env;
  fs.mkdirSync(path.join(folder, "bin"));
  fs.symlinkSync("/usr/bin/env", path.join(folder, "bin", "env"));
  process.env["PATH"] = path.join(folder, "bin");
  try {
    await expect(askRepository(repository.place, "0.24.0")).rejects.toThrow(
      "program git is missing on this host; install git",
    );
  } finally {
    process.env["PATH"] = PATH;
  }
});
