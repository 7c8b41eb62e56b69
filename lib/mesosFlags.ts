import { suggestion } from "./suggestion";

/** The two daemons of Mesos. */
export type MesosDaemon = "master" | "slave";

/** Every flag of mesos-master 0.24.0, as the daemon's own help lists them (built without the network isolator). */
const masterFlags0240: readonly string[] = [
  "acls",
  "advertise_ip",
  "advertise_port",
  "allocation_interval",
  "allocator",
  "authenticate",
  "authenticate_slaves",
  "authenticators",
  "authorizers",
  "cluster",
  "credentials",
  "external_log_file",
  "firewall_rules",
  "framework_sorter",
  "help",
  "hooks",
  "hostname",
  "initialize_driver_logging",
  "ip",
  "ip_discovery_command",
  "log_auto_initialize",
  "log_dir",
  "logbufsecs",
  "logging_level",
  "max_slave_ping_timeouts",
  "modules",
  "offer_timeout",
  "port",
  "quiet",
  "quorum",
  "rate_limits",
  "recovery_slave_removal_limit",
  "registry",
  "registry_fetch_timeout",
  "registry_store_timeout",
  "registry_strict",
  "roles",
  "root_submissions",
  "slave_ping_timeout",
  "slave_removal_rate_limit",
  "slave_reregister_timeout",
  "user_sorter",
  "version",
  "webui_dir",
  "weights",
  "whitelist",
  "work_dir",
  "zk",
  "zk_session_timeout",
];

/** Every flag of mesos-slave 0.24.0, likewise. */
const slaveFlags0240: readonly string[] = [
  "appc_store_dir",
  "attributes",
  "authenticatee",
  "cgroups_cpu_enable_pids_and_tids_count",
  "cgroups_enable_cfs",
  "cgroups_hierarchy",
  "cgroups_limit_swap",
  "cgroups_root",
  "container_disk_watch_interval",
  "containerizer_path",
  "containerizers",
  "credential",
  "default_container_image",
  "default_container_info",
  "default_role",
  "disk_watch_interval",
  "docker",
  "docker_kill_orphans",
  "docker_mesos_image",
  "docker_remove_delay",
  "docker_socket",
  "docker_stop_timeout",
  "enforce_container_disk_quota",
  "executor_environment_variables",
  "executor_registration_timeout",
  "executor_shutdown_grace_period",
  "external_log_file",
  "fetcher_cache_dir",
  "fetcher_cache_size",
  "firewall_rules",
  "frameworks_home",
  "gc_delay",
  "gc_disk_headroom",
  "hadoop_home",
  "help",
  "hooks",
  "hostname",
  "initialize_driver_logging",
  "ip",
  "ip_discovery_command",
  "isolation",
  "launcher_dir",
  "log_dir",
  "logbufsecs",
  "logging_level",
  "master",
  "modules",
  "oversubscribed_resources_interval",
  "perf_duration",
  "perf_events",
  "perf_interval",
  "port",
  "provisioners",
  "qos_controller",
  "qos_correction_interval_min",
  "quiet",
  "recover",
  "recovery_timeout",
  "registration_backoff_factor",
  "resource_estimator",
  "resource_monitoring_interval",
  "resources",
  "revocable_cpu_low_priority",
  "sandbox_directory",
  "slave_subsystems",
  "strict",
  "switch_user",
  "version",
  "work_dir",
];

/** What 0.24.0 added to 0.23.0, and what it renamed (src/master/flags.cpp, src/slave/flags.cpp at both tags). */
const changesIn0240: Readonly<Record<MesosDaemon, { added: string[]; removed: string[] }>> = {
  master: {
    added: ["advertise_ip", "advertise_port", "authorizers", "ip_discovery_command"],
    removed: [],
  },
  slave: {
    added: ["appc_store_dir", "ip_discovery_command", "provisioners", "sandbox_directory"],
    removed: ["docker_sandbox_directory"],
  },
};

/** Flags that the product sets, each with what to use instead. */
const ownFlags: Readonly<Record<MesosDaemon, Readonly<Record<string, string>>>> = {
  master: {
    authenticate: "set `authentication.frameworks`",
    authenticate_slaves: "set `authentication.slaves`",
    credentials: "set `authentication`; the secrets are made for the stack",
    help: "ask the daemon on the node",
    hostname: "it is the node's address, which browsers outside the cluster need",
    ip: "set `masterAddress`",
    log_dir: "logs are in /var/log/mesos",
    port: "the outputs promise 5050",
    quorum: "there is one master",
    registry_store_timeout: "it is 30secs, since the default aborts the master on a slow disk",
    version: "ask the daemon on the node",
    work_dir: "it is /var/lib/mesos",
    zk: "it follows from `marathon.enabled`",
  },
  slave: {
    attributes: "set `slave.attributes`",
    credential: "set `authentication.slaves`; the secret is made for the stack",
    help: "ask the daemon on the node",
    hostname: "it is the node's address, which browsers outside the cluster need",
    ip: "set `firstSlaveAddress`",
    log_dir: "logs are in /var/log/mesos",
    master: "it follows from `masterAddress` and `marathon.enabled`",
    port: "the outputs and the web page count on 5051",
    resources: "set `slave.resources`",
    version: "ask the daemon on the node",
    work_dir: "it is /var/lib/mesos",
  },
};

/** Versions whose flags are known, newest first. */
const knownVersions = ["0.24", "0.23"] as const;

/**
 * The flags that a daemon of some version has.
 *
 * @param daemon which of the two
 * @param version e.g. `0.24.0`; a patch release has the flags of its minor version
 * @returns the names, sorted, or undefined for a version whose flags are not known here
 */
export function flagsOf(daemon: MesosDaemon, version: string): readonly string[] | undefined {
  const flags = daemon === "master" ? masterFlags0240 : slaveFlags0240;
  switch (knownVersions.find((known) => version.startsWith(`${known}.`))) {
    case "0.24":
      return flags;
    case "0.23": {
      const { added, removed } = changesIn0240[daemon];
      return [...flags.filter((flag) => !added.includes(flag)), ...removed].sort();
    }
    case undefined:
      return undefined;
  }
}

/**
 * What is wrong with a flag of the user's.
 *
 * @param daemon which of the two
 * @param version version that runs, e.g. `0.24.0`
 * @param flag name without dashes
 * @returns undefined when it may be given, else the fault with its remedy
 */
export function flagFault(daemon: MesosDaemon, version: string, flag: string): string | undefined {
  const own = ownFlags[daemon];
  const instead = Object.hasOwn(own, flag) ? own[flag] : undefined;
  if (instead !== undefined) {
    return `the product sets --${flag} of mesos-${daemon} itself: ${instead}`;
  }
  const known = flagsOf(daemon, version);
  // A version without a table here: its daemon refuses an unknown flag at its start.
  if (known === undefined || known.includes(flag)) {
    return undefined;
  }
  const elsewhere = knownVersions.filter((other) => flagsOf(daemon, `${other}.0`)?.includes(flag));
  const hint =
    elsewhere.length > 0
      ? `; mesos-${daemon} ${elsewhere.join(", ")} has it`
      : suggestion(
          flag,
          known.filter((name) => !Object.hasOwn(own, name)),
        );
  return `mesos-${daemon} ${version} has no flag --${flag}${hint}`;
}
