import * as fs from "node:fs";
import * as path from "node:path";

import type { RecordedResource } from "../support/mocks";
import { domainType, networkType, poolType, recordCluster, volumeType } from "../support/program";

// It would ask a master over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));

/**
 * Who sees to it that a changed input makes a new resource: the provider, for every part of it that the program gives, or
 * the program, by replaceOnChanges. There is no third: of a change that does neither, libvirt would never hear.
 */
const forcedBy: Readonly<Record<string, Readonly<Record<string, "provider" | "program">>>> = {
  [domainType]: {
    consoles: "program",
    description: "provider",
    disks: "program",
    graphics: "provider",
    memory: "provider",
    name: "provider",
    networkInterfaces: "program",
    type: "provider",
    vcpu: "provider",
    xml: "program",
  },
  [networkType]: {
    addresses: "provider",
    dhcp: "program",
    dns: "program",
    dnsmasqOptions: "program",
    domain: "provider",
    mode: "provider",
    name: "provider",
  },
  [poolType]: { name: "provider", path: "provider", type: "provider" },
  [volumeType]: {
    baseVolumeId: "provider",
    format: "provider",
    name: "provider",
    pool: "provider",
    size: "provider",
    source: "provider",
    xml: "provider",
  },
};

interface PropertySchema {
  readonly willReplaceOnChanges?: boolean;
  readonly $ref?: string;
  readonly items?: { readonly $ref?: string };
}
const schema = JSON.parse(
  fs.readFileSync(path.join(__dirname, "..", "..", "plugins", "libvirt", "schema.json"), "utf8"),
) as {
  resources: Record<string, { inputProperties: Record<string, PropertySchema> }>;
  types: Record<string, { properties: Record<string, PropertySchema> }>;
};

/** Whether the provider replaces on a change of the property, and of every part of it that a value has. */
function isForcedByProvider(property: PropertySchema | undefined, value: unknown): boolean {
  if (property?.willReplaceOnChanges !== true) {
    return false;
  }
  const reference = property.$ref ?? property.items?.$ref;
  const parts = reference === undefined ? {} : schema.types[reference.slice("#/types/".length)];
  const properties = (parts as { properties?: Record<string, PropertySchema> }).properties ?? {};
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return reference === undefined
    ? true
    : values.every((one) =>
        Object.entries(one as object).every(([key, inner]) =>
          isForcedByProvider(properties[key], inner),
        ),
      );
}

/** What is true of one input of a recorded resource. */
function forcing({ type, options }: RecordedResource, key: string, value: unknown): string {
  if (isForcedByProvider(schema.resources[type]?.inputProperties[key], value)) {
    return "provider";
  }
  return options?.replaceOnChanges.includes(key) ? "program" : "nobody";
}

test("every input that the program gives to libvirt's resources forces a replacement", async () => {
  const recorders = [
    await recordCluster(),
    await recordCluster({ "mesos-testbed:cpuMode": "none", "mesos-testbed:domainType": "qemu" }),
  ];
  const found: Record<string, Record<string, string>> = {};
  for (const resource of recorders.flatMap(({ resources }) => resources)) {
    if (resource.type.startsWith("libvirt:")) {
      for (const [key, value] of Object.entries(resource.inputs)) {
        (found[resource.type] ??= {})[key] = forcing(resource, key, value);
      }
    }
  }
  expect(found).toEqual(forcedBy);
});

test("every resource of libvirt's is deleted before it is made anew: its name is fixed", async () => {
  const resources = (await recordCluster()).resources.filter(({ type }) =>
    type.startsWith("libvirt:"),
  );
  expect(resources).toHaveLength(12);
  expect(resources.filter(({ options }) => options?.deleteBeforeReplace !== true)).toEqual([]);
});

test("the CPU mode is in the stylesheet alone, where every change of it is noticed", async () => {
  const [domain] = (await recordCluster()).resourcesOfType(domainType);
  const domains = [domain];
  for (const cpuMode of ["none", "host-model"]) {
    const recorder = await recordCluster({ "mesos-testbed:cpuMode": cpuMode });
    domains.push(recorder.resourcesOfType(domainType)[0]);
  }
  expect(domains.filter((each) => each?.inputs["cpu"] !== undefined)).toEqual([]);
  expect(new Set(domains.map((each) => JSON.stringify(each?.inputs["xml"]))).size).toBe(3);
});
