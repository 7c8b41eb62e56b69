import { stringify } from "yaml";

import { hostsFile } from "./addressing";
import { contentHash } from "./contentHash";
import type { RepositorySpec, ReservedHost } from "./clusterSpec";
import { GUEST_SCRIPT_FOLDER, guestScript } from "./guestScripts";
import { yumRepositories } from "./yumRepositories";

/** What a node's seed disk says. */
export interface SeedArgs {
  /** Host name, e.g. `slave1`. */
  readonly hostName: string;
  /** DNS domain of the cluster's network. */
  readonly domain: string;
  /** Public key of the stack, one line. */
  readonly publicKey: string;
  /** yum's repositories by name. */
  readonly repositories: Readonly<Record<string, RepositorySpec>>;
  /** Every host name of the cluster that there can ever be, with its address. */
  readonly reservedHosts: readonly ReservedHost[];
}

/** A node's seed disk. */
export interface Seed {
  /** cloud-init's user-data. */
  readonly userData: string;
  /** cloud-init's meta-data; its instance-id follows from the user-data. */
  readonly metaData: string;
}

/** What brings all other files into a guest. It sources nothing: a change of the seed replaces the machine. */
const INSTALLER = "install-files";

/**
 * Renders a node's seed: the user's key, sudo without a terminal, the hosts file, and the one script that brings all
 * others. Only modules and keys of cloud-init 0.7.5 that EL6's cloud.cfg runs (users-groups, ssh, set_hostname,
 * write-files); it holds no secret.
 *
 * @param args what the seed says
 * @returns user-data and meta-data, ASCII only
 * @throws Error when a text is not ASCII: 0.7.5 puts content through Python 2's `str()`, which fails on it
 */
export function renderSeed(args: SeedArgs): Seed {
  const fqdn = `${args.hostName}.${args.domain}`;
  const file = (path: string, permissions: string, content: string): object => ({
    content: Buffer.from(content, "utf8").toString("base64"),
    encoding: "b64",
    owner: "root:root",
    path,
    permissions,
  });
  const hosts = hostsFile(args.reservedHosts).replaceAll(
    new RegExp(`^(\\S+) ${args.hostName}$`, "gm"),
    `$1 ${args.hostName} ${fqdn}`,
  );
  const userData = `#cloud-config\n${stringify(
    {
      fqdn,
      // The image's own user, centos; without the entry it would not be made.
      users: ["default"],
      ssh_authorized_keys: [args.publicKey],
      // cloud-init's own template maps the host name to 127.0.0.1 at every boot, where Mesos would bind.
      manage_etc_hosts: false,
      write_files: [
        file("/etc/hosts", "0644", hosts),
        // EL6 has `Defaults requiretty`, and commands over SSH have no terminal.
        file("/etc/sudoers.d/90-mesos-testbed", "0440", "Defaults:centos !requiretty\n"),
        // In place of the image's own file of that name, whose mirror list is gone.
        file("/etc/yum.repos.d/CentOS-Base.repo", "0644", yumRepositories(args.repositories)),
        file(`${GUEST_SCRIPT_FOLDER}/${INSTALLER}`, "0755", guestScript(INSTALLER)),
      ],
    },
    { lineWidth: 0, sortMapEntries: true },
  )}`;
  if (Buffer.byteLength(userData, "utf8") !== userData.length) {
    throw new Error(
      `the seed of ${args.hostName} is not ASCII, which cloud-init 0.7.5 cannot read`,
    );
  }
  const instanceId = `${args.hostName}-${contentHash(userData).slice(0, 16)}`;
  const metaData = stringify({ "instance-id": instanceId, "local-hostname": fqdn });
  return { userData, metaData };
}
