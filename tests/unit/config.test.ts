import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { configKeys } from "../../lib/configKeys";
import { defaultOf } from "../../lib/configSchema";
import type { ClusterSpec } from "../../lib/clusterSpec";
import {
  marathonSettings,
  masterFiles,
  masterSettings,
  slaveFiles,
  slaveSettings,
} from "../../lib/daemonSettings";
import { guestScript } from "../../lib/guestScripts";
import { readConfig } from "../../lib/readConfig";
import { defaultResources } from "../../lib/resources";
import { renderSeed } from "../../lib/seed";

const context = { project: "mesos-testbed", stack: "dev", libvirtUri: "qemu:///system" };

/** The specification of the defaults with some keys changed; every value is text, as the engine hands it over. */
function spec(values: Record<string, string> = {}): ClusterSpec {
  const result = readConfig(values, context);
  if (result.faults !== undefined) {
    throw new Error(JSON.stringify(result.faults));
  }
  return result.spec;
}

function faultsOf(values: Record<string, string>): string {
  return JSON.stringify(readConfig(values, context).faults ?? []);
}

describe("configuration", () => {
  it("has the defaults of Pulumi.yaml, key by key", () => {
    const project = parse(
      fs.readFileSync(path.join(__dirname, "..", "..", "Pulumi.yaml"), "utf8"),
    ) as { config: Record<string, { default: unknown; type?: string; description?: string }> };
    expect(
      Object.fromEntries(
        Object.entries(project.config).map(([key, declared]) => [key, declared.default]),
      ),
    ).toEqual(defaultOf(configKeys));
    // With a type the CLI would stop at the first wrong value.
    expect(Object.values(project.config).filter((key) => key.type !== undefined)).toEqual([]);
    expect(Object.values(project.config).filter((key) => !key.description)).toEqual([]);
  });

  it("derives the recipe's cluster from nothing", () => {
    const { master, slaves, namePrefix } = spec();
    expect(namePrefix).toBe("mesos-testbed-dev-");
    expect([master, ...slaves].map(({ hostName, address }) => [hostName, address])).toEqual([
      ["master", "192.168.5.51"],
      ["slave1", "192.168.5.54"],
      ["slave2", "192.168.5.55"],
    ]);
    expect(slaves.map(({ resources }) => resources)).toEqual([
      "cpus:2;mem:2808;disk:45148;ports:[31000-32000]",
      "cpus:2;mem:2808;disk:45148;ports:[31000-32000]",
    ]);
  });

  it("follows one changed network key", () => {
    const { master, slaves } = spec({ networkCidr: "192.168.77.0/24", slaves: "1" });
    expect([master, ...slaves].map(({ address }) => address)).toEqual([
      "192.168.77.51",
      "192.168.77.54",
    ]);
  });

  it("merges a partial object with the default", () => {
    expect(spec({ slave: '{"memoryMiB":8192}' }).slaves[0]).toMatchObject({
      vcpus: 2,
      memoryMiB: 8192,
      diskGiB: 50,
    });
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["an unknown key", { slavs: "3" }, ["slavs", "slaves"]],
    ["an unknown nested key", { slave: '{"memory":1}' }, ["slave.memory"]],
    ["a wrong type", { slaves: "two" }, ["slaves", "two"]],
    ["an address outside", { masterAddress: "192.168.6.51" }, ["masterAddress", "192.168.6.51"]],
    ["one address twice", { masterAddress: "192.168.5.54" }, ["192.168.5.54"]],
    ["an unknown flag", { mesos: '{"masterFlags":{"bogus":"1"}}' }, ["bogus"]],
    ["a flag of the product's", { mesos: '{"slaveFlags":{"work_dir":"/x"}}' }, ["work_dir"]],
    ["an unknown domain type", { domainType: "xen" }, ["domainType", "xen", "kvm"]],
  ])("names %s", (_, values, words) => {
    const faults = faultsOf(values);
    expect(words.filter((word) => !faults.includes(word))).toEqual([]);
    expect(faults).not.toBe("[]");
  });

  it("names all faults at once", () => {
    const result = readConfig({ slavs: "3", slaves: "two", domainType: "xen" }, context);
    expect(result.faults).toHaveLength(3);
  });
});

describe("defaultResources", () => {
  it.each([
    [4096, 50, "cpus:2;mem:2808;disk:45148;ports:[31000-32000]"],
    [1024, 10, "cpus:2;mem:512;disk:5120;ports:[31000-32000]"],
  ])("of %d MiB and %d GiB", (memoryMiB, diskGiB, resources) => {
    expect(defaultResources({ vcpus: 2, memoryMiB, diskGiB })).toBe(resources);
  });
});

describe("daemon settings", () => {
  const secrets = {
    slave: "s1",
    marathon: "s2",
    marathonHttp: "s3",
    principals: { yours: "s5", mine: "s4" },
  };

  it("use ZooKeeper where Marathon runs", () => {
    expect(masterSettings(spec()).arguments).toEqual([
      "--ip=192.168.5.51",
      "--hostname=192.168.5.51",
      "--work_dir=/var/lib/mesos",
      "--log_dir=/var/log/mesos",
      "--registry_store_timeout=30secs",
      "--zk=zk://192.168.5.51:2181/mesos",
      "--quorum=1",
      "--authenticate_slaves",
      "--credentials=/etc/mesos-testbed/master.credentials",
    ]);
  });

  it("use the recipe's address where it does not", () => {
    const without = spec({ marathon: '{"enabled":false}' });
    expect(masterSettings(without).arguments.some((flag) => flag.startsWith("--zk"))).toBe(false);
    const [slave] = without.slaves;
    expect(slave && slaveSettings(without, slave).arguments).toContain(
      "--master=192.168.5.51:5050",
    );
  });

  it("keep secrets out of arguments", () => {
    const all = spec({ authentication: '{"frameworks":true}' });
    const lists = [masterSettings(all), marathonSettings(all, secrets)].flatMap(
      (settings) => settings.arguments,
    );
    expect(lists.filter((argument) => /s[1-5]$/.test(argument))).toEqual([]);
    expect(marathonSettings(all, secrets).environment["MESOSPHERE_HTTP_CREDENTIALS"]).toBe(
      "marathon:s3",
    );
    expect(masterFiles(all, secrets)).toEqual([
      {
        path: "/etc/mesos-testbed/present.credentials",
        mode: "0600",
        owner: "root:root",
        content: "slave s1\nmarathon s2\nmine s4\nyours s5\n",
      },
    ]);
  });

  it("give the product's principals another name at each rotation", () => {
    const rotated = spec({ authentication: '{"frameworks":true,"rotation":2}' });
    expect(masterFiles(rotated, secrets).map(({ content }) => content)).toEqual([
      "slave-2 s1\nmarathon-2 s2\nmine s4\nyours s5\n",
    ]);
    expect(slaveFiles(rotated, secrets).map(({ content }) => content)).toEqual(["slave-2 s1\n"]);
    expect(marathonSettings(rotated, secrets).arguments.join(" ")).toContain(
      "--mesos_authentication_principal marathon-2 ",
    );
  });

  it("give frameworks no credential while none has to authenticate", () => {
    expect(masterFiles(spec(), secrets).map(({ content }) => content)).toEqual(["slave s1\n"]);
    expect(masterFiles(spec({ authentication: '{"slaves":false}' }), secrets)).toEqual([]);
  });
});

describe("renderSeed", () => {
  const { network, repositories } = spec();
  const seed = renderSeed({
    hostName: "slave1",
    domain: "x.test",
    publicKey: "ssh-rsa AAAA x",
    repositories,
    reservedHosts: network.reservedHosts,
  });
  const userData = parse(seed.userData) as {
    write_files: { path: string; content: string }[];
  } & Record<string, unknown>;

  it("has only keys of cloud-init 0.7.5 whose modules EL6's cloud.cfg runs", () => {
    // cc_set_hostname, cc_users_groups, cc_ssh, cc_update_etc_hosts, cc_write_files at tag 0.7.5.
    expect(Object.keys(userData).sort()).toEqual([
      "fqdn",
      "manage_etc_hosts",
      "ssh_authorized_keys",
      "users",
      "write_files",
    ]);
    expect(userData["users"]).toEqual(["default"]);
  });

  it("changes with no guest script but install-files, which works by itself", () => {
    const scripts = userData.write_files.filter((entry) => entry.path.startsWith("/usr/local/"));
    expect(scripts.map((entry) => entry.path)).toEqual([
      "/usr/local/lib/mesos-testbed/install-files",
    ]);
    const text = Buffer.from(scripts[0]?.content ?? "", "base64").toString("utf8");
    expect(text).toBe(guestScript("install-files"));
    // That it runs alone is shown by tests/guest/install-files.bats.
    expect(text).not.toMatch(/^ *(source|\.) /m);
  });

  it("maps every name to its real address", () => {
    const hosts = userData.write_files.find((entry) => entry.path === "/etc/hosts");
    const text = Buffer.from(hosts?.content ?? "", "base64").toString("utf8");
    expect(text).toContain("192.168.5.54 slave1 slave1.x.test\n");
    expect(text).toContain("192.168.5.55 slave2\n");
    expect(text).not.toMatch(/^127\.\S+ .*(master|slave)/m);
  });
});
