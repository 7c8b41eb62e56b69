import type { SourceAnswer } from "../../../lib/askSource";
import { formatInputs, formatMissing, isHad } from "../../../lib/inputsReport";
import type { InspectedInput } from "../../../lib/inspectInputs";
import type { NeededInput } from "../../../lib/neededInputs";

const alive: SourceAnswer = { isAlive: true, status: "HTTP 200", sizeBytes: 1_151_533_056 };
const dead: SourceAnswer = { isAlive: false, status: "HTTP 404" };

const input = (more: Partial<NeededInput>): NeededInput => ({
  id: "image el6.qcow2",
  sources: ["https://a.test/el6.qcow2", "http://b.test/el6.qcow2"],
  below: "",
  sourceKey: "image.sources[0]",
  sha256: "",
  ...more,
});

const image = input({});
const marathon = input({
  id: "marathon 0.11.0",
  sources: ["http://gone.test/marathon.tgz"],
  sourceKey: "marathon.sources[0]",
  switchKey: "marathon.enabled",
  sha256: "e6c9",
  remark: "the host was switched off",
});
const maven = input({ id: "maven 3.3.9", sources: ["/files/maven.tgz"] });
const base = input({
  id: "repository base",
  sources: ["http://vault.test/os/"],
  below: "repodata/repomd.xml",
  sourceKey: "repositories.base.baseurl[0]",
});
const compiler = input({
  id: "repository devtoolset-2",
  sources: ["http://gone.test/devtoolset/"],
  sourceKey: "repositories.devtoolset-2.baseurl[0]",
  instead: { what: "use another one", settings: [["mesos.compiler", "devtoolset-7"]] },
});

const well: InspectedInput[] = [
  { input: image, answers: [dead, alive] },
  { input: maven, cached: "in the cache", answers: [dead] },
  { input: base, answers: [{ isAlive: true, status: "HTTP 200", sizeBytes: 3000 }] },
];

test("a line per source, and which will be used: the cache, else the first that lives", () => {
  expect(formatInputs(well)).toBe(
    [
      "input            used  size      source                    status",
      "image el6.qcow2                  https://a.test/el6.qcow2  HTTP 404",
      "                 yes   1098 MiB  http://b.test/el6.qcow2   HTTP 200",
      "maven 3.3.9      yes             the cache                 in the cache",
      "                                 /files/maven.tgz          HTTP 404",
      "repository base  yes   3 KiB     http://vault.test/os/     HTTP 200",
      "",
    ].join("\n"),
  );
});

test("what can be used instead is told with its settings", () => {
  expect(formatMissing([...well, { input: compiler, answers: [dead] }], "dev")).toContain(`
repository devtoolset-2
- http://gone.test/devtoolset/: HTTP 404
  give a URL that the guests reach:
    pulumi config set -s dev --path 'mesos-testbed:repositories.devtoolset-2.baseurl[0]' URL
  or use another one:
    pulumi config set -s dev --path mesos-testbed:mesos.compiler devtoolset-7
`);
});

test("where all can be had, nothing is missing", () => {
  expect(formatMissing(well, "dev")).toBe("");
  expect(well.map(isHad)).toEqual([true, true, true]);
});

test("what up goes on without is shown, and refuses nothing", () => {
  const dispensable = { input: { ...maven, isDispensable: true }, answers: [dead] };
  expect(formatMissing([...well, dispensable], "dev")).toBe("");
  expect(formatInputs([dispensable])).toContain("/files/maven.tgz");
});

test("what nobody could ask is shown with the reason, and is not among the inputs that are counted", () => {
  const unasked = {
    ...maven,
    sources: [],
    isDispensable: true,
    unasked: "its URL is not known yet",
  };
  const open = { input: unasked, answers: [] };
  expect(formatInputs([open])).toContain("not asked  its URL is not known yet\n");
  expect(formatMissing([open, { input: base, answers: [dead] }], "dev")).toMatch(
    /^1 of 1 inputs has no living source:/,
  );
});

test("what has no living source is told with the ways on", () => {
  const ill: InspectedInput[] = [
    { input: marathon, answers: [{ isAlive: false, status: "Could not resolve host: gone.test" }] },
    ...well,
    { input: { ...base, id: "repository updates" }, answers: [dead] },
    { input: { ...maven, sources: [] }, answers: [] },
  ];
  expect(formatMissing(ill, "dev")).toBe(`3 of 6 inputs have no living source:

marathon 0.11.0 (the host was switched off)
- http://gone.test/marathon.tgz: Could not resolve host: gone.test
  give a path on this host, or a URL, of the file with sha256 e6c9:
    pulumi config set -s dev --path 'mesos-testbed:marathon.sources[0]' PLACE
  or do without it:
    pulumi config set -s dev --path mesos-testbed:marathon.enabled false

repository updates
- http://vault.test/os/: HTTP 404
  give a URL that the guests reach:
    pulumi config set -s dev --path 'mesos-testbed:repositories.base.baseurl[0]' URL

maven 3.3.9
- no source is given
  give a path on this host, or a URL, of the file:
    pulumi config set -s dev --path 'mesos-testbed:image.sources[0]' PLACE

Or take all of them from a bundle, made where they can be had (docs/bundle.md):
    host/bundle unpack BUNDLE dev
`);
  expect(formatInputs(ill)).toContain("maven 3.3.9                         none given\n");
});

test("what no source can be given for is told with what to set", () => {
  const tree = input({
    id: "install tree of mesos 0.24.0",
    sources: [],
    sourceKey: "",
    remark: "the cache has none",
    instead: { what: "have it compiled", settings: [["mesos.toolchain", "builder"]] },
  });
  expect(formatMissing([{ input: tree, answers: [] }], "dev")).toContain(`
install tree of mesos 0.24.0 (the cache has none)
  have it compiled:
    pulumi config set -s dev --path mesos-testbed:mesos.toolchain builder
`);
});

test("settings that are arguments of a component are told as arguments, not as commands", () => {
  const dotted = input({
    id: "repository a.b",
    sourceKey: 'repositories["a.b"].baseurl[0]',
    switchKey: 'repositories["a.b"].enabled',
  });
  const ill: InspectedInput[] = [marathon, compiler, dotted].map((missing) => ({
    input: missing,
    answers: [],
  }));
  expect(formatMissing(ill, "dev", 'MesosTestbed "blue"'))
    .toBe(`3 of 3 inputs have no living source:

marathon 0.11.0 (the host was switched off)
- no source is given
  give a path on this host, or a URL, of the file with sha256 e6c9:
    marathon: { sources: ["PLACE"] }
  or do without it:
    marathon: { enabled: false }

repository devtoolset-2
- no source is given
  give a URL that the guests reach:
    repositories: { "devtoolset-2": { baseurl: ["URL"] } }
  or use another one:
    mesos: { compiler: "devtoolset-7" }

repository a.b
- no source is given
  give a URL that the guests reach:
    repositories: { "a.b": { baseurl: ["URL"] } }
  or do without it:
    repositories: { "a.b": { enabled: false } }

The settings are arguments of MesosTestbed "blue".
Or take all of them from a bundle (docs/bundle.md of mesos-testbed). There, with a stack that has the same settings:
    host/bundle unpack BUNDLE STACK
`);
});
