import * as fs from "node:fs";
import { createServer, type Server } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { checkFirst } from "../../../lib/checkFirst";
import type { ClusterSpec } from "../../../lib/clusterSpec";
import { stackMark } from "../../../lib/hostCheck";
import { cachedRepositories, repositoriesKey } from "../../../lib/repositoriesCopy";
import { readSpec } from "../../support/spec";

const stubs = path.join(__dirname, "..", "..", "host", "stubs");
const environment = Object.fromEntries(
  ["PATH", "STUB_STATE", "MESOS_TESTBED_LIBVIRT_SOCKET"].map((name) => [name, process.env[name]]),
);
let folder: string;
/** Where the libvirt provider would look for libvirt. */
let libvirt: Server;
let said: string[];

/** Writes a file of the stub of virsh. */
function virshHas(name: string, text: string): void {
  const file = path.join(folder, "stub", "virsh", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "check-first-"));
  said = [];
  // A host on which all is well, as that of host/doctor's tests.
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  for (const stub of ["virsh", "df", "ip"]) {
    fs.symlinkSync(path.join(stubs, stub), path.join(bin, stub));
  }
  const socket = path.join(folder, "libvirt-sock");
  libvirt = createServer();
  await new Promise<void>((resolve) => libvirt.listen(socket, resolve));
  process.env["MESOS_TESTBED_LIBVIRT_SOCKET"] = socket;
  process.env["PATH"] = `${bin}:${environment["PATH"]}`;
  process.env["STUB_STATE"] = path.join(folder, "stub");
  virshHas("free-kib", String(16 * 1024 * 1024));
  virshHas("../df", String(200 * 1024 * 1024));
  virshHas("../ip", "1: lo    inet 127.0.0.1/8 scope host lo\n");
});

afterEach(async () => {
  await new Promise((resolve) => libvirt.close(resolve));
  fs.rmSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
});

/** A cluster whose image has no known digest, of a source that lives, or of none; the cache has its repositories. */
function openSpec(hasImage = true): ClusterSpec {
  const file = path.join(folder, "file");
  fs.writeFileSync(file, "");
  const spec = readSpec({
    image: JSON.stringify({ sources: [hasImage ? file : "/nowhere/el6.qcow2"] }),
    mesos: JSON.stringify({ source: "artifact", sources: [file] }),
    marathon: '{"enabled":false}',
    cacheDirectory: path.join(folder, "cache"),
    namePrefix: "x-",
  });
  const copy = cachedRepositories(spec.cacheDirectory, repositoriesKey(spec.repositories));
  fs.mkdirSync(path.dirname(copy.archive), { recursive: true });
  fs.writeFileSync(copy.archive, "copy");
  fs.writeFileSync(copy.digest, "digest");
  return spec;
}

const check = (spec: ClusterSpec): Promise<void> =>
  checkFirst(spec, { project: "mesos-testbed", stack: "dev", say: (line) => said.push(line) });

/** Why it is refused. */
const refusal = (spec: ClusterSpec): Promise<string> =>
  check(spec).then(
    () => "not refused",
    (error: Error) => error.message,
  );

test("where inputs and host are well, it is said", async () => {
  await check(openSpec());
  expect(said).toEqual([
    expect.stringMatching(/^host is ready: libvirt answers at qemu:\/\/\/system, a machine starts/),
  ]);
});

test("a libvirt that cannot be reached is told before anything is fetched", async () => {
  virshHas("unreachable", "");
  const message = await refusal(openSpec());
  expect(message).toContain("This host is not ready for the cluster:");
  expect(message).toContain("- libvirt:uri 'qemu:///system' cannot be reached");
  expect(message).not.toContain("living source");
});

test("what is wrong with inputs and with the host is one error", async () => {
  virshHas("no-kvm", "");
  const message = await refusal(openSpec(false));
  expect(message).toContain("image el6.qcow2\n- /nowhere/el6.qcow2: no such file, or not readable");
  expect(message).toContain("- mesos-testbed:domainType is 'kvm', which this libvirt refuses");
});

test("a stack that runs is not refused for what it has itself, and nothing of it is touched", async () => {
  const subnet = "<ip address='192.168.5.1' netmask='255.255.255.0'/>";
  virshHas(
    "networks/x-network.xml",
    `<network><name>x-network</name><domain name='x.test'/>${subnet}</network>\n`,
  );
  virshHas(
    "domains/x-master.xml",
    `<domain><description>${stackMark("mesos-testbed", "dev")}</description></domain>\n`,
  );
  virshHas("../ip", "7: virbr0    inet 192.168.5.1/24 scope global virbr0\n");
  virshHas("free-kib", "1024");
  await check(openSpec());
  expect(said[0]).toContain("the stack's network 'x-network' is there");
  expect(fs.existsSync(path.join(folder, "stub", "calls"))).toBe(false);
});
