import { clockPort } from "./clock";
import { marathonLibprocessPort, marathonPort, masterPort, zookeeperPort } from "./daemonSettings";
import { GUEST_SCRIPT_FOLDER } from "./guestScripts";

/** Port of a node's SSH server. */
export const sshPort = 22;

/** What the master listens on. */
export const masterPorts: readonly string[] = [String(masterPort), clockPort];

/** What comes with Marathon: its API, ZooKeeper, and the port at which the master reaches its driver. */
export const marathonPorts: readonly string[] = [
  zookeeperPort,
  marathonPort,
  marathonLibprocessPort,
].map(String);

/** Port of a slave (Mesos 0.24.0, slave/flags.cpp: `port`). */
export const slavePort = 5051;

/** What a slave listens on, and the range that it offers to tasks (Mesos 0.24.0, slave/constants.cpp). */
export const slavePorts: readonly string[] = [String(slavePort), "31000:32000"];

/**
 * The command that sets a guest's firewall, which lets nothing but SSH in and everything out (CentOS 6's own rules).
 *
 * @param cidr the cluster's network: it may connect, and is what the guest may connect to
 * @param ports TCP ports, or ranges as FIRST:LAST; with `/udp` those of UDP
 * @param outboundTraffic whether all of the guest may reach hosts outside that network, not just what fetches for a stage
 * @returns the command line; one, since two stages that save the rules at once would lose those of one of them
 */
export function firewallCommand(
  cidr: string,
  ports: readonly string[],
  outboundTraffic: boolean,
): string {
  const limit = outboundTraffic ? "--off" : `--network ${cidr}`;
  return [
    `sudo ${GUEST_SCRIPT_FOLDER}/open-ports --from ${cidr} ${ports.join(" ")}`,
    `sudo ${GUEST_SCRIPT_FOLDER}/limit-outbound ${limit}`,
  ].join(" && ");
}
