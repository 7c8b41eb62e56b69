import type { ClusterSpec } from "../../lib/clusterSpec";
import { readConfig } from "../../lib/readConfig";

/**
 * The cluster of the defaults with some keys changed.
 *
 * @param values by key without namespace, as the engine hands them over
 * @throws Error with the faults, when there are some
 */
export function readSpec(values: Readonly<Record<string, string>> = {}): ClusterSpec {
  const result = readConfig(values, {
    project: "mesos-testbed",
    stack: "dev",
    libvirtUri: "qemu:///system",
  });
  if (result.faults !== undefined) {
    throw new Error(JSON.stringify(result.faults));
  }
  return result.spec;
}
