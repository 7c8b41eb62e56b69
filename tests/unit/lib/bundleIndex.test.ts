import * as path from "node:path";

import { formatBundleIndex, parseBundleIndex, type BundleIndex } from "../../../lib/bundleIndex";
import type { ClusterSpec } from "../../../lib/clusterSpec";
import { compareBundle, lockEntries } from "../../../lib/compareBundle";
import { fileInputs } from "../../../lib/fileInputs";
import { repositoriesKey } from "../../../lib/repositoriesCopy";
import { mavenRepositoryKey } from "../../../lib/mavenRepository";
import { readSpec } from "../../support/spec";

const digest = "c".repeat(64);
const spec = readSpec({ image: JSON.stringify({ sha256: digest }) });

const index: BundleIndex = {
  inputs: fileInputs(spec).map(({ name, id, download }) => ({
    id,
    path: `files/${name}/file.tar.gz`,
    sha256: download.sha256,
    sizeBytes: 7,
    source: `http://x.test/${name}`,
  })),
  repositories: {
    key: repositoriesKey(spec.repositories),
    names: ["base"],
    path: "repositories.tar",
    sha256: digest,
    sizeBytes: 9,
    files: [{ path: "base/a.rpm", sha256: digest, source: "http://x.test/a.rpm" }],
  },
  mavenRepository: {
    key: mavenRepositoryKey(spec.mesos, spec.maven),
    path: "maven-repository.tar.gz",
    sha256: digest,
    sizeBytes: 11,
  },
};

const text = formatBundleIndex(index);

const commit = "a".repeat(40);
const fromGit = (ref: string, version = "0.24.0"): ClusterSpec =>
  readSpec({
    image: JSON.stringify({ sha256: digest }),
    mesos: JSON.stringify({ source: "git", version, ref }),
  });
/** What a bundle of a stack from git has, and of which Mesos. */
const gitIndex = (ref: string, version = "0.24.0"): BundleIndex => {
  const { mesos, maven } = fromGit(commit, version);
  return {
    ...index,
    inputs: [
      {
        id: `mesos git ${ref}`,
        path: `files/mesos/mesos-${version}-${commit}.tar.gz`,
        sha256: "b".repeat(64),
        sizeBytes: 5,
        source: "http://x.test/mesos.git",
        commit,
      },
      ...index.inputs.slice(1),
    ],
    mavenRepository: {
      key: mavenRepositoryKey(mesos, maven),
      path: "maven-repository.tar.gz",
      sha256: digest,
      sizeBytes: 11,
    },
  };
};
const gitText = formatBundleIndex(gitIndex("0.24.0"));

test("an index is read as it was written, with and without packages", () => {
  expect(parseBundleIndex(text)).toEqual(index);
  expect(parseBundleIndex(gitText)).toEqual(gitIndex("0.24.0"));
  const { inputs } = index;
  expect(parseBundleIndex(formatBundleIndex({ inputs }))).toEqual({ inputs });
});

test.each<[string, string, string]>([
  ["no JSON", "{", "its index.json is no JSON ("],
  ["another project's", text.replace("mesos-testbed", "other"), "is not one of mesos-testbed"],
  [
    "a later form",
    text.replace('"form": 1', '"form": 2'),
    "it has form 2, and this program knows 1",
  ],
  [
    "a path that leads out",
    text.replace("files/maven/file.tar.gz", "files/../../x"),
    'a file without a proper path: "files/../../x"',
  ],
  [
    "a path like an option",
    text.replace("files/maven/file.tar.gz", "--checkpoint-action=exec=x"),
    "a file without a proper path",
  ],
  ["a file twice", text.replace("files/maven", "files/mesos"), "has a file twice"],
  ["the index itself", text.replace("repositories.tar", "index.json"), "has a file twice"],
  ["no digest", text.replaceAll(digest, "d"), "has no sha256 of "],
  [
    "no size",
    text.replace('"sizeBytes": 9', '"sizeBytes": "9"'),
    "has no sizeBytes, key of repositories.tar",
  ],
  [
    "a commit that is none",
    gitText.replaceAll(commit, "main"),
    "has no commit of files/mesos/mesos-0.24.0-main.tar.gz",
  ],
  [
    "a tarball that is not called as its commit",
    gitText.replace(`"commit": "${commit}"`, `"commit": "${"c".repeat(40)}"`),
    "has no commit of files/mesos/",
  ],
  ["no list of inputs", text.replace('"inputs"', '"input"'), "has no list inputs"],
])("%s is refused", (_, changed, fault) => {
  expect([text, gitText]).not.toContain(changed);
  expect(() => parseBundleIndex(changed)).toThrow(fault);
});

test("a bundle of the same inputs has nothing against it, and needs no trust", () => {
  expect(compareBundle(index, spec)).toEqual({ faults: [], trusted: [], lacking: [] });
});

test("a file whose digest the stack does not know is trusted; what is missing is lacking", () => {
  const open = readSpec();
  expect(compareBundle(index, open).trusted.map(({ id }) => id)).toEqual([
    "image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2",
  ]);
  const verdict = compareBundle({ inputs: index.inputs.slice(1) }, spec);
  expect(verdict).toEqual({
    faults: [],
    trusted: [],
    lacking: [
      "mesos 0.24.0",
      "the packages of the guests",
      "the Maven repository of Mesos' Java bindings, if Mesos has to be compiled",
    ],
  });
});

const nothing = { faults: [], trusted: [], lacking: [] };

test("a commit that the stack knows is the bundle's, whatever it was called; one that it does not know is trusted", () => {
  expect(compareBundle(gitIndex("0.24.0"), fromGit(commit))).toEqual(nothing);
  const bundled = gitIndex("0.24.0");
  const { trusted, ...others } = compareBundle(bundled, fromGit("0.24.0"));
  expect(others).toEqual({ faults: [], lacking: [] });
  expect(trusted).toEqual(bundled.inputs.slice(0, 1));
  expect(lockEntries(trusted)).toEqual({
    "mesos git 0.24.0": { commit, source: "http://x.test/mesos.git" },
  });
});

test.each<[string, BundleIndex, ClusterSpec, string]>([
  [
    "another commit",
    gitIndex("0.24.0"),
    fromGit("d".repeat(40)),
    `this stack expects mesos-0.24.0-${"d".repeat(40)}.tar.gz`,
  ],
  [
    "the commit of another tag",
    gitIndex("0.24.x"),
    fromGit("0.24.0"),
    "this stack expects version 0.24.0 of 0.24.0",
  ],
  [
    "the same commit as another version",
    gitIndex("0.24.0", "0.24.1"),
    fromGit(commit),
    `this stack expects mesos-0.24.0-${commit}.tar.gz`,
  ],
])("%s is a fault that names both sides", (_, bundled, stack, expected) => {
  const { faults, trusted } = compareBundle(bundled, stack);
  expect(trusted).toEqual([]);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(`the bundle has ${path.basename(bundled.inputs[0]?.path ?? "")}`);
  expect(faults[0]).toContain(expected);
});

test("a stack from git lacks it where a bundle has the tarball of a release, or nothing", () => {
  expect(compareBundle(index, fromGit("0.24.0")).lacking).toContain("mesos git 0.24.0");
  expect(compareBundle(gitIndex("0.24.0"), spec).lacking).toContain("mesos 0.24.0");
});

test("a file under another name is known by its digest", () => {
  const renamed = readSpec({
    image: JSON.stringify({ sha256: digest, sources: ["/srv/el6.qcow2"] }),
  });
  expect(compareBundle(index, renamed)).toEqual({ faults: [], trusted: [], lacking: [] });
});

test("other digests and other repositories are faults that name both sides", () => {
  const other = readSpec({
    image: JSON.stringify({ sha256: "e".repeat(64) }),
    repositories: '{"extras":{"enabled":false}}',
  });
  const { faults } = compareBundle(index, other);
  expect(faults).toEqual([
    expect.stringContaining(`has the file with sha256 ${digest} (from http://x.test/image)`),
    expect.stringContaining("(enabled are base, devtoolset-2, updates)"),
  ]);
  expect(faults[0]).toContain("e".repeat(64));
});
