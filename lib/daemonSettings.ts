import type { ClusterSpec, NodeSpec, SlaveSpec } from "./clusterSpec";
import { contentHash } from "./contentHash";
import type { DaemonSettings } from "./daemonFiles";
import { defaultFrameworkName } from "./frameworks";
import type { GuestFile } from "./guestFiles";
import { principalName } from "./principals";

/** Port of the master (Mesos 0.24.0, master/flags.cpp: `port`). */
export const masterPort = 5050;
/** Port of Marathon. */
export const marathonPort = 8080;
/** Port of ZooKeeper's clients. */
export const zookeeperPort = 2181;
/** User that every task runs as, the same on every node. */
export const taskUser = "mesos-task";

/** Port that libprocess binds in Marathon: fixed, so that a firewall can name it. */
export const marathonLibprocessPort = 9090;
/** What the guest's write-credentials makes of {@link presentCredentialsFile}. */
const credentialsFile = "/etc/mesos-testbed/master.credentials";
const presentCredentialsFile = "/etc/mesos-testbed/present.credentials";
const credentialFile = "/etc/mesos-testbed/slave.credential";
const marathonSecretFile = "/etc/mesos-testbed/marathon.secret";

/** The secrets of a cluster's own daemons, one per principal; made by the stack, never written here. */
export interface DaemonSecrets {
  /** Secret of the slaves' principal. */
  readonly slave: string;
  /** Secret of Marathon's principal towards the master. */
  readonly marathon: string;
  /** Password of user `marathon` of Marathon's HTTP API. */
  readonly marathonHttp: string;
}

/** All secrets of a cluster. */
export interface ClusterSecrets extends DaemonSecrets {
  /** Secrets of the principals of the user's own frameworks, by principal. */
  readonly principals: Readonly<Record<string, string>>;
}

/** Where slaves and frameworks find the master: by ZooKeeper where that runs, else as in the recipe. */
export function masterLocation(spec: ClusterSpec): string {
  return spec.marathon.enabled
    ? `zk://${spec.master.address}:${zookeeperPort}/mesos`
    : `${spec.master.address}:${masterPort}`;
}

/** What zkServer.sh is started with; its configuration is {@link zookeeperFiles}. */
export function zookeeperSettings(spec: ClusterSpec): DaemonSettings {
  return {
    arguments: ["start-foreground", "/etc/zookeeper/zoo.cfg"],
    environment: {
      ZOO_LOG_DIR: "/var/log/zookeeper",
      JMXDISABLE: "1",
      ...(spec.zookeeper.jvmOptions === "" ? {} : { JVMFLAGS: spec.zookeeper.jvmOptions }),
    },
  };
}

/** zoo.cfg, with the values of ZooKeeper's own zoo_sample.cfg; the last two lines are for ZooKeeper 3.5 and later. */
export function zookeeperFiles(): GuestFile[] {
  return [
    {
      path: "/etc/zookeeper/zoo.cfg",
      mode: "0644",
      owner: "root:root",
      content: [
        "tickTime=2000",
        "initLimit=10",
        "syncLimit=5",
        "dataDir=/var/lib/zookeeper",
        `clientPort=${zookeeperPort}`,
        "admin.enableServer=false",
        "4lw.commands.whitelist=ruok,srvr",
        "",
      ].join("\n"),
    },
  ];
}

/** What mesos-master is started with. */
export function masterSettings(spec: ClusterSpec): DaemonSettings {
  const { address } = spec.master;
  const { slaves, frameworks } = spec.authentication;
  return {
    arguments: [
      `--ip=${address}`,
      `--hostname=${address}`,
      "--work_dir=/var/lib/mesos",
      "--log_dir=/var/log/mesos",
      // The default of 5 s aborts the master on a slow disk.
      "--registry_store_timeout=30secs",
      ...(spec.marathon.enabled ? [`--zk=${masterLocation(spec)}`, "--quorum=1"] : []),
      ...(slaves ? ["--authenticate_slaves"] : []),
      ...(frameworks ? ["--authenticate"] : []),
      ...(hasCredentials(spec) ? [`--credentials=${credentialsFile}`] : []),
      ...userFlags(spec.mesos.masterFlags),
    ],
    environment: {},
  };
}

/** Whether the master knows any principal. */
export function hasCredentials({ authentication }: ClusterSpec): boolean {
  return authentication.slaves || authentication.frameworks;
}

/** The master's credentials, in the text form: 0.24.0 decodes the JSON form's secrets as base64 (MESOS-3560). */
export function masterFiles(spec: ClusterSpec, secrets: ClusterSecrets): GuestFile[] {
  const { slaves, frameworks, rotation } = spec.authentication;
  const lines = [
    ...(slaves ? [`${principalName("slave", rotation)} ${secrets.slave}`] : []),
    ...(frameworks
      ? [
          `${principalName("marathon", rotation)} ${secrets.marathon}`,
          // In order of their names: another order of the list is no change.
          ...Object.keys(secrets.principals)
            .sort()
            .map((principal) => `${principal} ${secrets.principals[principal]}`),
        ]
      : []),
  ];
  return lines.length === 0
    ? []
    : [secretFile(presentCredentialsFile, lines.map((line) => `${line}\n`).join(""))];
}

/** What mesos-slave is started with on a node. */
export function slaveSettings(spec: ClusterSpec, slave: SlaveSpec): DaemonSettings {
  const attributes = [
    `node:${slave.hostName}`,
    ...Object.entries(slave.attributes).map(([key, value]) => `${key}:${value}`),
  ];
  return {
    arguments: [
      `--ip=${slave.address}`,
      // The address: the web page fetches a slave's files in the browser, where host names do not resolve.
      `--hostname=${slave.address}`,
      `--master=${masterLocation(spec)}`,
      `--attributes=${attributes.join(";")}`,
      `--resources=${slave.resources}`,
      "--work_dir=/var/lib/mesos",
      "--log_dir=/var/log/mesos",
      ...(spec.authentication.slaves ? [`--credential=${credentialFile}`] : []),
      ...userFlags(spec.mesos.slaveFlags),
    ],
    environment: {},
  };
}

/**
 * Digest of what a slave may not change and stay the same slave: mesos-slave refuses to start as its old self with another
 * SlaveInfo ("Incompatible slave info detected"), which has host name, resources and attributes. Resources without a role
 * get that of `--default_role` (src/slave/slave.cpp and src/slave/containerizer/containerizer.cpp of 0.24.0). The order
 * of resources and attributes does not count there, and not here.
 *
 * @param spec the cluster
 * @param slave one of its slaves
 * @returns 16 hexadecimal digits
 */
export function slaveIdentity(spec: ClusterSpec, slave: SlaveSpec): string {
  const attributes = Object.entries(slave.attributes).map(([key, value]) => `${key}:${value}`);
  return contentHash(
    slave.hostName,
    slave.address,
    slave.resources.split(";").sort().join(";"),
    attributes.sort().join(";"),
    spec.mesos.slaveFlags["default_role"] ?? "*",
  ).slice(0, 16);
}

/** A slave's credential. */
export function slaveFiles(spec: ClusterSpec, secrets: DaemonSecrets): GuestFile[] {
  const { slaves, rotation } = spec.authentication;
  return slaves
    ? [secretFile(credentialFile, `${principalName("slave", rotation)} ${secrets.slave}\n`)]
    : [];
}

/** What Marathon is started with. */
export function marathonSettings(spec: ClusterSpec, secrets: DaemonSecrets): DaemonSettings {
  const { address }: NodeSpec = spec.master;
  const option = (name: string, value: string): string[] => [`--${name}`, value];
  return {
    arguments: [
      ...option("master", masterLocation(spec)),
      ...option("zk", `zk://${address}:${zookeeperPort}/marathon`),
      ...option("hostname", address),
      ...option("http_port", String(marathonPort)),
      ...option("mesos_user", taskUser),
      // Marathon leads again only when the session of its killed predecessor has ended: 10 s, not the default's 30 min
      // (which ZooKeeper cuts to 20 ticks).
      ...option("zk_session_timeout", "10000"),
      ...(spec.authentication.frameworks
        ? [
            ...option(
              "mesos_authentication_principal",
              principalName("marathon", spec.authentication.rotation),
            ),
            ...option("mesos_authentication_secret_file", marathonSecretFile),
          ]
        : []),
      ...Object.entries(spec.marathon.flags).flatMap(([name, value]) =>
        value === "true" ? [`--${name}`] : option(name, value),
      ),
    ],
    environment: {
      MESOS_NATIVE_JAVA_LIBRARY: "/usr/local/lib/libmesos.so",
      LIBPROCESS_IP: address,
      LIBPROCESS_PORT: String(marathonLibprocessPort),
      ...(spec.marathon.jvmOptions === "" ? {} : { JVM_OPTS: spec.marathon.jvmOptions }),
      // Not MARATHON_...: bin/start would turn that into an argument, which everybody on the node can read.
      ...(spec.authentication.marathonHttp
        ? { MESOSPHERE_HTTP_CREDENTIALS: `marathon:${secrets.marathonHttp}` }
        : {}),
    },
  };
}

/** Name under which Marathon registers in the master, where it is not the usual one; what is stored has only such a name. */
export function otherFrameworkName({
  marathon,
}: Pick<ClusterSpec, "marathon">): string | undefined {
  const name = marathon.flags["framework_name"];
  return name === defaultFrameworkName ? undefined : name;
}

/** Marathon's secret towards the master; read as it is, so without a newline (Marathon 0.11, MarathonSchedulerDriver). */
export function marathonFiles(spec: ClusterSpec, secrets: DaemonSecrets): GuestFile[] {
  return spec.authentication.frameworks ? [secretFile(marathonSecretFile, secrets.marathon)] : [];
}

function secretFile(path: string, content: string): GuestFile {
  return { path, mode: "0600", owner: "root:root", content };
}

function userFlags(flags: Readonly<Record<string, string>>): string[] {
  return Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `--${name}=${value}`);
}
