import type { SpecContext } from "./buildSpec";
import type { Fault } from "./configSchema";
import { parseLibvirtUri } from "./libvirtUri";
import { parseSshProxy, withoutPassword, type SshProxy } from "./sshProxy";

/** How the guests are reached, and what is wrong with that. */
export interface WayToGuests {
  /** The host that leads there; absent where the Pulumi host reaches their network. */
  readonly proxy?: SshProxy;
  /** What is wrong. */
  readonly faults: readonly Fault[];
}

/**
 * Decides how the guests are reached: as `sshProxy` says, else through the host of a libvirt behind SSH. A libvirt that is
 * elsewhere and tells of no such host leaves it open, which is a fault.
 *
 * @param sshProxy the key, of the right form
 * @param context libvirt, and who looks into files
 */
export function wayToGuests(
  sshProxy: string,
  { libvirtUri, lookAtAccess = () => [] }: Pick<SpecContext, "libvirtUri" | "lookAtAccess">,
): WayToGuests {
  const libvirt = parseLibvirtUri(libvirtUri);
  const shown = (sentence: string): Fault => ({
    key: "libvirt:uri",
    message: `"${withoutPassword(libvirtUri)}": ${sentence}`,
  });
  const faults: Fault[] = libvirt.faults.map(shown);
  if (libvirt.proxy !== undefined && faults.length === 0) {
    faults.push(...lookAtAccess(libvirt.proxy, libvirt.sshauth).map(shown));
  }
  if (sshProxy === "none") {
    return { faults };
  }
  const given = sshProxy === "" ? undefined : parseSshProxy(sshProxy);
  if (given !== undefined) {
    const wrong = given.faults.length > 0 ? given.faults : lookAtAccess(given.proxy, []);
    return {
      proxy: given.proxy,
      faults: [
        ...faults,
        ...wrong.map((text) => ({
          key: "sshProxy",
          message: `"${withoutPassword(sshProxy)}": ${text}`,
        })),
      ],
    };
  }
  if (!["unix", "ssh"].includes(libvirt.transport)) {
    faults.push({
      key: "sshProxy",
      message:
        `"" is not allowed with libvirt:uri "${libvirtUri}", which does not tell how the guests on that host are reached; ` +
        "allowed: ssh://user@host:port?keyfile=PATH&knownhosts=PATH, or none when this host reaches them directly",
    });
  }
  return libvirt.proxy === undefined ? { faults } : { proxy: libvirt.proxy, faults };
}
