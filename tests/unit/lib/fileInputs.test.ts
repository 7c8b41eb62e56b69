import { fileInputs, withDigests } from "../../../lib/fileInputs";
import { readSpec } from "../../support/spec";

test.each<[string, Record<string, string>, string[]]>([
  [
    "the defaults",
    {},
    [
      "mesos 0.24.0",
      "maven 3.3.9",
      "zookeeper 3.4.14",
      "marathon 0.11.0",
      "image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2",
    ],
  ],
  [
    "no Marathon, other versions, an image of one's own",
    {
      marathon: '{"enabled":false}',
      mesos: '{"version":"0.23.0"}',
      image: '{"sources":["/images/el6.qcow2","http://x.test/y.qcow2"]}',
    },
    ["mesos 0.23.0", "maven 3.3.9", "image el6.qcow2"],
  ],
  [
    "an install tree, which needs no Maven",
    { mesos: '{"source":"artifact","sources":["/x.tar.gz"]}', marathon: '{"enabled":false}' },
    ["install tree of mesos 0.24.0", "image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2"],
  ],
  [
    "Maven as a package",
    { repositories: '{"epel-apache-maven":{"enabled":true}}', marathon: '{"enabled":false}' },
    ["mesos 0.24.0", "image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2"],
  ],
  [
    "a checkout, which is no file",
    { mesos: '{"source":"git","ref":"0.24.0"}', marathon: '{"enabled":false}' },
    ["maven 3.3.9", "image CentOS-6-x86_64-GenericCloud-20141129_01.qcow2"],
  ],
])("files of a cluster: %s", (_, values, ids) => {
  expect(fileInputs(readSpec(values)).map(({ id }) => id)).toEqual(ids);
});

test("every file's sources and digest are those of its key", () => {
  const spec = readSpec();
  expect(fileInputs(spec).map(({ name, download }) => download === spec[name])).toEqual(
    Array<boolean>(5).fill(true),
  );
});

test("digests are put in by name, and all else stays", () => {
  const spec = readSpec();
  const pinned = withDigests(spec, { image: "a".repeat(64), mesos: "b".repeat(64) });
  expect(pinned).toEqual({
    ...spec,
    image: { ...spec.image, sha256: "a".repeat(64) },
    mesos: { ...spec.mesos, sha256: "b".repeat(64) },
  });
});

test.each([
  ["no digest", "", ""],
  ["the default one, which is the source's", readSpec().mesos.sha256, ""],
  ["its own", "c".repeat(64), "c".repeat(64)],
])("an install tree with %s is known by no document", (_, sha256, expected) => {
  const mesos = JSON.stringify({ source: "artifact", sources: ["/{version}.tar.gz"], sha256 });
  const [tree] = fileInputs(readSpec({ mesos }));
  expect(tree?.known).toEqual({});
  expect(tree?.download).toMatchObject({ sources: ["/0.24.0.tar.gz"], sha256: expected });
});
