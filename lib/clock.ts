import { GUEST_SCRIPT_FOLDER } from "./guestScripts";

/** Port of NTP (RFC 5905, section 7.2), at which the slaves follow the master's clock; of UDP, as open-ports writes it. */
export const clockPort = "123/udp";

/**
 * The command that keeps a guest's clock together with the cluster's.
 *
 * @param server address of the machine whose clock it follows; none: its own clock, for the others to follow
 * @returns the command line
 */
export function clockCommand(server?: string): string {
  const option = server === undefined ? "" : ` --server ${server}`;
  return `sudo ${GUEST_SCRIPT_FOLDER}/ensure-clock${option}`;
}
