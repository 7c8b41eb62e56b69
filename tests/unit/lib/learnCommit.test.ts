import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { ClusterSpec } from "../../../lib/clusterSpec";
import { formatInputLock, parseInputLock } from "../../../lib/inputLock";
import { learnCommit } from "../../../lib/learnCommit";
import { lockedDigests } from "../../../lib/learnDigests";
import { unknownDigest } from "../../../lib/unknownDigest";
import { makeRepository, type TestRepository } from "../../support/gitRepository";
import { readSpec } from "../../support/spec";

let folder: string;
let lockFile: string;
let repository: TestRepository;
let commit: string;
let said: string[];
let warned: string[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "learn-commit-"));
  lockFile = path.join(folder, "inputs.dev.lock.json");
  repository = makeRepository(folder, "mesos.git");
  commit = repository.commit();
  repository.git("tag", "0.24.0");
  said = [];
  warned = [];
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

const gitSpec = (mesos: Record<string, unknown> = {}): ClusterSpec =>
  readSpec({
    image: `{"sha256":"${"1".repeat(64)}"}`,
    marathon: '{"enabled":false}',
    mesos: JSON.stringify({ source: "git", sources: [repository.place], ...mesos }),
  });

const learn = (spec: ClusterSpec, isPreview = false): Promise<ClusterSpec> =>
  learnCommit(spec, {
    lockFile,
    isPreview,
    say: (line) => said.push(line),
    warn: (text) => warned.push(text),
  });

test("the tag of the version is trusted aloud, and its commit is in the lock file", async () => {
  const { mesos } = await learn(gitSpec({ sources: ["/nowhere", repository.place] }));
  expect([mesos.ref, mesos.commit, mesos.sha256]).toEqual(["0.24.0", commit, ""]);
  expect(fs.readFileSync(lockFile, "utf8")).toBe(
    formatInputLock({ "mesos git 0.24.0": { commit, source: repository.place } }),
  );
  expect(warned).toEqual([
    `mesos git 0.24.0: a tag or branch can be moved, so what ${repository.place} has is trusted on first use: commit ${commit}. ` +
      "It is in inputs.dev.lock.json now, and nothing else will be taken for 0.24.0. Commit inputs.dev.lock.json.",
  ]);
  expect(said).toEqual([]);
});

test("ever after the lock file tells, wherever the tag is by then", async () => {
  const spec = await learn(gitSpec());
  repository.commit();
  repository.git("tag", "--force", "0.24.0");
  warned = [];
  expect(await learn(gitSpec())).toEqual(spec);
  expect(await learn(gitSpec(), true)).toEqual(spec);
  // As host/doctor reads it.
  expect(lockedDigests(gitSpec(), lockFile)).toEqual(spec);
  expect([said, warned]).toEqual([[], []]);
});

test("what else the lock file has stays, and is no commit's", async () => {
  const file = { sha256: "2".repeat(64), source: "/x" };
  fs.writeFileSync(lockFile, formatInputLock({ "mesos 0.24.0": file }));
  await learn(gitSpec());
  expect(parseInputLock(fs.readFileSync(lockFile, "utf8"), "lock")).toEqual({
    "mesos 0.24.0": file,
    "mesos git 0.24.0": { commit, source: repository.place },
  });
});

test("a preview asks nobody and says so", async () => {
  const spec = await learn(gitSpec({ sources: ["/nowhere"] }), true);
  expect(spec.mesos.commit).toBe(unknownDigest);
  expect(said).toHaveLength(1);
  expect(fs.existsSync(lockFile)).toBe(false);
});

test("a commit's id needs neither lock file nor repository, and a tarball neither", async () => {
  fs.writeFileSync(lockFile, "no lock file");
  const id = "a".repeat(40);
  const spec = await learn(gitSpec({ ref: id, sources: ["/nowhere"] }));
  expect([spec.mesos.ref, spec.mesos.commit]).toEqual([id, id]);
  const tarball = readSpec();
  expect(await learn(tarball)).toBe(tarball);
  expect([said, warned]).toEqual([[], []]);
});

test("a tag that no repository has is an error with the reasons and the ways on", async () => {
  const spec = gitSpec({ ref: "0.24.9", sources: ["/nowhere", repository.place] });
  await expect(learn(spec)).rejects.toThrow(
    "mesos: no repository has a tag or branch 0.24.9:\n" +
      "- /nowhere: '/nowhere' does not appear to be a git repository\n" +
      `- ${repository.place}: a repository without tag or branch 0.24.9\n` +
      "Give one that has it: pulumi config set --path 'mesos-testbed:mesos.sources[0]' PLACE",
  );
  expect(fs.existsSync(lockFile)).toBe(false);
});
