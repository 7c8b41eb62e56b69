import type { ClusterSpec, SlaveSpec } from "./clusterSpec";
import type { DaemonSettings } from "./daemonFiles";
import type { GuestFile } from "./guestFiles";

/** Ports of the daemons; the outputs promise them. */
export const ports = {
  /** mesos-master. */
  master: 5050,
  /** mesos-slave. */
  slave: 5051,
  /** Marathon's HTTP interface. */
  marathon: 8080,
  /** Marathon's libprocess, by which the master connects back; random unless set. */
  marathonLibprocess: 9090,
  /** ZooKeeper's clients. */
  zookeeper: 2181,
} as const;

/** User that tasks run as, on every node; `ensure-task-user` makes it. */
export const taskUser = "mesos-task";

/** Principals of the product's own. */
export const principals = { slave: "slave", marathon: "marathon" } as const;

const settingsFolder = "/etc/mesos-testbed";
const masterCredentialsPath = `${settingsFolder}/master.credentials`;
const slaveCredentialPath = `${settingsFolder}/slave.credential`;
const marathonSecretPath = `${settingsFolder}/marathon.secret`;
const zookeeperFolder = "/etc/zookeeper";

/** A name and the secret that proves it. */
export interface Credential {
  /** The principal; no white space. */
  readonly principal: string;
  /** Its secret; no white space. */
  readonly secret: string;
}

/** Secrets that Marathon is started with. */
export interface MarathonSecrets {
  /** User and password of its HTTP interface; needed with `authentication.marathonHttp`. */
  readonly http?: Credential;
}

/** What the master's address is to frameworks: `address:port`. */
export function masterEndpoint(spec: ClusterSpec): string {
  return `${spec.master.address}:${ports.master}`;
}

/**
 * ZooKeeper's URL for Mesos, or undefined where ZooKeeper does not run. With it a framework finds a restarted master
 * again; with address:port it never does.
 */
export function zookeeperUrl(spec: ClusterSpec): string | undefined {
  return spec.marathon.enabled ? `zk://${spec.master.address}:${ports.zookeeper}/mesos` : undefined;
}

/** Whether the master needs a credentials file. */
export function hasCredentials(spec: ClusterSpec): boolean {
  return spec.authentication.slaves || spec.authentication.frameworks;
}

/**
 * How mesos-master is started.
 *
 * @param spec the cluster
 * @returns arguments in a fixed order, the user's flags last and sorted; nothing secret
 */
export function masterSettings(spec: ClusterSpec): DaemonSettings {
  const { address } = spec.master;
  const zk = zookeeperUrl(spec);
  const { slaves, frameworks } = spec.authentication;
  // The registry's first write on a slow disk takes longer than the default of 5 s, upon which the master aborts.
  const storeTimeout = { registry_store_timeout: "30secs", ...spec.mesos.masterFlags };
  return {
    arguments: [
      `--ip=${address}`,
      `--hostname=${address}`,
      "--work_dir=/var/lib/mesos",
      "--log_dir=/var/log/mesos",
      ...(zk === undefined ? [] : [`--zk=${zk}`, "--quorum=1"]),
      ...(slaves ? ["--authenticate_slaves"] : []),
      ...(frameworks ? ["--authenticate"] : []),
      ...(hasCredentials(spec) ? [`--credentials=${masterCredentialsPath}`] : []),
      ...flagArguments(storeTimeout),
    ],
    environment: {},
  };
}

/**
 * Files that mesos-master reads.
 *
 * @param spec the cluster
 * @param credentials who may register, with their secrets; only those that `spec.authentication` asks for
 * @returns the credentials file in text form (0.24.0 takes a secret in JSON for Base64, MESOS-3560), or none
 * @throws Error when credentials are missing or one holds white space
 */
export function masterFiles(spec: ClusterSpec, credentials: readonly Credential[]): GuestFile[] {
  if (!hasCredentials(spec)) {
    return [];
  }
  if (credentials.length === 0) {
    throw new Error("the master authenticates, but no credentials were given");
  }
  return [rootOnly(masterCredentialsPath, credentials.map(credentialLine).join(""))];
}

/**
 * How a slave is started.
 *
 * @param spec the cluster
 * @param slave the slave
 * @returns arguments in a fixed order, the user's flags last and sorted; nothing secret
 */
export function slaveSettings(spec: ClusterSpec, slave: SlaveSpec): DaemonSettings {
  // The host name travels as an attribute: as --hostname it would not resolve in a browser outside the cluster.
  const attributes = { node: slave.hostName, ...slave.attributes };
  return {
    arguments: [
      `--ip=${slave.address}`,
      `--hostname=${slave.address}`,
      `--master=${zookeeperUrl(spec) ?? masterEndpoint(spec)}`,
      `--attributes=${Object.entries(attributes)
        .map(([name, value]) => `${name}:${value}`)
        .join(";")}`,
      `--resources=${slave.resources}`,
      "--work_dir=/var/lib/mesos",
      "--log_dir=/var/log/mesos",
      ...(spec.authentication.slaves ? [`--credential=${slaveCredentialPath}`] : []),
      ...flagArguments(spec.mesos.slaveFlags),
    ],
    environment: {},
  };
}

/**
 * Files that a slave reads.
 *
 * @param spec the cluster
 * @param credential the slaves' credential; undefined where slaves need none
 * @returns the credential file, or none
 * @throws Error when the credential is missing or holds white space
 */
export function slaveFiles(spec: ClusterSpec, credential: Credential | undefined): GuestFile[] {
  if (!spec.authentication.slaves) {
    return [];
  }
  if (credential === undefined) {
    throw new Error("slaves authenticate, but no credential was given");
  }
  return [rootOnly(slaveCredentialPath, credentialLine(credential))];
}

/**
 * How ZooKeeper is started.
 *
 * @param spec the cluster
 */
export function zookeeperSettings(spec: ClusterSpec): DaemonSettings {
  return {
    arguments: ["start-foreground"],
    environment: {
      JMXDISABLE: "1",
      ZOOCFGDIR: zookeeperFolder,
      ZOO_LOG4J_PROP: "INFO,CONSOLE",
      ZOO_LOG_DIR: "/var/log/zookeeper",
      ...(spec.zookeeper.jvmOptions === "" ? {} : { SERVER_JVMFLAGS: spec.zookeeper.jvmOptions }),
    },
  };
}

/**
 * Files that ZooKeeper reads: its settings, and where it logs to (what it prints goes to its log file).
 */
export function zookeeperFiles(): GuestFile[] {
  const zooCfg = [
    "tickTime=2000",
    "dataDir=/var/lib/zookeeper",
    `clientPort=${ports.zookeeper}`,
    // Sessions come and go with every restart in a test; without this the snapshots stay for ever.
    "autopurge.purgeInterval=24",
    // From 3.5 on: its admin server would take Marathon's port, and the health check's words are off.
    "admin.enableServer=false",
    "4lw.commands.whitelist=ruok,srvr",
  ];
  const log4j = [
    "log4j.rootLogger=INFO, CONSOLE",
    "log4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender",
    "log4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout",
    "log4j.appender.CONSOLE.layout.ConversionPattern=%d{ISO8601} %-5p %c{1} %m%n",
  ];
  return [
    publicFile(`${zookeeperFolder}/zoo.cfg`, zooCfg),
    publicFile(`${zookeeperFolder}/log4j.properties`, log4j),
  ];
}

/**
 * How Marathon is started.
 *
 * @param spec the cluster
 * @param secrets what goes into its environment, which only root can read
 * @throws Error when a secret that the configuration asks for is missing
 */
export function marathonSettings(spec: ClusterSpec, secrets: MarathonSecrets): DaemonSettings {
  const { address } = spec.master;
  const { marathonHttp, frameworks } = spec.authentication;
  const { http } = secrets;
  if (marathonHttp && http === undefined) {
    throw new Error("Marathon asks for HTTP credentials, but none were given");
  }
  const zk = `zk://${address}:${ports.zookeeper}`;
  const own: [string, string][] = [
    ["master", `${zk}/mesos`],
    ["zk", `${zk}/marathon`],
    ["hostname", address],
    ["http_port", String(ports.marathon)],
    ["mesos_user", taskUser],
    ...(frameworks
      ? ([
          ["mesos_authentication_principal", principals.marathon],
          ["mesos_authentication_secret_file", marathonSecretPath],
        ] as [string, string][])
      : []),
  ];
  return {
    arguments: [...own, ...sorted(spec.marathon.flags)].flatMap(([name, value]) =>
      value === "true" ? [`--${name}`] : [`--${name}`, value],
    ),
    environment: {
      MESOS_NATIVE_JAVA_LIBRARY: "/usr/local/lib/libmesos.so",
      // Without it the driver binds to whatever the host name resolves to.
      LIBPROCESS_IP: address,
      LIBPROCESS_PORT: String(ports.marathonLibprocess),
      ...(spec.marathon.jvmOptions === "" ? {} : { JVM_OPTS: spec.marathon.jvmOptions }),
      ...(marathonHttp && http !== undefined
        ? { MESOSPHERE_HTTP_CREDENTIALS: `${http.principal}:${http.secret}` }
        : {}),
    },
  };
}

/**
 * Files that Marathon reads.
 *
 * @param spec the cluster
 * @param secret its secret as a framework; undefined where frameworks need none
 * @returns the secret's file, without a line end: Marathon 0.11 takes every byte for the secret
 * @throws Error when the secret is missing
 */
export function marathonFiles(spec: ClusterSpec, secret: string | undefined): GuestFile[] {
  if (!spec.authentication.frameworks) {
    return [];
  }
  if (secret === undefined) {
    throw new Error("frameworks authenticate, but no secret for Marathon was given");
  }
  return [rootOnly(marathonSecretPath, secret)];
}

function credentialLine({ principal, secret }: Credential): string {
  // Mesos 0.24.0 splits at the space (src/credentials/credentials.hpp); the message must not show the secret.
  if (!/^\S+$/.test(principal) || !/^\S+$/.test(secret)) {
    throw new Error(`principal or secret of "${principal}" is empty or holds white space`);
  }
  return `${principal} ${secret}\n`;
}

function flagArguments(flags: Readonly<Record<string, string>>): string[] {
  return sorted(flags).map(([name, value]) => `--${name}=${value}`);
}

function sorted(entries: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
}

function rootOnly(path: string, content: string): GuestFile {
  return { path, mode: "0600", owner: "root:root", content };
}

function publicFile(path: string, lines: readonly string[]): GuestFile {
  const content = lines.map((line) => `${line}\n`).join("");
  return { path, mode: "0644", owner: "root:root", content };
}
