import * as fs from "node:fs";
import * as path from "node:path";

import type { ClusterSpec } from "../../../lib/clusterSpec";
import { masterSettings, slaveSettings } from "../../../lib/daemonSettings";
import { flagFault, flagsOf, type MesosDaemon } from "../../../lib/mesosFlags";
import { readSpec } from "../../support/spec";

/** What the help of a real 0.24.0 lists, which was built with none of the optional parts. */
const recorded = JSON.parse(
  fs.readFileSync(
    path.join(__dirname, "..", "..", "..", "lab", "mesos", "recordings", "flags.json"),
    "utf8",
  ),
) as Record<MesosDaemon, string[]>;

test.each<MesosDaemon>(["master", "slave"])(
  "the flags of mesos-%s 0.24.0 are those that a real one lists",
  (daemon) => {
    expect(recorded[daemon].length).toBeGreaterThan(40);
    expect(flagsOf(daemon, "0.24.0")).toEqual([...recorded[daemon]].sort());
  },
);

test.each<MesosDaemon>(["master", "slave"])(
  "0.23.0 differs for mesos-%s as the sources at both tags do",
  (daemon) => {
    const now = flagsOf(daemon, "0.24.0") ?? [];
    const before = flagsOf(daemon, "0.23.0") ?? [];
    expect({
      added: now.filter((flag) => !before.includes(flag)),
      removed: before.filter((flag) => !now.includes(flag)),
    }).toEqual(
      daemon === "master"
        ? {
            added: ["advertise_ip", "advertise_port", "authorizers", "ip_discovery_command"],
            removed: [],
          }
        : {
            added: ["appc_store_dir", "ip_discovery_command", "provisioners", "sandbox_directory"],
            removed: ["docker_sandbox_directory"],
          },
    );
  },
);

test("every flag that the product sets is refused to the user, and known to 0.23 and 0.24", () => {
  const specs: ClusterSpec[] = [
    readSpec(),
    readSpec({ marathon: '{"enabled":false}', authentication: '{"slaves":false}' }),
    readSpec({ authentication: '{"slaves":true,"frameworks":true}' }),
  ];
  const names = (settings: { arguments: string[] }[]): Set<string> =>
    new Set(
      settings.flatMap((each) => each.arguments.map((text) => text.replace(/^--|=.*$/g, ""))),
    );
  const slaves = specs.flatMap((spec) => spec.slaves.map((slave) => slaveSettings(spec, slave)));
  const set: [MesosDaemon, Set<string>][] = [
    ["master", names(specs.map(masterSettings))],
    ["slave", names(slaves)],
  ];
  const checked = set.flatMap(([daemon, flags]) =>
    [...flags].map((flag) => {
      expect(flagFault(daemon, "0.24.0", flag)).toContain("the product sets");
      expect(flagsOf(daemon, "0.24.0")).toContain(flag);
      expect(flagsOf(daemon, "0.23.0")).toContain(flag);
      return flag;
    }),
  );
  expect(checked.length).toBe(10 + 8);
});

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
