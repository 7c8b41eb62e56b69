import { shellQuote } from "./hostScript";
import { parameterOf, proxyOfUri, sshCommand, type SshProxy } from "./sshProxy";

/** Where libvirt is when neither the stack nor the environment says so; libvirt's own default for root. */
const defaultLibvirtUri = "qemu:///system";
/** libvirt's socket on its host when the URI names none (dmacvicar/libvirt 0.7.6, libvirt/uri/unix.go). */
const defaultSocket = "/var/run/libvirt/libvirt-sock";

/**
 * The URI of a stack's libvirt.
 *
 * @param configured the provider's own key, `libvirt:uri`. @default LIBVIRT_DEFAULT_URI of the environment, as virsh
 *   has it, or else `qemu:///system`
 */
export function libvirtUriOf(configured: string | undefined): string {
  return configured ?? process.env["LIBVIRT_DEFAULT_URI"] ?? defaultLibvirtUri;
}

/** What a libvirt URI says. */
export interface LibvirtUri {
  /** How libvirt is reached: `unix` on this host, `ssh` through its host's SSH server, or `tcp`, `tls` and others. */
  readonly transport: string;
  /** The host's SSH server; with transport `ssh` alone. */
  readonly proxy?: SshProxy;
  /** libvirt's URI on its own host, e.g. `qemu:///system`. */
  readonly local: string;
  /** libvirt's socket on its host. */
  readonly socket: string;
  /** What the provider logs in by, in its order; with transport `ssh` alone. */
  readonly sshauth: readonly string[];
  /** What the provider, or the way to the guests, cannot do with it: a sentence each, with what is allowed. */
  readonly faults: readonly string[];
}

/**
 * Reads a libvirt URI as the provider does (dmacvicar/libvirt 0.7.6, libvirt/uri): the transport stands behind a plus sign,
 * without one it is TLS where there is a host, else a UNIX socket.
 *
 * @param text the URI
 */
export function parseLibvirtUri(text: string): LibvirtUri {
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  if (uri === undefined) {
    const faults = ["it is no URI; allowed: e.g. qemu:///system, or qemu+ssh://root@host/system"];
    return { transport: "unix", local: text, socket: defaultSocket, sshauth: [], faults };
  }
  const [driver, named] = uri.protocol.replace(/:$/, "").split("+");
  const transport = named ?? (uri.hostname === "" ? "unix" : "tls");
  const local = `${driver}://${uri.pathname}`;
  const socket = parameterOf(uri, "socket") ?? defaultSocket;
  if (transport !== "ssh") {
    return { transport, local, socket, sshauth: [], faults: [] };
  }
  const { proxy, faults } = proxyOfUri(uri);
  const sshauth = (parameterOf(uri, "sshauth") ?? "agent,privkey").split(",");
  return {
    transport,
    proxy,
    local,
    socket,
    sshauth,
    faults: [...faults, ...sshFaults(uri, sshauth, socket)],
  };
}

/** What the provider takes and this project does not: one key has to do for the provider, the guests and the checks. */
function sshFaults(uri: URL, sshauth: readonly string[], socket: string): string[] {
  const faults: string[] = [];
  if (!sshauth.includes("privkey")) {
    faults.push(
      `its sshauth is "${sshauth.join(",")}"; allowed: a list with privkey: the guests are reached with the key of keyfile`,
    );
  }
  // The provider takes any value of the first, also 0, for yes.
  if (
    parameterOf(uri, "no_verify") !== undefined ||
    parameterOf(uri, "known_hosts_verify") === "ignore"
  ) {
    faults.push(
      "it switches the check of the host key off (no_verify, known_hosts_verify); leave that out: the key of known_hosts is pinned",
    );
  }
  if (!/^\/[A-Za-z0-9._@+/-]+$/.test(socket)) {
    faults.push(
      `its socket is "${socket}"; allowed: an absolute path of letters, digits and . _ @ + - /`,
    );
  }
  return faults;
}

/**
 * The command with which a person asks a stack's libvirt. virsh knows SSH's files by other names than the provider, so for a
 * libvirt behind SSH it is virsh on libvirt's own host.
 *
 * @param uri the stack's URI
 * @param words virsh's arguments, each without anything that a shell reads
 * @returns the command line
 */
export function virshCommand(uri: string, ...words: readonly string[]): string {
  const { proxy, local, socket } = parseLibvirtUri(uri);
  if (proxy === undefined) {
    return `virsh -c ${shellQuote(uri)} ${words.join(" ")}`;
  }
  const there = socket === defaultSocket ? local : `${local}?socket=${socket}`;
  return sshCommand(proxy, `virsh -c ${shellQuote(there)} ${words.join(" ")}`);
}
