import type { ClusterSpec, NodeSpec } from "./clusterSpec";

/** What the disk image takes in the pool, in GiB: CentOS 6's GenericCloud has 1.1. */
const imageGiB = 2;
/** What the builder writes at first, in GiB: the toolchain, and Mesos' build tree with debug information. */
const builderGiB = 6;
/** What a node writes at first that compiles nothing, in GiB: packages and the install tree. */
const nodeGiB = 2;

/**
 * Disk that has to be free in the pool before anything is made. Disks are overlays and take what is written to them, not
 * their size.
 *
 * @param spec the cluster
 * @returns GiB
 */
export function minimumDiskGiB(spec: ClusterSpec): number {
  const isBuilder = ({ role }: NodeSpec): boolean =>
    role === "master" && spec.mesos.source !== "artifact";
  const written = (node: NodeSpec): number =>
    Math.min(node.diskGiB, isBuilder(node) ? builderGiB : nodeGiB);
  return [spec.master, ...spec.slaves].reduce((sum, node) => sum + written(node), imageGiB);
}

/**
 * DNS domain of the cluster's network: unique for the stack, so that it is the network's mark as well.
 *
 * @param namePrefix what the stack's libvirt names start with
 * @returns e.g. `mesos-testbed-dev.test`
 */
export function networkDomain(namePrefix: string): string {
  return `${namePrefix.replace(/-$/, "")}.test`;
}

/**
 * What the domains of a stack carry as their description: unique among the stacks of a libvirt host.
 *
 * @param project name of the Pulumi project
 * @param stack name of the stack
 */
export function stackMark(project: string, stack: string): string {
  return `mesos-testbed stack ${project}/${stack}`;
}

/** Name of the cluster's storage pool in libvirt. */
export function poolName(namePrefix: string): string {
  return `${namePrefix}pool`;
}

/** Name of the cluster's network in libvirt. */
export function networkName(namePrefix: string): string {
  return `${namePrefix}network`;
}

/**
 * What `host/check-host` reads.
 *
 * @param spec the cluster
 * @param mark description that the stack's domains carry
 * @returns KEY=VALUE lines, each with its newline
 */
export function hostCheckInput(spec: ClusterSpec, mark: string): string {
  const machines = [spec.master, ...spec.slaves];
  const sum = (of: (machine: NodeSpec) => number): number =>
    machines.reduce((total, machine) => total + of(machine), 0);
  const settings = {
    POOL: poolName(spec.namePrefix),
    POOL_PATH: spec.poolPath,
    NETWORK: networkName(spec.namePrefix),
    NETWORK_CIDR: spec.network.cidr,
    NETWORK_DOMAIN: networkDomain(spec.namePrefix),
    DOMAINS: machines.map(({ domainName }) => domainName).join(" "),
    MARK: mark,
    DOMAIN_TYPE: spec.domainType,
    CPU_MODE: spec.cpuMode,
    MEMORY_MIB: sum((machine) => machine.memoryMiB),
    DISK_GIB: sum((machine) => machine.diskGiB),
    DISK_MINIMUM_GIB: minimumDiskGiB(spec),
    // Absent otherwise: a stack of before this key is checked as it was.
    ...(spec.mesos.source === "git" ? { MESOS_SOURCE: "git" } : {}),
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
