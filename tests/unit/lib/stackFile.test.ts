import { stackFileValues } from "../../../lib/stackFile";

test("values are as the engine hands them over", () => {
  const text = `
config:
  libvirt:uri: qemu:///system
  mesos-testbed:slaves: 3
  mesos-testbed:domainType: qemu
  mesos-testbed:exportSshKey: true
  mesos-testbed:image: { sources: [/x.qcow2] }
  mesos-testbed:networkCidr: { secure: v1:abc }
  mesos-testbed:slave:
    memoryMiB: 8192
`;
  expect(stackFileValues(text, "mesos-testbed")).toEqual({
    slaves: "3",
    domainType: "qemu",
    exportSshKey: "true",
    image: '{"sources":["/x.qcow2"]}',
    slave: '{"memoryMiB":8192}',
  });
});

test.each([
  ["an empty file", ""],
  ["no configuration", "encryptionsalt: v1:x\n"],
  ["an empty one", "config:\n"],
])("%s has no values", (_, text) => {
  expect(stackFileValues(text, "mesos-testbed")).toEqual({});
});

test("what is no YAML is an error", () => {
  expect(() => stackFileValues("config: [", "mesos-testbed")).toThrow("Flow sequence");
});
