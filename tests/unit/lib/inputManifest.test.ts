import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { RepositorySpec } from "../../../lib/clusterSpec";
import { repositoryManifest } from "../../../lib/defaultRepositories";
import type { InputName } from "../../../lib/fileInputs";
import {
  inputManifest,
  knownFile,
  knownSha256,
  type KnownFile,
  type ManifestFile,
} from "../../../lib/inputManifest";
import { mavenFilesManifest } from "../../../lib/mavenFiles";
import { readSpec } from "../../support/spec";

const root = path.join(__dirname, "..", "..", "..");
const files = Object.entries(inputManifest) as [InputName, ManifestFile & { version?: string }][];
const versions = files.flatMap(([name, { known }]) =>
  Object.entries(known).map(([version, file]): [InputName, string, KnownFile] => [
    name,
    version,
    file,
  ]),
);

interface DeclaredFile {
  readonly version?: string;
  readonly sources: string[];
  readonly sha256: string;
}

test("Pulumi.yaml's defaults are the manifest's", () => {
  const { config } = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    config: Record<InputName, { default: DeclaredFile }> & {
      repositories: { default: Record<string, RepositorySpec> };
    };
  };
  for (const [name, { version, sources }] of files) {
    const declared = config[name].default;
    expect([name, declared.version, declared.sources, declared.sha256]).toEqual([
      name,
      version,
      sources,
      knownSha256(name, version ?? sources[0] ?? ""),
    ]);
  }
  expect(config.repositories.default).toEqual(
    Object.fromEntries(
      Object.entries(repositoryManifest).map(([name, { baseurl, gpgkey, enabled }]) => [
        name,
        { baseurl, gpgkey, enabled },
      ]),
    ),
  );
});

test("every default version is known, and the recipe's and its time's are", () => {
  const names = versions.map(([name, version]) => `${name} ${version}`);
  const defaults = files.flatMap(([name, { version }]) =>
    version === undefined ? [] : [`${name} ${version}`],
  );
  const wanted = [
    ...defaults,
    "mesos 0.23.0",
    "mesos 0.24.0",
    "marathon 0.10.1",
    "marathon 0.11.0",
    "marathon 0.11.1",
    "zookeeper 3.4.6",
    "zookeeper 3.4.14",
    "maven 3.3.9",
  ];
  expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
});

test.each(versions)(
  "%s %s: digests with their origin, or a remark that there is none",
  (...[, , known]) => {
    const { sha256, md5, remark } = known;
    expect(sha256?.value ?? "0".repeat(64)).toMatch(/^[0-9a-f]{64}$/);
    expect(md5?.value ?? "0".repeat(32)).toMatch(/^[0-9a-f]{32}$/);
    expect(sha256 !== undefined || /no SHA-256 of it was found/.test(remark ?? "")).toBe(true);
  },
);

test("no digest is there twice", () => {
  const digests = versions.flatMap(([, , { sha256 }]) =>
    sha256 === undefined ? [] : sha256.value,
  );
  expect(new Set(digests).size).toBe(digests.length);
  expect(digests).toHaveLength(6);
});

test.each<[string, Record<string, string>, InputName, string]>([
  [
    "the default one",
    {},
    "mesos",
    "6b8cfd723760d336f2aae543b0cfcea230c0d0247fed44876665578c06f983c4",
  ],
  [
    "of a version that the user asks for",
    { marathon: '{"version":"0.10.1"}' },
    "marathon",
    "0c4c78058a26194cf039614e3f88ab4746a534a372cc547e511972909397bf5b",
  ],
  [
    "of a version that the user asks for, with another source",
    { zookeeper: '{"version":"3.4.6","sources":["/files/zookeeper.tar.gz"]}' },
    "zookeeper",
    "01b3938547cd620dc4c93efe07c0360411f4a66962a70500b163b59014046994",
  ],
  [
    "where the user gives the empty one",
    { marathon: '{"sha256":""}' },
    "marathon",
    "e6c9de73e6fb9ce7b3ff53ab706bbd427f4479dfce4172c983ff13f7330f600e",
  ],
  ["none of a version without one", { mesos: '{"version":"0.23.0"}' }, "mesos", ""],
  ["none of an unknown version", { maven: '{"version":"3.3.1"}' }, "maven", ""],
  [
    "the user's own before the known one",
    { mesos: `{"sha256":"${"9".repeat(64)}"}` },
    "mesos",
    "9".repeat(64),
  ],
])("digest of a cluster's file: %s", (_, values, name, sha256) => {
  expect(readSpec(values)[name]?.sha256).toBe(sha256);
});

test("the image is known by its file's name, wherever it lies", () => {
  const name = "CentOS-6-x86_64-GenericCloud-20141129_01.qcow2";
  expect(knownFile("image", `/images/${name}`).md5?.value).toBe("62ac2565e3527377860361f57639f334");
  expect(knownFile("image", "http://x.test/other.qcow2")).toEqual({});
  expect(knownFile("mesos", "constructor")).toEqual({});
});

/** The rows of docs/inputs.md. */
function rows(): string[] {
  const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;
  const places = (list: readonly string[]): string =>
    list.map((place) => `\`${place}\``).join("<br>");
  return [
    ...files.map(([name, { title, licence, sources, remark = "" }]) =>
      row(`\`${name}\``, title, places(sources), licence, remark),
    ),
    ...versions.map(([name, version, { sha256, md5, remark = "" }]) =>
      row(
        `\`${name}\``,
        version,
        sha256 === undefined
          ? md5 === undefined
            ? "none known"
            : `none known; MD5 \`${md5.value}\``
          : `\`${sha256.value}\``,
        (sha256 ?? md5)?.origin ?? "",
        remark,
      ),
    ),
    row(
      "`maven.mirrors`",
      mavenFilesManifest.title,
      mavenFilesManifest.sources,
      mavenFilesManifest.trust,
      mavenFilesManifest.licence,
      mavenFilesManifest.remark,
    ),
    ...Object.entries(repositoryManifest).map(
      ([name, { title, baseurl, gpgkey, trust, licence, enabled, remark = "" }]) =>
        row(
          `\`${name}\``,
          title,
          places(baseurl),
          [trust, ...(gpgkey.startsWith("http") ? [places([gpgkey])] : [])].join(": "),
          licence,
          [enabled ? "on" : "off", ...(remark === "" ? [] : [remark])].join("; "),
        ),
    ),
  ];
}

test("docs/inputs.md has all of it, in order", () => {
  const table = fs
    .readFileSync(path.join(root, "docs", "inputs.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(table).toEqual(rows());
});
