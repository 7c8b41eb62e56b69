import { isOfGuests } from "../../../lib/inputsReport";
import { neededInputs } from "../../../lib/neededInputs";
import { repositoriesKey } from "../../../lib/repositoriesCopy";
import { readSpec } from "../../support/spec";

test("the defaults need five files, four repositories and a key", () => {
  const rows = neededInputs(readSpec()).map(({ id, sourceKey, switchKey, below }) => [
    id,
    sourceKey,
    switchKey,
    below,
  ]);
  expect(rows).toEqual([
    ["mesos 0.24.0", "mesos.sources[0]", undefined, ""],
    ["maven 3.3.9", "maven.sources[0]", undefined, ""],
    ["zookeeper 3.4.14", "zookeeper.sources[0]", "marathon.enabled", ""],
    ["marathon 0.11.0", "marathon.sources[0]", "marathon.enabled", ""],
    ["image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2", "image.sources[0]", undefined, ""],
    ["repository base", "repositories.base.baseurl[0]", undefined, "repodata/repomd.xml"],
    ["repository updates", "repositories.updates.baseurl[0]", undefined, "repodata/repomd.xml"],
    [
      "repository extras",
      "repositories.extras.baseurl[0]",
      "repositories.extras.enabled",
      "repodata/repomd.xml",
    ],
    [
      "repository devtoolset-2",
      "repositories.devtoolset-2.baseurl[0]",
      undefined,
      "repodata/repomd.xml",
    ],
    ["key of repository devtoolset-2", "repositories.devtoolset-2.gpgkey", undefined, ""],
  ]);
});

test("what is switched off is not needed, and a repository of the user's can be", () => {
  const spec = readSpec({
    marathon: '{"enabled":false}',
    repositories: JSON.stringify({
      extras: { enabled: false },
      "devtoolset-2": { enabled: false },
      "my.own": { baseurl: ["http://x.test/a/"], gpgkey: "http://x.test/key" },
    }),
  });
  expect(neededInputs(spec).slice(3)).toEqual([
    expect.objectContaining({ id: "repository base" }),
    expect.objectContaining({ id: "repository updates" }),
    {
      id: "repository my.own",
      sources: ["http://x.test/a/"],
      below: "repodata/repomd.xml",
      sourceKey: 'repositories["my.own"].baseurl[0]',
      switchKey: 'repositories["my.own"].enabled',
      sha256: "",
      repositoriesKey: repositoriesKey(spec.repositories),
      isWithoutTls: true,
    },
    {
      id: "key of repository my.own",
      sources: ["http://x.test/key"],
      below: "",
      sourceKey: 'repositories["my.own"].gpgkey',
      switchKey: 'repositories["my.own"].enabled',
      sha256: "",
      repositoriesKey: repositoriesKey(spec.repositories),
      isWithoutTls: true,
    },
  ]);
});

test.each([
  ["6.6", true],
  ["6.7", true],
  ["6.8", undefined],
  ["6.10", undefined],
  ["7.0", undefined],
])("yum of %s fetches repositories without TLS of today: %s", (release, isWithoutTls) => {
  const inputs = neededInputs(readSpec({ image: JSON.stringify({ release }) }));
  const ofGuests = inputs.filter(isOfGuests);
  expect(ofGuests).toHaveLength(5);
  expect(new Set(ofGuests.map((input) => input.isWithoutTls))).toEqual(new Set([isWithoutTls]));
  const ofHost = inputs.filter((input) => !isOfGuests(input));
  expect(ofHost.some((input) => input.isWithoutTls !== undefined)).toBe(false);
});

test("another compiler takes the place of the recipe's, whose repository can then be switched off", () => {
  const recipe = neededInputs(readSpec());
  const ways = recipe.filter(({ instead }) => instead !== undefined);
  expect(ways.map(({ id }) => id)).toEqual([
    "repository devtoolset-2",
    "key of repository devtoolset-2",
  ]);
  expect(ways[0]?.instead?.settings).toEqual([
    ["mesos.compiler", "devtoolset-7"],
    ["repositories.devtoolset-7.baseurl[0]", "http://vault.centos.org/6.10/sclo/x86_64/rh/"],
    ["repositories.devtoolset-2.enabled", "false"],
  ]);

  // As those settings say.
  const repositories = {
    "devtoolset-7": { baseurl: ["http://vault.centos.org/6.10/sclo/x86_64/rh/"] },
  };
  const other = neededInputs(
    readSpec({
      mesos: '{"compiler":"devtoolset-7"}',
      repositories: JSON.stringify(repositories),
    }),
  );
  expect(other.some(({ instead }) => instead !== undefined)).toBe(false);
  expect(other.find(({ id }) => id === "repository devtoolset-2")?.switchKey).toBe(
    "repositories.devtoolset-2.enabled",
  );
  expect(other.map(({ id }) => id)).toContain("repository devtoolset-7");
  expect(other[0]?.artifactKey).not.toBe(recipe[0]?.artifactKey);
});

test("files have their digest and what is wrong with them, and Mesos the artifact that does without it", () => {
  const [mesos, maven, , marathon] = neededInputs(readSpec());
  expect(marathon?.sha256).toMatch(/^e6c9de73/);
  expect(marathon?.remark).toMatch(/switched the host off/);
  expect(mesos?.artifactKey).toMatch(/^[0-9a-f]{16}$/);
  expect(maven?.artifactKey).toBeUndefined();
});

test("the user's copies of Maven's central repository are asked for a file, for the one Maven whose files are known", () => {
  const mirrors = ["http://x.test/maven2/"];
  const needed = (maven: object): unknown[] =>
    neededInputs(readSpec({ maven: JSON.stringify({ mirrors, ...maven }) })).filter(
      ({ sourceKey }) => sourceKey.startsWith("maven.mirrors"),
    );
  expect(needed({})).toEqual([
    expect.objectContaining({
      id: "files of maven 3.3.9",
      sources: mirrors,
      below: "antlr/antlr/2.7.2/antlr-2.7.2.jar",
      artifactKey: neededInputs(readSpec())[0]?.artifactKey,
      isDispensable: true,
    }),
  ]);
  expect(needed({ version: "3.3.1" })).toEqual([]);
  expect(needed({ mirrors: [] })).toEqual([]);
});

test("an install tree is a file like others, which nothing that was compiled stands for, and no compiler is needed", () => {
  const mesos = '{"source":"artifact","sources":["/x.tar.gz"]}';
  const needed = neededInputs(readSpec({ mesos, marathon: '{"enabled":false}' }));
  expect(needed[0]).toEqual({
    id: "install tree of mesos 0.24.0",
    sources: ["/x.tar.gz"],
    below: "",
    sourceKey: "mesos.sources[0]",
    sha256: "",
  });
  const switches = needed.map(({ id, switchKey }) => [id, switchKey]);
  expect(switches.slice(2)).toEqual([
    ["repository base", undefined],
    ["repository updates", undefined],
    ["repository extras", "repositories.extras.enabled"],
    ["repository devtoolset-2", "repositories.devtoolset-2.enabled"],
    ["key of repository devtoolset-2", "repositories.devtoolset-2.enabled"],
  ]);
});

test("from git it is a repository with the tag, unless the tarball of its commit, or what was compiled of it, is there", () => {
  const mesos = (ref: string): string => JSON.stringify({ source: "git", ref });
  const [open, maven] = neededInputs(readSpec({ mesos: mesos("") }));
  expect(open).toEqual({
    id: "mesos git 0.24.0",
    sources: [
      "https://gitbox.apache.org/repos/asf/mesos.git",
      "https://github.com/apache/mesos.git",
    ],
    below: "",
    sourceKey: "mesos.sources[0]",
    sha256: "",
    gitRef: "0.24.0",
  });
  expect(maven?.id).toBe("maven 3.3.9");
  const id = "a".repeat(40);
  const [known] = neededInputs(readSpec({ mesos: mesos(id) }));
  expect(known).toMatchObject({
    gitRef: id,
    cachedAs: `downloads/git/mesos-0.24.0-${id}.tar.gz`,
    artifactKey: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
  const [other] = neededInputs(readSpec({ mesos: mesos("b".repeat(40)) }));
  expect(other?.artifactKey).not.toBe(known?.artifactKey);
});

test("where no node may have a toolchain Mesos is an install tree of the cache, and nothing of a build is needed", () => {
  const rows = neededInputs(readSpec({ mesos: '{"toolchain":"none"}' }));
  const [tree] = rows;
  const [compiled] = neededInputs(readSpec());
  expect(tree).toMatchObject({
    id: "install tree of mesos 0.24.0",
    sources: [],
    artifactKey: compiled?.artifactKey,
    instead: { settings: [["mesos.toolchain", "builder"]] },
  });
  expect(rows.slice(1).map(({ id, switchKey }) => [id, switchKey])).toEqual([
    ["zookeeper 3.4.14", "marathon.enabled"],
    ["marathon 0.11.0", "marathon.enabled"],
    ["image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2", undefined],
    ["repository base", undefined],
    ["repository updates", undefined],
    ["repository extras", "repositories.extras.enabled"],
    ["repository devtoolset-2", "repositories.devtoolset-2.enabled"],
    ["key of repository devtoolset-2", "repositories.devtoolset-2.enabled"],
  ]);
  const given = JSON.stringify({
    source: "artifact",
    sources: ["/a.tar.gz"],
    sha256: "a".repeat(64),
  });
  const names = (more: string): string[] =>
    neededInputs(readSpec({ mesos: more })).map(({ id }) => id);
  expect(names(given.replace("{", '{"toolchain":"none",'))).toEqual(names(given));
});
