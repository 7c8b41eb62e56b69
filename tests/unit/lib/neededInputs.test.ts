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
    },
    {
      id: "key of repository my.own",
      sources: ["http://x.test/key"],
      below: "",
      sourceKey: 'repositories["my.own"].gpgkey',
      switchKey: 'repositories["my.own"].enabled',
      sha256: "",
      repositoriesKey: repositoriesKey(spec.repositories),
    },
  ]);
});

test("files have their digest and what is wrong with them, and Mesos the artifact that does without it", () => {
  const [mesos, maven, , marathon] = neededInputs(readSpec());
  expect(marathon?.sha256).toMatch(/^e6c9de73/);
  expect(marathon?.remark).toMatch(/switched the host off/);
  expect(mesos?.artifactKey).toMatch(/^[0-9a-f]{16}$/);
  expect(maven?.artifactKey).toBeUndefined();
});
