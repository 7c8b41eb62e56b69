import { shellQuote } from "./hostScript";

/** A host that the guests are reached through by SSH, as a stack names it: no key is in it, only where one is. */
export interface SshProxy {
  /** Name or IPv4 address. */
  readonly host: string;
  /** TCP port of its SSH server. */
  readonly port: number;
  /** User to log in as. */
  readonly user: string;
  /** Private key on the Pulumi host: an absolute path, or one that begins with `$HOME` or `${HOME}`. */
  readonly keyFile: string;
  /** File on the Pulumi host that has the host's key, likewise. */
  readonly knownHostsFile: string;
}

/** A proxy, and what is wrong with the address that it was read from: a sentence each, with what is allowed. */
export interface ParsedProxy {
  /** The proxy; without meaning where there are faults. */
  readonly proxy: SshProxy;
  /** What is wrong. */
  readonly faults: readonly string[];
}

/** Where the libvirt provider looks when a URI names no files (dmacvicar/libvirt 0.7.6, libvirt/uri/ssh.go). */
const defaultKeyFile = "${HOME}/.ssh/id_rsa";
const defaultKnownHostsFile = "${HOME}/.ssh/known_hosts";
const defaultPort = 22;

// What can be a word of a command line, of ssh's configuration and of known_hosts as it is. The provider puts host and port
// together with a colon, which an IPv6 address does not survive.
const hostRule = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const userRule = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const fileRule = /^(\/|\$HOME\/|\$\{HOME\}\/)[A-Za-z0-9._@+/-]+$/;

/** A parameter of a URI; the provider takes an empty one for none. */
export function parameterOf(uri: URL, name: string): string | undefined {
  const value = uri.searchParams.get(name);
  return value === null || value === "" ? undefined : value;
}

/**
 * Reads host, user and files of a URI, with the libvirt provider's defaults for port, key and known hosts.
 *
 * @param uri `SCHEME://user@host:port...?keyfile=PATH&knownhosts=PATH`; whatever else it says is not looked at
 */
export function proxyOfUri(uri: URL): ParsedProxy {
  const proxy: SshProxy = {
    host: uri.hostname,
    port: uri.port === "" ? defaultPort : Number(uri.port),
    user: uri.username,
    keyFile: parameterOf(uri, "keyfile") ?? defaultKeyFile,
    knownHostsFile: parameterOf(uri, "knownhosts") ?? defaultKnownHostsFile,
  };
  const faults: string[] = [];
  if (!hostRule.test(proxy.host)) {
    faults.push(`its host is "${proxy.host}"; allowed: a name or an IPv4 address`);
  }
  if (!userRule.test(proxy.user)) {
    // The provider looks for one in ~/.ssh/config, and ends where there is no such file.
    faults.push(
      `its user is "${proxy.user}"; allowed: the name of one, as in root@${proxy.host || "HOST"}`,
    );
  }
  if (uri.password !== "") {
    faults.push(
      "it has a password, which would stand in the stack's state in the clear; use a key",
    );
  }
  for (const [name, file] of [
    ["keyfile", proxy.keyFile],
    ["knownhosts", proxy.knownHostsFile],
  ] as const) {
    if (!fileRule.test(file)) {
      faults.push(
        `its ${name} is "${file}"; allowed: an absolute path, or one below $HOME, of letters, digits and . _ @ + - /`,
      );
    }
  }
  return { proxy, faults };
}

/** Form of the key `sshProxy`, in words. */
export const sshProxyForm =
  "ssh://user@host:port?keyfile=PATH&knownhosts=PATH (port and query may be left out), none when the guests are reached " +
  "directly, or empty: the host of a qemu+ssh libvirt:uri";

/**
 * Reads the key `sshProxy`.
 *
 * @param text its value, neither empty nor `none`
 * @returns the proxy, or undefined when the value is of another form
 */
export function parseSshProxy(text: string): ParsedProxy | undefined {
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  if (uri?.protocol !== "ssh:" || !["", "/"].includes(uri.pathname) || uri.hash !== "") {
    return undefined;
  }
  const { proxy, faults } = proxyOfUri(uri);
  const unknown = [...uri.searchParams.keys()].filter(
    (name) => !["keyfile", "knownhosts"].includes(name),
  );
  return {
    proxy,
    faults: [
      ...faults,
      ...unknown.map((name) => `it has the parameter ${name}; allowed: keyfile, knownhosts`),
    ],
  };
}

/**
 * A URI for messages.
 *
 * @param uri any text
 * @returns it without the password, where it has one
 */
export function withoutPassword(uri: string): string {
  return uri.replace(/(:\/\/[^:@/]*):[^@/]*@/, "$1:***@");
}

/**
 * A path with `$HOME` and `${HOME}` replaced, as the provider does it (os.ExpandEnv).
 *
 * @param file path as a stack has it
 * @param home the home folder
 */
export function expandHome(file: string, home: string): string {
  return file.replace(/^\$(HOME|\{HOME\})(?=\/)/, () => home);
}

/** How a host is called in known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export function knownHostName({ host, port }: Pick<SshProxy, "host" | "port">): string {
  return port === defaultPort ? host : `[${host}]:${port}`;
}

/** A proxy without its files, as people and outputs name it: `user@host:port`. */
export function proxyAuthority({
  user,
  host,
  port,
}: Pick<SshProxy, "user" | "host" | "port">): string {
  return `${user}@${host}:${port}`;
}

/**
 * The command that runs another one on a host.
 *
 * @param proxy the host
 * @param command what to run there, for its shell
 * @returns the command line, for a terminal
 */
export function sshCommand(
  { host, port, user, keyFile, knownHostsFile }: SshProxy,
  command: string,
): string {
  const file = (name: string): string => (name.startsWith("$") ? `"${name}"` : shellQuote(name));
  return [
    "ssh -t",
    ...(keyFile === defaultKeyFile ? [] : [`-i ${file(keyFile)}`]),
    ...(knownHostsFile === defaultKnownHostsFile
      ? []
      : [`-o UserKnownHostsFile=${file(knownHostsFile)}`]),
    ...(port === defaultPort ? [] : [`-p ${port}`]),
    `${user}@${host}`,
    shellQuote(command),
  ].join(" ");
}
