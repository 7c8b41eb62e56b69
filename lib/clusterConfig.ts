/** Size of a machine; what is left out has its default. */
export interface MachineConfig {
  /** Number of virtual CPUs. @default 2 */
  vcpus?: number;
  /** Memory in MiB. @default 4096 */
  memoryMiB?: number;
  /** Size of the disk in GiB. @default 50 */
  diskGiB?: number;
}

/** Size of each slave's machine, and what a slave offers. */
export interface SlaveConfig extends MachineConfig {
  /** Value of `--resources`. @default what follows from the size */
  resources?: string;
  /** Attributes by name, without `node`, which the product sets. @default none */
  attributes?: Record<string, string>;
}

/** A file: where from, and what it must be. */
export interface DownloadConfig {
  /** http(s) URLs or absolute paths, in the order in which they are tried. @default as in Pulumi.yaml */
  sources?: string[];
  /** SHA-256, 64 lower-case hexadecimal digits. @default the one known of this version */
  sha256?: string;
}

/** The image of the guests. */
export interface ImageConfig extends DownloadConfig {
  /** What /etc/redhat-release of it names, e.g. `6.6`. @default 6.6 */
  release?: string;
}

/** A file that has a version, which `{version}` in its sources stands for. */
export interface VersionedConfig extends DownloadConfig {
  /** Version. @default as in Pulumi.yaml */
  version?: string;
}

/** Mesos. */
export interface MesosConfig extends VersionedConfig {
  /** `tarball`, `git` or `artifact`. @default tarball */
  source?: string;
  /** Git tag, branch or commit, with `source: git`. @default the tag of the version */
  ref?: string;
  /** Flags for mesos-master, by name without dashes. @default none */
  masterFlags?: Record<string, string>;
  /** Flags for mesos-slave, by name without dashes. @default none */
  slaveFlags?: Record<string, string>;
  /** Which nodes get the toolchain: `all`, `builder` or `none`. @default all */
  toolchain?: string;
  /** The Software Collection that it is compiled with, such as `devtoolset-7`. @default devtoolset-2 */
  compiler?: string;
}

/** A program that runs in a JVM. */
export interface ZooKeeperConfig extends VersionedConfig {
  /** Options of its JVM, separated by spaces. @default none */
  jvmOptions?: string;
}

/** Maven. */
export interface MavenConfig extends VersionedConfig {
  /** Copies of Maven's central repository, as http(s) URLs, tried in order. @default the one that Maven has built in */
  mirrors?: string[];
}

/** Marathon. */
export interface MarathonConfig extends ZooKeeperConfig {
  /** Whether Marathon, and with it ZooKeeper, runs. @default true */
  enabled?: boolean;
  /** Arguments, by name without dashes. @default none */
  flags?: Record<string, string>;
}

/** A yum repository. */
export interface RepositoryConfig {
  /** Base URLs in the order in which yum tries them. */
  baseurl?: string[];
  /** URL of the key that signs its packages; empty: signatures are not checked. */
  gpgkey?: string;
  /** Whether yum uses it. @default true */
  enabled?: boolean;
}

/** Who has to prove who they are. */
export interface AuthenticationConfig {
  /** Slaves towards the master. @default true */
  slaves?: boolean;
  /** Users towards Marathon. @default true */
  marathonHttp?: boolean;
  /** Frameworks towards the master. @default false */
  frameworks?: boolean;
  /** Principals of the user's own frameworks. @default none */
  principals?: string[];
  /** How often all secrets have been replaced; counting it up replaces them. @default 0 */
  rotation?: number;
}

/** Bounds of every wait, in seconds. */
export interface TimeoutsConfig {
  /** From power-on to a finished cloud-init. @default 600 */
  bootSeconds?: number;
  /** Installation of the toolchain on one node. @default 3600 */
  toolchainSeconds?: number;
  /** Compilation and installation of Mesos. @default 21600 */
  buildSeconds?: number;
  /** From the start of a daemon until it answers. @default 300 */
  healthSeconds?: number;
}

/**
 * A cluster's settings, with the keys of Pulumi.yaml, whose defaults and rules hold (docs/configuration.md). Only types that
 * a component package can have, so no choices: those are checked with all else when the cluster is made.
 */
export interface ClusterConfig {
  /** Number of slaves. @default 2 */
  slaves?: number;
  /** The cluster's network, a /24. @default 192.168.5.0/24 */
  networkCidr?: string;
  /** Address of the master. @default host 51 of networkCidr */
  masterAddress?: string;
  /** Address of slave1; the others follow it. @default host 54 of networkCidr */
  firstSlaveAddress?: string;
  /** What every libvirt name starts with. @default `<project>-<stack>-`, of a MesosTestbed with its name and a dash after it */
  namePrefix?: string;
  /** libvirt's domain type, `kvm` or `qemu`. @default kvm */
  domainType?: string;
  /** libvirt's CPU mode, `host-passthrough`, `host-model` or `none`. @default host-passthrough */
  cpuMode?: string;
  /** Size of the master's machine. */
  master?: MachineConfig;
  /** Size of each slave's machine, and what a slave offers. */
  slave?: SlaveConfig;
  /** Disk image of the guests. */
  image?: ImageConfig;
  /** Mesos. */
  mesos?: MesosConfig;
  /** Marathon. */
  marathon?: MarathonConfig;
  /** ZooKeeper, which runs where Marathon does. */
  zookeeper?: ZooKeeperConfig;
  /** Maven, which the build of Mesos needs. */
  maven?: MavenConfig;
  /** yum repositories of the guests by name, merged with the default ones. */
  repositories?: Record<string, RepositoryConfig>;
  /** Who has to prove who they are. */
  authentication?: AuthenticationConfig;
  /** Whether tasks, daemons and users of the nodes may reach hosts outside the cluster's network. @default false */
  outboundTraffic?: boolean;
  /** Whether the private SSH key is among the stack's outputs; without meaning for a MesosTestbed. @default false */
  exportSshKey?: boolean;
  /** Path of an RSA key of your own on the Pulumi host. @default one is made */
  sshKeyPath?: string;
  /** SSH URI of the host that the guests are reached through, or `none`. @default the host of a qemu+ssh `libvirt:uri`, else none */
  sshProxy?: string;
  /** Folder of the storage pool on the libvirt host. @default one per namePrefix in /var/lib/libvirt/images */
  poolPath?: string;
  /** Cache folder on the Pulumi host. @default the user's own */
  cacheDirectory?: string;
  /** Bounds of every wait. */
  timeouts?: TimeoutsConfig;
}
