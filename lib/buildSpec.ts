import {
  firstNodeHost,
  gatewayAddress,
  hostAddress,
  hostNumber,
  isInNetwork,
  lastNodeHost,
  macAddress,
  slaveAddresses,
  slaveCapacity,
} from "./addressing";
import type {
  ClusterSpec,
  MachineSize,
  NodeRole,
  NodeSpec,
  ReservedHost,
  VersionedDownloadSpec,
} from "./clusterSpec";
import { configKeys, type Settings } from "./configKeys";
import type { Fault } from "./configSchema";
import type { InputName } from "./fileInputs";
import { knownSha256 } from "./inputManifest";
import { mesosSpec } from "./mesosSource";
import { relationFaults } from "./relations";
import { defaultResources } from "./resources";
import type { SshProxy } from "./sshProxy";
import { isFromRecipe } from "./toolchain";
import { wayToGuests } from "./wayToGuests";

/** What the specification takes from its surroundings. */
export interface SpecContext {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Name of the stack. */
  readonly stack: string;
  /** URI of libvirt. */
  readonly libvirtUri: string;
  /**
   * Looks into the files of a host that is logged in to; by what the libvirt provider logs in there, where it does. Gives a
   * sentence for each fault. @default no file is looked at
   */
  readonly lookAtAccess?: (proxy: SshProxy, sshauth: readonly string[]) => readonly string[];
}

/** Host number of the master where its address is not set, as in the 2015 recipe. */
const recipeMasterHost = 51;
/** Host number of the first slave where its address is not set, as in the 2015 recipe. */
const recipeFirstSlaveHost = 54;

/**
 * Derives the whole cluster from its settings and checks how they stand to each other.
 *
 * @param settings every key read and filled in
 * @param context project, stack and libvirt
 * @param faults gets a line for everything that is wrong
 * @returns the cluster, or undefined when an address is so wrong that no cluster can be derived
 */
export function buildClusterSpec(
  settings: Settings,
  context: SpecContext,
  faults: Fault[],
): ClusterSpec | undefined {
  const namePrefix = settings.namePrefix || `${context.project}-${context.stack}-`;
  const { networkCidr } = settings;
  const masterAddress = settings.masterAddress || hostAddress(networkCidr, recipeMasterHost);
  const firstSlaveAddress =
    settings.firstSlaveAddress || hostAddress(networkCidr, recipeFirstSlaveHost);
  faults.push(...relationFaults(settings));
  const way = wayToGuests(settings.sshProxy, context);
  faults.push(...way.faults);
  const addressed = addressFaults(settings, masterAddress, firstSlaveAddress);
  faults.push(...addressed);
  if (addressed.length > 0) {
    return undefined;
  }

  const node = (
    role: NodeRole,
    hostName: string,
    address: string,
    { vcpus, memoryMiB, diskGiB }: MachineSize,
  ): NodeSpec => ({
    role,
    hostName,
    domainName: `${namePrefix}${hostName}`,
    address,
    mac: macAddress(address),
    vcpus,
    memoryMiB,
    diskGiB,
  });
  const slaveHosts: ReservedHost[] = slaveAddresses(
    networkCidr,
    masterAddress,
    firstSlaveAddress,
  ).map((address, index) => ({ hostName: `slave${index + 1}`, address }));

  return {
    libvirtUri: context.libvirtUri,
    ...(way.proxy === undefined ? {} : { sshProxy: way.proxy }),
    namePrefix,
    network: {
      cidr: networkCidr,
      gateway: gatewayAddress(networkCidr),
      reservedHosts: [{ hostName: "master", address: masterAddress }, ...slaveHosts],
    },
    domainType: settings.domainType,
    cpuMode: settings.cpuMode,
    master: node("master", "master", masterAddress, settings.master),
    slaves: slaveHosts.slice(0, settings.slaves).map(({ hostName, address }) => ({
      ...node("slave", hostName, address, settings.slave),
      resources: settings.slave.resources || defaultResources(settings.slave),
      attributes: settings.slave.attributes,
    })),
    image: {
      ...settings.image,
      sha256: settings.image.sha256 || knownSha256("image", settings.image.sources[0] ?? ""),
    },
    mesos: mesosSpec(settings.mesos, ofVersion("mesos", settings.mesos)),
    marathon: ofVersion("marathon", settings.marathon),
    zookeeper: ofVersion("zookeeper", settings.zookeeper),
    ...(isFromRecipe("maven", settings.repositories)
      ? {}
      : { maven: ofVersion("maven", settings.maven) }),
    repositories: settings.repositories,
    authentication: settings.authentication,
    outboundTraffic: settings.outboundTraffic,
    exportSshKey: settings.exportSshKey,
    sshKeyPath: settings.sshKeyPath,
    poolPath: settings.poolPath || `/var/lib/libvirt/images/${namePrefix.replace(/-$/, "")}`,
    cacheDirectory: settings.cacheDirectory,
    timeouts: settings.timeouts,
  };
}

/**
 * Puts the version into the sources. A digest that the user did not give is that of this version, where one is known: the
 * default one belongs to the default version alone, and would refuse the file that the user asked for.
 */
function ofVersion<D extends VersionedDownloadSpec>(
  name: Exclude<InputName, "image">,
  given: D,
): D {
  const isGiven = !["", configKeys.keys[name].keys.sha256.default].includes(given.sha256);
  return {
    ...given,
    sources: given.sources.map((source) => source.replaceAll("{version}", given.version)),
    sha256: isGiven ? given.sha256 : knownSha256(name, given.version),
  };
}

function addressFaults(settings: Settings, master: string, firstSlave: string): Fault[] {
  const { networkCidr, slaves } = settings;
  const first = hostAddress(networkCidr, firstNodeHost);
  const last = hostAddress(networkCidr, lastNodeHost);
  const allowed = `${first} to ${last} of networkCidr ${networkCidr} (.1 is the gateway)`;
  const faults: Fault[] = [];
  const checked = { masterAddress: master, firstSlaveAddress: firstSlave };
  for (const [key, address] of Object.entries(checked)) {
    const host = hostNumber(address);
    if (!isInNetwork(networkCidr, address) || host < firstNodeHost || host > lastNodeHost) {
      faults.push({
        key,
        message: `"${address}" is not allowed; allowed: ${allowed}; leave it out to have it follow from networkCidr`,
      });
    }
  }
  if (faults.length > 0) {
    return faults;
  }
  if (master === firstSlave) {
    return [
      {
        key: "firstSlaveAddress",
        message: `"${firstSlave}" is the master's address too; allowed: any other of ${allowed}`,
      },
    ];
  }
  const capacity = slaveCapacity(master, firstSlave);
  if (slaves > capacity) {
    const lastSlave = slaveAddresses(networkCidr, master, firstSlave).at(-1) ?? firstSlave;
    return [
      {
        key: "slaves",
        message:
          `${slaves} is not allowed; allowed: 1 to ${capacity}, what ${firstSlave} to ${lastSlave} holds; ` +
          "for more, set a lower firstSlaveAddress or another masterAddress",
      },
    ];
  }
  return [];
}
