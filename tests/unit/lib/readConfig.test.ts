import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { faultMessage, readConfig } from "../../../lib/readConfig";

const folder = path.join(__dirname, "..", "..", "fixtures", "config");
const context = { project: "mesos-testbed", stack: "dev", libvirtUri: "qemu:///system" };

interface Fixture {
  readonly config: Record<string, unknown>;
  /** Beginnings of the faults, in order; nothing else may be wrong. */
  readonly faults?: string[];
}

const fixture = (name: string): Fixture =>
  parse(fs.readFileSync(path.join(folder, `${name}.yaml`), "utf8")) as Fixture;

/** As the engine hands configuration over: objects, lists, numbers and booleans as JSON, text as it is. */
const asEngine = (config: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

const names = fs.readdirSync(folder).map((file) => path.basename(file, ".yaml"));
const read = (name: string) => readConfig(asEngine(fixture(name).config), context);

describe("readConfig", () => {
  test.each(names.filter((name) => name.startsWith("invalid-")))("%s", (name) => {
    const found = (read(name).faults ?? []).map(({ key, message }) => `${key}: ${message}`);
    const expected = fixture(name).faults ?? [];
    expect(found.map((fault, index) => fault.slice(0, expected[index]?.length))).toEqual(expected);
  });

  test.each(names.filter((name) => name.startsWith("valid-")))("%s has no fault", (name) => {
    expect(read(name).faults).toBeUndefined();
  });

  test("finds every fixture", () => {
    expect(names.length).toBeGreaterThanOrEqual(22);
  });

  test("takes every value of valid-lab", () => {
    const { spec } = read("valid-lab");
    expect(spec).toMatchObject({
      domainType: "qemu",
      cpuMode: "none",
      poolPath: "/var/lib/lab/pool",
      cacheDirectory: "/var/cache/lab",
      network: { cidr: "192.168.77.0/24", gateway: "192.168.77.1" },
      master: { vcpus: 1, memoryMiB: 1024, diskGiB: 8, mac: "52:54:00:a8:4d:33" },
      timeouts: { bootSeconds: 900, toolchainSeconds: 3600 },
    });
    expect(spec?.slaves.map(({ resources, attributes }) => [resources, attributes])).toEqual([
      ["cpus:1;mem:512;disk:4096;ports:[31000-32000]", { rack: "r1" }],
      ["cpus:1;mem:512;disk:4096;ports:[31000-32000]", { rack: "r1" }],
    ]);
    expect(spec?.mesos.sources).toEqual(["http://192.0.2.1/mesos-0.24.0.tar.gz"]);
    expect(spec?.mesos.masterFlags).toEqual({ offer_timeout: "5mins", registry_strict: "true" });
    expect(spec?.repositories["base"]).toEqual({
      baseurl: ["http://192.0.2.1/base/"],
      gpgkey: "",
      enabled: true,
    });
    expect(spec?.repositories["updates"]?.baseurl).toHaveLength(2);
    expect(spec?.repositories["updates"]?.enabled).toBe(false);
  });

  test("drops the default digest with the default version", () => {
    const { spec } = read("valid-other-versions");
    expect(spec?.marathon.sha256).toBe("");
    expect(spec?.marathon.sources).toEqual([
      "http://downloads.mesosphere.com/marathon/v0.11.1/marathon-0.11.1.tgz",
    ]);
    expect(read("valid-defaults").spec?.marathon.sha256).toMatch(/^e6c9de73/);
  });

  test("reserves names for the whole range, not for the slaves of the moment", () => {
    const { spec } = read("valid-defaults");
    expect(spec?.network.reservedHosts).toHaveLength(1 + 201);
    expect(spec?.network.reservedHosts.at(-1)).toEqual({
      hostName: "slave201",
      address: "192.168.5.254",
    });
  });
});

test("faultMessage has one line per fault and says where to look", () => {
  const faults = [
    { key: "slaves", message: "0 is not allowed" },
    { key: "master", message: "4 is not allowed" },
  ];
  expect(faultMessage("mesos-testbed", faults).split("\n")).toEqual([
    "the configuration has 2 faults; nothing was changed:",
    "  mesos-testbed:slaves: 0 is not allowed",
    "  mesos-testbed:master: 4 is not allowed",
    expect.stringContaining("docs/configuration.md"),
  ]);
});
