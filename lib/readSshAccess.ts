import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { homedir } from "node:os";

import { messageOf } from "./getJson";
import { hostKeysOf, keyFault, preferredHostKey, type SshAccess } from "./sshAccess";
import {
  expandHome,
  knownHostName,
  parseSshProxy,
  sshProxyForm,
  withoutPassword,
  type SshProxy,
} from "./sshProxy";

/** How a host is logged in to, or all that is in the way of it. */
export type ReadAccess =
  | { readonly access: SshAccess; readonly faults?: undefined }
  | { readonly access?: undefined; readonly faults: readonly string[] };

/**
 * Reads private key and host key of a proxy from their files. Nothing is asked over the network.
 *
 * @param proxy the proxy
 * @param sshauth what the libvirt provider logs in by, where it uses that host too. @default it does not
 * @returns both, or a sentence for each fault, with the command that mends it
 */
export function readSshAccess(proxy: SshProxy, sshauth: readonly string[] = []): ReadAccess {
  const faults: string[] = [];
  const { host, port, user } = proxy;
  const privateKey = readPrivateKey(proxy, sshauth, faults);
  const hostKey = preferredHostKey(readHostKeys(proxy, faults));
  return faults.length > 0 || privateKey === undefined || hostKey === undefined
    ? { faults }
    : { access: { host, port, user, hostKey, privateKey } };
}

/**
 * What is in the way of logging in to a host, as far as files tell (SpecContext).
 *
 * @param proxy the host
 * @param sshauth as of {@link readSshAccess}
 * @returns a sentence for each fault, with the command that mends it
 */
export function lookAtAccess(proxy: SshProxy, sshauth: readonly string[]): readonly string[] {
  return readSshAccess(proxy, sshauth).faults ?? [];
}

/**
 * How a cluster's proxy is logged in to; its faults were the configuration's.
 *
 * @param proxy the proxy. @default none
 * @returns secret; undefined without a proxy
 * @throws Error when the files have changed meanwhile
 */
export function accessOf(proxy: SshProxy | undefined): SshAccess | undefined {
  if (proxy === undefined) {
    return undefined;
  }
  const { access, faults } = readSshAccess(proxy);
  if (access === undefined) {
    throw new Error(faults.join("; "));
  }
  return access;
}

/**
 * How a proxy that a program names is logged in to.
 *
 * @param uri as the key `sshProxy` of the configuration has it. @default none
 * @returns secret; undefined without a proxy
 * @throws Error with every fault of the URI, or of the files that it names
 */
export function accessByUri(uri: string | undefined): SshAccess | undefined {
  if (uri === undefined) {
    return undefined;
  }
  const { proxy, faults: wrong } = parseSshProxy(uri) ?? { faults: [`allowed: ${sshProxyForm}`] };
  const { access, faults } =
    proxy === undefined || wrong.length > 0 ? { faults: wrong } : readSshAccess(proxy);
  if (access === undefined) {
    throw new Error(`sshProxy "${withoutPassword(uri)}": ${faults.join("; ")}`);
  }
  return access;
}

function fileOf(file: string): string {
  return expandHome(file, process.env["HOME"] ?? homedir());
}

function readPrivateKey(
  proxy: SshProxy,
  sshauth: readonly string[],
  faults: string[],
): string | undefined {
  const file = fileOf(proxy.keyFile);
  const { user, host, port } = proxy;
  const another =
    `ssh-keygen -t ed25519 -N '' -f ~/.ssh/mesos-testbed; ssh-copy-id -i ~/.ssh/mesos-testbed.pub -p ${port} ${user}@${host}; ` +
    "then add keyfile=$HOME/.ssh/mesos-testbed to the URI";
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    faults.push(
      `the private key ${file} cannot be read (${messageOf(error)}); name one by keyfile=PATH, or make one: ${another}`,
    );
    return undefined;
  }
  const fault = keyFault(text);
  if (fault !== undefined) {
    faults.push(
      fault === "encrypted"
        ? `the private key ${file} has a passphrase, which nobody could type; take it off: ssh-keygen -p -N '' -f ${file}; or make another key: ${another}`
        : `${file} is no private key that the libvirt provider reads (allowed: RSA, ECDSA or Ed25519, without a hardware token); make one: ${another}`,
    );
    return undefined;
  }
  if (isHiddenByAgent(file, sshauth)) {
    faults.push(
      `the SSH agent of SSH_AUTH_SOCK does not hold ${file}, and the libvirt provider, which asks the agent first, tries no key beside it; ` +
        `add sshauth=privkey to the URI, or run: ssh-add ${file}`,
    );
  }
  // ssh-add wants the end of the last line.
  return text.endsWith("\n") ? text : `${text}\n`;
}

/**
 * Go's SSH library tries each kind of login once, and agent and key file are the same kind (golang.org/x/crypto 0.54,
 * ssh/client_auth.go). An agent that does not answer is passed over.
 */
function isHiddenByAgent(file: string, sshauth: readonly string[]): boolean {
  const asksAgentFirst =
    sshauth.includes("agent") && sshauth.indexOf("agent") < sshauth.indexOf("privkey");
  if (!asksAgentFirst || !process.env["SSH_AUTH_SOCK"]) {
    return false;
  }
  const held = run("ssh-add", ["-L"]);
  const own = run("ssh-keygen", ["-y", "-P", "", "-f", file]).stdout.split(/\s+/)[1];
  // 1: it answers and has no key; 2: it does not answer (ssh-add(1)).
  return held.status !== 2 && own !== undefined && !held.stdout.includes(own);
}

/**
 * What known_hosts has of a host.
 *
 * @param proxy the host
 * @param faults gets what is in the way
 * @returns its keys, `TYPE BASE64` each
 */
export function readHostKeys(proxy: SshProxy, faults: string[]): string[] {
  const file = fileOf(proxy.knownHostsFile);
  const remedy = `compare its key with what the host itself says (ssh-keygen -l -f /etc/ssh/ssh_host_ecdsa_key.pub), and write it down: ${scanCommand(proxy)}`;
  if (!fs.existsSync(file)) {
    faults.push(
      `there is no known_hosts file ${file}, without which nothing is trusted; ${remedy}`,
    );
    return [];
  }
  // It knows hashed names as well.
  const keys = hostKeysOf(run("ssh-keygen", ["-F", knownHostName(proxy), "-f", file]).stdout);
  if (preferredHostKey(keys) === undefined) {
    faults.push(`${file} has no key of ${knownHostName(proxy)}; ${remedy}`);
  }
  return keys;
}

/** The command that writes a host's keys into its known_hosts, all of them. */
export function scanCommand(proxy: SshProxy): string {
  return `ssh-keyscan -p ${proxy.port} ${proxy.host} >> ${fileOf(proxy.knownHostsFile)}`;
}

/** A program of OpenSSH's, whose failure is an answer too. */
function run(program: string, args: readonly string[]): { status: number; stdout: string } {
  try {
    const stdout = execFileSync(program, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return { status: 0, stdout };
  } catch (error) {
    const { status, stdout } = error as { status?: number | null; stdout?: string };
    return { status: status ?? 2, stdout: stdout ?? "" };
  }
}
