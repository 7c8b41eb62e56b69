import type { SshProxy } from "./sshProxy";
import type { Compiler } from "./toolchain";

/** libvirt's domain types that a node can have: `qemu` emulates where there is no KVM. */
export type DomainType = "kvm" | "qemu";

/** libvirt's CPU mode; `none` writes no mode into the domain, as emulation needs it. */
export type CpuMode = "host-passthrough" | "host-model" | "none";

/** What a node is in the cluster. */
export type NodeRole = "master" | "slave";

/** Where Mesos comes from: the release's tarball, a git checkout, or an install tree built before. */
export type MesosSource = "tarball" | "git" | "artifact";

/** Which nodes get the toolchain: every one as in the recipe, the builder alone, or none, and then nothing can be compiled. */
export type ToolchainScope = "all" | "builder" | "none";

/** Size of a virtual machine. */
export interface MachineSize {
  /** Number of virtual CPUs. */
  readonly vcpus: number;
  /** Memory in MiB. */
  readonly memoryMiB: number;
  /** Size of the disk in GiB. */
  readonly diskGiB: number;
}

/** One virtual machine of the cluster. */
export interface NodeSpec extends MachineSize {
  /** Role in the cluster. */
  readonly role: NodeRole;
  /** Host name in the guest: `master`, `slave1` … */
  readonly hostName: string;
  /** Name of the libvirt domain: prefix and host name. */
  readonly domainName: string;
  /** IPv4 address, e.g. `192.168.5.54`. */
  readonly address: string;
  /** MAC address that the network reserves `address` for. */
  readonly mac: string;
}

/** A slave's machine, and what the slave offers. */
export interface SlaveSpec extends NodeSpec {
  /** Value of `--resources`, e.g. `cpus:2;mem:2808;disk:45148;ports:[31000-32000]`. */
  readonly resources: string;
  /** Attributes by name, without `node`, which the product sets. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A file to be fetched: where from, in order, and what it must be. */
export interface DownloadSpec {
  /** http(s) URLs, or absolute paths on the Pulumi host, in the order in which they are tried. */
  readonly sources: readonly string[];
  /** SHA-256, 64 lower-case hexadecimal digits; empty where none is published (trusted on first use). */
  readonly sha256: string;
}

/** The guests' disk image. */
export interface ImageSpec extends DownloadSpec {
  /** Release that /etc/redhat-release has to name, e.g. `6.6`; the repositories have to be of the same. */
  readonly release: string;
}

/** A file to be fetched that has a version. */
export interface VersionedDownloadSpec extends DownloadSpec {
  /** Version, e.g. `3.4.14`. */
  readonly version: string;
}

/** Mesos: version, origin and flags. */
export interface MesosSpec extends VersionedDownloadSpec {
  /** Where it comes from. */
  readonly source: MesosSource;
  /** Git tag, branch or commit; empty unless `source` is `git`. */
  readonly ref: string;
  /** Id of that commit, which is its own digest; empty unless `source` is `git`, and as long as it is not known. */
  readonly commit: string;
  /** Flags of the user's for mesos-master, by name without dashes. */
  readonly masterFlags: Readonly<Record<string, string>>;
  /** Flags of the user's for mesos-slave, by name without dashes. */
  readonly slaveFlags: Readonly<Record<string, string>>;
  /** Which nodes get the toolchain; none where an install tree is given, which nothing is compiled for. */
  readonly toolchain: ToolchainScope;
  /** The Software Collection that it is compiled with. */
  readonly compiler: Compiler;
}

/** Marathon. */
export interface MarathonSpec extends VersionedDownloadSpec {
  /** Whether Marathon, and with it ZooKeeper, runs. */
  readonly enabled: boolean;
  /** Arguments of the user's, by name without dashes; `true` is a flag without a value. */
  readonly flags: Readonly<Record<string, string>>;
  /** Options of its JVM, separated by spaces. */
  readonly jvmOptions: string;
}

/** ZooKeeper. */
export interface ZooKeeperSpec extends VersionedDownloadSpec {
  /** Options of its JVM, separated by spaces. */
  readonly jvmOptions: string;
}

/** Maven. */
export interface MavenSpec extends VersionedDownloadSpec {
  /** Copies of its central repository, as http(s) URLs in order; empty: the one that Maven has built in. */
  readonly mirrors: readonly string[];
}

/** One yum repository. */
export interface RepositorySpec {
  /** Base URLs in the order in which yum tries them. */
  readonly baseurl: readonly string[];
  /** URL of the key that signs its packages; empty: signatures are not checked. */
  readonly gpgkey: string;
  /** Whether yum uses it. */
  readonly enabled: boolean;
}

/** Who has to prove who they are. */
export interface AuthenticationSpec {
  /** Slaves towards the master, by CRAM-MD5. */
  readonly slaves: boolean;
  /** Users towards Marathon, by HTTP credentials. */
  readonly marathonHttp: boolean;
  /** Frameworks towards the master, by CRAM-MD5. */
  readonly frameworks: boolean;
  /** Principals of the user's own frameworks, each of which gets a secret. */
  readonly principals: readonly string[];
  /** How often all secrets have been replaced. */
  readonly rotation: number;
}

/** Bounds of every wait in the product, in seconds. */
export interface TimeoutsSpec {
  /** From power-on to a finished cloud-init. */
  readonly bootSeconds: number;
  /** Installation of the toolchain on one node. */
  readonly toolchainSeconds: number;
  /** Compilation and installation of Mesos. */
  readonly buildSeconds: number;
  /** From the start of a daemon until it answers. */
  readonly healthSeconds: number;
}

/** The cluster's network. */
export interface NetworkSpec {
  /** The /24 in CIDR form, e.g. `192.168.5.0/24`. */
  readonly cidr: string;
  /** Address of the Pulumi host in it: the first host address. */
  readonly gateway: string;
  /** Every host name that a node can ever have, with its address, master first. */
  readonly reservedHosts: readonly ReservedHost[];
}

/** A host name and the address that it has, or would have, in the cluster. */
export interface ReservedHost {
  /** Host name: `master`, `slave1` … */
  readonly hostName: string;
  /** Its IPv4 address. */
  readonly address: string;
}

/** The whole cluster, validated and with every default filled in; nothing in it is secret. */
export interface ClusterSpec {
  /** URI of libvirt, e.g. `qemu:///system`. */
  readonly libvirtUri: string;
  /** The host that the guests are reached through; absent where the Pulumi host reaches their network. */
  readonly sshProxy?: SshProxy;
  /** What every libvirt name starts with, e.g. `mesos-testbed-dev-`. */
  readonly namePrefix: string;
  /** The network. */
  readonly network: NetworkSpec;
  /** Domain type of every node. */
  readonly domainType: DomainType;
  /** CPU mode of every node. */
  readonly cpuMode: CpuMode;
  /** The master's machine. */
  readonly master: NodeSpec;
  /** The slaves, in numeric order. */
  readonly slaves: readonly SlaveSpec[];
  /** The guests' disk image. */
  readonly image: ImageSpec;
  /** Mesos. */
  readonly mesos: MesosSpec;
  /** Marathon. */
  readonly marathon: MarathonSpec;
  /** ZooKeeper. */
  readonly zookeeper: ZooKeeperSpec;
  /** Maven, for the build; absent where it is a package of the recipe's repository, see lib/toolchain.ts. */
  readonly maven?: MavenSpec;
  /** The guests' yum repositories by name. */
  readonly repositories: Readonly<Record<string, RepositorySpec>>;
  /** Authentication. */
  readonly authentication: AuthenticationSpec;
  /** Whether all of a node, tasks included, may reach hosts outside the cluster's network; else only what fetches for a stage. */
  readonly outboundTraffic: boolean;
  /** Whether the stack's private key is an output. */
  readonly exportSshKey: boolean;
  /** Path of the user's own RSA key on the Pulumi host; empty: one is made for the stack. */
  readonly sshKeyPath: string;
  /** Folder of the stack's storage pool on the libvirt host. */
  readonly poolPath: string;
  /** Cache folder on the Pulumi host; empty: the user's own. */
  readonly cacheDirectory: string;
  /** Bounds of every wait. */
  readonly timeouts: TimeoutsSpec;
}
