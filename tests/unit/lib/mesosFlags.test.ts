import { flagFault, flagsOf, type MesosDaemon } from "../../../lib/mesosFlags";

test.each<[MesosDaemon, string, number | undefined]>([
  ["master", "0.24.0", 49],
  ["slave", "0.24.0", 69],
  // 0.24.0 added four flags to each, and renamed one of the slave's.
  ["master", "0.23.0", 45],
  ["slave", "0.23.1", 66],
  ["master", "0.25.0", undefined],
  ["slave", "0.2.0", undefined],
])("mesos-%s %s has %s known flags", (daemon, version, count) => {
  const flags = flagsOf(daemon, version);
  expect(flags?.length).toBe(count);
  expect(new Set(flags).size).toBe(count ?? 0);
});

test.each<[MesosDaemon, string, string]>([
  ["master", "0.24.0", "offer_timeout"],
  ["master", "0.24.2", "authorizers"],
  ["slave", "0.24.0", "sandbox_directory"],
  ["slave", "0.23.0", "docker_sandbox_directory"],
  // No table: the daemon itself refuses what it does not know.
  ["slave", "0.28.0", "anything"],
])("mesos-%s %s takes --%s", (daemon, version, flag) => {
  expect(flagFault(daemon, version, flag)).toBeUndefined();
});

test.each<[MesosDaemon, string, string, string]>([
  ["master", "0.24.0", "bogus", "mesos-master 0.24.0 has no flag --bogus"],
  ["master", "0.24.0", "rolse", 'no flag --rolse; did you mean "roles"?'],
  ["slave", "0.24.0", "docker_sandbox_directory", "mesos-slave 0.23 has it"],
  ["slave", "0.23.0", "provisioners", "mesos-slave 0.24 has it"],
  ["slave", "0.24.0", "resources", "set `slave.resources`"],
  ["master", "0.24.0", "zk", "the product sets --zk"],
  ["master", "0.28.0", "work_dir", "the product sets --work_dir"],
  ["master", "0.24.0", "toString", "has no flag --toString"],
])("mesos-%s %s refuses --%s", (daemon, version, flag, message) => {
  expect(flagFault(daemon, version, flag)).toContain(message);
});

test("a proposal is never a flag that the product sets itself", () => {
  expect(flagFault("master", "0.24.0", "work_dirs")).not.toContain("did you mean");
});
