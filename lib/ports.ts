import { clockPort } from "./clock";
import { marathonLibprocessPort, marathonPort, masterPort, zookeeperPort } from "./daemonSettings";
import { GUEST_SCRIPT_FOLDER } from "./guestScripts";

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
 * The command that opens ports in a guest, whose firewall lets nothing but SSH in (CentOS 6's own rules).
 *
 * @param cidr the network that may connect
 * @param ports TCP ports, or ranges as FIRST:LAST; with `/udp` those of UDP
 * @returns the command line
 */
export function openPortsCommand(cidr: string, ports: readonly string[]): string {
  return `sudo ${GUEST_SCRIPT_FOLDER}/open-ports --from ${cidr} ${ports.join(" ")}`;
}
