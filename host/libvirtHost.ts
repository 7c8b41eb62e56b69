/**
 * Prints how the host of a libvirt behind SSH is logged in to, as host/lib/guest-ssh.sh reads it: KEY=VALUE lines, with
 * libvirt's socket and URI there as LIBVIRT_SOCKET and LIBVIRT_LOCAL, an empty line, and the private key. The argument is
 * the URI. What the libvirt provider would stumble over is said instead, a line each; with --check its host key is compared
 * with the one that the host shows, too. Run by `node host/run.cjs`.
 */
import { messageOf } from "../lib/getJson";
import { parseLibvirtUri } from "../lib/libvirtUri";
import { readHostKeys, readSshAccess, scanCommand } from "../lib/readSshAccess";
import { runProgram } from "../lib/runProgram";
import { hostKeyFault, hostKeysOf } from "../lib/sshAccess";
import { knownHostName, proxyAuthority, withoutPassword, type SshProxy } from "../lib/sshProxy";
import { connectionInput } from "../lib/stackState";

/** Longest wait for a host's keys, in seconds. */
const SCAN_SECONDS = 5;

/** What is wrong with the key that the host shows; nothing when it does not answer, which whoever connects says better. */
async function shownKeyFaults(proxy: SshProxy): Promise<string[]> {
  const scan = await runProgram(
    "ssh-keyscan",
    ["-T", String(SCAN_SECONDS), "-p", String(proxy.port), proxy.host],
    { timeoutMs: (SCAN_SECONDS + 5) * 1000 },
  );
  const fault = hostKeyFault(readHostKeys(proxy, []), hostKeysOf(scan.stdout));
  if (fault === undefined) {
    return [];
  }
  const { stdout } = await runProgram("ssh-keygen", ["-l", "-f", "-"], {
    stdin: `${fault.shown}\n`,
    timeoutMs: 5000,
  });
  const key = stdout.trim().split(" ")[1] ?? fault.shown;
  const kind = fault.shown.split(" ")[0];
  return [
    fault.is === "other"
      ? `${knownHostName(proxy)} shows another host key (${kind} ${key}) than known_hosts has; nothing was sent there. ` +
        `If it is the right host with a new key: ssh-keygen -R '${knownHostName(proxy)}' -f ${proxy.knownHostsFile}; ${scanCommand(proxy)}`
      : `known_hosts has keys of ${knownHostName(proxy)}, but not the one of kind ${kind} (${key}), which the libvirt provider asks for; ` +
        `compare it with what the host itself says, and write all of them down: ${scanCommand(proxy)}`,
  ];
}

async function main(args: readonly string[]): Promise<void> {
  const isCheck = args[0] === "--check";
  const [uri, ...more] = isCheck ? args.slice(1) : args;
  if (uri === undefined || more.length > 0) {
    console.error("Usage: libvirtHost.ts [--check] URI");
    process.exitCode = 2;
    return;
  }
  const { proxy, local, socket, sshauth, faults: wrong } = parseLibvirtUri(uri);
  if (proxy === undefined) {
    throw new Error(`${uri} is no URI of a libvirt behind SSH`);
  }
  const { access, faults = [] } =
    wrong.length > 0 ? { faults: wrong } : readSshAccess(proxy, sshauth);
  const all = [...faults, ...(isCheck && access !== undefined ? await shownKeyFaults(proxy) : [])];
  if (access === undefined || all.length > 0) {
    all.forEach((fault) => console.error(`libvirt:uri '${withoutPassword(uri)}': ${fault}`));
    process.exitCode = 1;
    return;
  }
  const settings = { LIBVIRT_SOCKET: socket, LIBVIRT_LOCAL: local };
  process.stdout.write(connectionInput(proxyAuthority(proxy), access, settings));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
