import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { configKeys } from "../../lib/configKeys";
import { defaultOf } from "../../lib/configSchema";
import { leaves } from "../support/leaves";
import type { Recorder } from "../support/mocks";
import { planChange, type Plan } from "../support/plan";
import { recordCluster } from "../support/program";

// It would ask a master over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));
// Likewise, a proxy.
jest.mock("../../lib/route", () => ({
  withRoute: (_: unknown, work: (connect: undefined) => unknown) => work(undefined),
}));

/** The worst that a change does, in the words of docs/changes.md and in their order. */
const effects = ["nothing", "daemon restarted", "node replaced", "all replaced"] as const;
type Effect = (typeof effects)[number];

/** One change of a running stack of two slaves. */
interface Change {
  /** Keys whose row in docs/changes.md this is about. */
  readonly keys: readonly string[];
  /** Value before, by top-level key; what is not there has its default. */
  readonly from?: Readonly<Record<string, unknown>>;
  /** Value after. */
  readonly to: Readonly<Record<string, unknown>>;
  /** Worst that it does. */
  readonly effect: Effect;
  /** All that it does; a list that is not there is empty. */
  readonly plan?: Partial<Plan>;
}

const digestA = "a".repeat(64);
const digestB = "b".repeat(64);
const slaves = ["slave1", "slave2"];
const all = ["master", ...slaves];
const masterDaemon = "mesos-master@master";
const slaveDaemons = slaves.map((slave) => `mesos-slave@${slave}`);
const hostCheck = "mesos-host-check";
const versionCheck = "mesos-version-check";
const trees = all.map((node) => `mesos-${node}-mesos-tree`);

/** Another install tree: it is sent to all nodes, and all that runs from it is restarted. */
const anotherTree: Partial<Plan> = {
  restarted: ["marathon@master", masterDaemon, ...slaveDaemons],
  run: ["mesos-build-artifact", ...trees],
};

/** A repository beside the default ones. */
const newerCompiler = { "devtoolset-7": { baseurl: ["http://x.test/rh/"] } };

/** Mesos as an install tree of the user's. */
const given = { source: "artifact", sources: ["/x.tar.gz"], sha256: digestB };

/** Mesos from git, at a commit whose id has one digit only. */
const checkout = (digit: string): Record<string, unknown> => ({
  source: "git",
  ref: digit.repeat(40),
});

/** A key of the user's, and the same one at another path. */
const keyFolder = fs.mkdtempSync(path.join(tmpdir(), "mesos-testbed-key-"));
afterAll(() => {
  fs.rmSync(keyFolder, { recursive: true });
});
const keyPath = (name: string, content: string): string => {
  const file = path.join(keyFolder, name);
  fs.writeFileSync(file, `private ${content}\n`);
  fs.writeFileSync(`${file}.pub`, `ssh-rsa ${content} x\n`);
  return file;
};

/** A host that guests are reached through, with a key of the user's, and its own key in a file of known hosts. */
const proxyUri = ((): string => {
  const key = path.join(keyFolder, "proxy");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-C", "", "-N", "", "-f", key]);
  fs.writeFileSync(`${key}-hosts`, `bastion ${fs.readFileSync(`${key}.pub`, "utf8")}`);
  return `ssh://me@bastion?keyfile=${key}&knownhosts=${key}-hosts`;
})();

const changes: readonly Change[] = [
  {
    keys: ["slaves"],
    to: { slaves: 3 },
    effect: "nothing",
    plan: { added: ["slave3"], run: [hostCheck] },
  },
  {
    keys: ["slaves"],
    to: { slaves: 1 },
    effect: "nothing",
    plan: { removed: ["slave2"], run: [hostCheck] },
  },
  {
    keys: ["networkCidr"],
    to: { networkCidr: "192.168.77.0/24" },
    effect: "all replaced",
    plan: { machines: all, disks: all, shared: ["mesos-network"], run: [hostCheck, versionCheck] },
  },
  {
    keys: ["masterAddress"],
    to: { masterAddress: "192.168.5.61" },
    effect: "all replaced",
    plan: { machines: all, disks: all, run: [versionCheck] },
  },
  {
    keys: ["firstSlaveAddress"],
    to: { firstSlaveAddress: "192.168.5.64" },
    effect: "all replaced",
    plan: { machines: all, disks: all },
  },
  {
    keys: ["namePrefix"],
    to: { namePrefix: "other-" },
    effect: "all replaced",
    plan: {
      machines: all,
      disks: all,
      shared: ["mesos-image-aaaaaaaaaaaaaaaa-volume", "mesos-image-pool", "mesos-network"],
      // The key stays: its command prints the former one.
      run: [hostCheck, "mesos-image-aaaaaaaaaaaaaaaa-download", "mesos-ssh-key"],
    },
  },
  {
    keys: ["poolPath"],
    to: { poolPath: "/srv/other" },
    effect: "all replaced",
    plan: {
      machines: all,
      disks: all,
      shared: ["mesos-image-aaaaaaaaaaaaaaaa-volume", "mesos-image-pool"],
      run: [hostCheck, "mesos-image-aaaaaaaaaaaaaaaa-download"],
    },
  },
  {
    keys: ["domainType"],
    to: { domainType: "qemu" },
    effect: "all replaced",
    plan: { machines: all, run: [hostCheck] },
  },
  {
    keys: ["cpuMode"],
    to: { cpuMode: "none" },
    effect: "all replaced",
    plan: { machines: all, run: [hostCheck] },
  },
  {
    keys: ["cpuMode"],
    to: { cpuMode: "host-model" },
    effect: "all replaced",
    plan: { machines: all, run: [hostCheck] },
  },
  {
    keys: ["cpuMode"],
    from: { cpuMode: "none" },
    to: { cpuMode: "host-model" },
    effect: "all replaced",
    plan: { machines: all, run: [hostCheck] },
  },
  {
    keys: ["master.memoryMiB"],
    to: { master: { memoryMiB: 5000 } },
    effect: "node replaced",
    // The artifact is asked for again, and may be another one.
    plan: { machines: ["master"], run: [hostCheck, ...trees.slice(1)] },
  },
  {
    keys: ["master.vcpus"],
    to: { master: { vcpus: 3 } },
    effect: "node replaced",
    plan: { machines: ["master"], run: trees.slice(1) },
  },
  {
    keys: ["master.diskGiB"],
    to: { master: { diskGiB: 60 } },
    effect: "node replaced",
    plan: { machines: ["master"], disks: ["master"], run: [hostCheck, ...trees.slice(1)] },
  },
  {
    keys: ["slave.memoryMiB"],
    to: { slave: { memoryMiB: 5000 } },
    effect: "node replaced",
    plan: { machines: slaves, run: [hostCheck] },
  },
  {
    keys: ["slave.vcpus"],
    to: { slave: { vcpus: 3 } },
    effect: "node replaced",
    plan: { machines: slaves },
  },
  {
    keys: ["slave.diskGiB"],
    to: { slave: { diskGiB: 60 } },
    effect: "node replaced",
    plan: { machines: slaves, disks: slaves, run: [hostCheck] },
  },
  {
    keys: ["slave.resources"],
    to: { slave: { resources: "cpus:1;mem:512" } },
    effect: "daemon restarted",
    plan: { restarted: slaveDaemons, drained: slaves },
  },
  {
    keys: ["slave.attributes"],
    to: { slave: { attributes: { rack: "r1" } } },
    effect: "daemon restarted",
    plan: { restarted: slaveDaemons, drained: slaves },
  },
  {
    keys: ["image.sha256"],
    to: { image: { sha256: digestB } },
    effect: "all replaced",
    plan: { machines: all, disks: all, run: ["mesos-image-bbbbbbbbbbbbbbbb-download"] },
  },
  {
    keys: ["mesos.version"],
    to: { mesos: { version: "0.25.0" } },
    effect: "daemon restarted",
    plan: { ...anotherTree, run: [...(anotherTree.run ?? []), versionCheck] },
  },
  {
    keys: ["mesos.sha256"],
    to: { mesos: { sha256: digestA } },
    effect: "daemon restarted",
    plan: anotherTree,
  },
  {
    keys: [
      "image.sources",
      "mesos.sources",
      "marathon.sources",
      "zookeeper.sources",
      "maven.sources",
      "maven.mirrors",
    ],
    to: {
      image: { sha256: digestA, sources: ["/x"] },
      mesos: { sources: ["/x"] },
      marathon: { sources: ["/x"] },
      zookeeper: { sources: ["/x"] },
      maven: { sources: ["/x"], mirrors: ["http://x.test/"] },
    },
    effect: "nothing",
  },
  {
    keys: ["mesos.source"],
    to: { mesos: given },
    effect: "daemon restarted",
    // Less has to be free for who compiles nothing. Nothing of a toolchain is removed.
    plan: { restarted: anotherTree.restarted ?? [], run: [hostCheck, ...trees] },
  },
  {
    keys: ["mesos.source"],
    from: { mesos: given },
    to: {},
    effect: "daemon restarted",
    plan: {
      restarted: anotherTree.restarted ?? [],
      run: [
        "mesos-build-artifact",
        "mesos-build-maven",
        "mesos-build-toolchain",
        hostCheck,
        ...trees,
        ...slaves.map((slave) => `mesos-${slave}-mesos-toolchain`),
      ].sort(),
    },
  },
  {
    keys: ["mesos.sha256"],
    from: { mesos: given },
    to: { mesos: { ...given, sha256: digestA } },
    effect: "daemon restarted",
    plan: { restarted: anotherTree.restarted ?? [], run: trees },
  },
  {
    keys: ["mesos.version"],
    from: { mesos: given },
    to: { mesos: { ...given, version: "0.25.0" } },
    effect: "nothing",
    // Refused by the first of them: it is of the version that it was.
    plan: { run: [...trees, versionCheck] },
  },
  {
    keys: ["mesos.sources", "mesos.toolchain"],
    from: { mesos: given },
    to: { mesos: { ...given, sources: ["/y.tar.gz"], toolchain: "none" } },
    effect: "nothing",
  },
  {
    keys: ["mesos.source"],
    to: { mesos: checkout("a") },
    effect: "daemon restarted",
    plan: { ...anotherTree, run: ["mesos-build-artifact", hostCheck, ...trees].sort() },
  },
  {
    keys: ["mesos.compiler"],
    from: { repositories: newerCompiler },
    to: { repositories: newerCompiler, mesos: { compiler: "devtoolset-7" } },
    effect: "daemon restarted",
    plan: {
      ...anotherTree,
      run: [
        "mesos-build-artifact",
        "mesos-build-toolchain",
        ...trees,
        ...slaves.map((slave) => `mesos-${slave}-mesos-toolchain`),
      ].sort(),
    },
  },
  {
    keys: ["mesos.ref"],
    from: { mesos: checkout("a") },
    to: { mesos: checkout("b") },
    effect: "daemon restarted",
    plan: anotherTree,
  },
  {
    keys: ["mesos.masterFlags"],
    to: { mesos: { masterFlags: { cluster: "x" } } },
    effect: "daemon restarted",
    plan: { restarted: [masterDaemon] },
  },
  {
    keys: ["mesos.slaveFlags"],
    to: { mesos: { slaveFlags: { gc_delay: "1days" } } },
    effect: "daemon restarted",
    plan: { restarted: slaveDaemons },
  },
  {
    keys: ["mesos.slaveFlags"],
    to: { mesos: { slaveFlags: { default_role: "r" } } },
    effect: "daemon restarted",
    plan: { restarted: slaveDaemons, drained: slaves },
  },
  { keys: ["mesos.toolchain"], to: { mesos: { toolchain: "none" } }, effect: "nothing" },
  {
    keys: ["mesos.toolchain"],
    from: { mesos: { toolchain: "builder" } },
    to: { mesos: { toolchain: "all" } },
    effect: "nothing",
    plan: { run: slaves.map((slave) => `mesos-${slave}-mesos-toolchain`) },
  },
  {
    keys: ["marathon.enabled"],
    to: { marathon: { enabled: false } },
    effect: "daemon restarted",
    plan: {
      restarted: [masterDaemon, ...slaveDaemons],
      stopped: ["marathon", "zookeeper"],
      run: ["mesos-master-mesos-ports"],
    },
  },
  {
    keys: ["marathon.enabled"],
    from: { marathon: { enabled: false } },
    to: { marathon: { enabled: true } },
    effect: "daemon restarted",
    plan: {
      restarted: [masterDaemon, ...slaveDaemons],
      run: [
        "mesos-java",
        "mesos-marathon-daemon",
        "mesos-marathon-daemon-start",
        "mesos-marathon-removal",
        "mesos-marathon-tarball",
        "mesos-master-mesos-ports",
        "mesos-zookeeper-daemon",
        "mesos-zookeeper-daemon-start",
        "mesos-zookeeper-removal",
        "mesos-zookeeper-tarball",
      ],
    },
  },
  {
    keys: ["marathon.version", "marathon.sha256"],
    to: { marathon: { version: "0.11.1" } },
    effect: "daemon restarted",
    plan: { restarted: ["marathon@master"], run: ["mesos-marathon-tarball"] },
  },
  {
    keys: ["marathon.flags", "marathon.jvmOptions"],
    to: { marathon: { flags: { event_subscriber: "http_callback" } } },
    effect: "daemon restarted",
    plan: { restarted: ["marathon@master"] },
  },
  {
    keys: ["zookeeper.version", "zookeeper.sha256"],
    to: { zookeeper: { version: "3.4.13" } },
    effect: "daemon restarted",
    plan: { restarted: ["zookeeper@master"], run: ["mesos-zookeeper-tarball"] },
  },
  {
    keys: ["zookeeper.jvmOptions"],
    to: { zookeeper: { jvmOptions: "-Xmx128m" } },
    effect: "daemon restarted",
    plan: { restarted: ["zookeeper@master"] },
  },
  {
    keys: ["maven.version", "maven.sha256"],
    to: { maven: { version: "3.3.1" } },
    effect: "daemon restarted",
    plan: { ...anotherTree, run: ["mesos-build-artifact", "mesos-build-maven", ...trees] },
  },
  {
    keys: ["repositories"],
    to: { repositories: { base: { enabled: false } } },
    effect: "all replaced",
    plan: { machines: all, disks: all },
  },
  {
    keys: ["authentication.slaves"],
    to: { authentication: { slaves: false } },
    effect: "daemon restarted",
    plan: { restarted: [masterDaemon, ...slaveDaemons] },
  },
  {
    keys: ["authentication.frameworks"],
    to: { authentication: { frameworks: true } },
    effect: "daemon restarted",
    plan: { restarted: ["marathon@master", masterDaemon] },
  },
  {
    keys: ["authentication.marathonHttp"],
    to: { authentication: { marathonHttp: false } },
    effect: "daemon restarted",
    plan: { restarted: ["marathon@master"] },
  },
  {
    keys: ["authentication.principals"],
    from: { authentication: { frameworks: true } },
    to: { authentication: { frameworks: true, principals: ["mine"] } },
    effect: "daemon restarted",
    plan: { restarted: [masterDaemon] },
  },
  {
    keys: ["authentication.principals"],
    from: { authentication: { frameworks: true, principals: ["mine", "yours"] } },
    to: { authentication: { frameworks: true, principals: ["mine"] } },
    effect: "daemon restarted",
    plan: { restarted: [masterDaemon] },
  },
  {
    keys: ["authentication.principals"],
    from: { authentication: { frameworks: true, principals: ["mine", "yours"] } },
    to: { authentication: { frameworks: true, principals: ["yours", "mine"] } },
    effect: "nothing",
  },
  {
    keys: ["authentication.rotation"],
    to: { authentication: { rotation: 1 } },
    effect: "daemon restarted",
    plan: {
      restarted: ["marathon@master", masterDaemon, ...slaveDaemons],
      run: ["mesos-master-mesos-retirement"],
    },
  },
  {
    keys: ["authentication.rotation"],
    from: { authentication: { rotation: 1, frameworks: true, principals: ["mine"] } },
    to: { authentication: { rotation: 2, frameworks: true, principals: ["mine"] } },
    effect: "daemon restarted",
    // The master a second time at the end.
    plan: { restarted: ["marathon@master", masterDaemon, masterDaemon, ...slaveDaemons] },
  },
  {
    keys: ["mesos.masterFlags"],
    from: { authentication: { rotation: 1 } },
    to: { authentication: { rotation: 1 }, mesos: { masterFlags: { cluster: "x" } } },
    effect: "daemon restarted",
    // Only a rotation has it restarted twice.
    plan: { restarted: [masterDaemon] },
  },
  {
    keys: ["authentication.rotation"],
    from: { authentication: { slaves: false } },
    to: { authentication: { slaves: false, rotation: 1 } },
    effect: "daemon restarted",
    plan: { restarted: ["marathon@master"] },
  },
  {
    keys: ["outboundTraffic"],
    to: { outboundTraffic: true },
    effect: "nothing",
    plan: { run: all.map((node) => `mesos-${node}-mesos-ports`) },
  },
  {
    keys: ["outboundTraffic"],
    from: { outboundTraffic: true },
    to: {},
    effect: "nothing",
    plan: { run: all.map((node) => `mesos-${node}-mesos-ports`) },
  },
  { keys: ["exportSshKey"], to: { exportSshKey: true }, effect: "nothing" },
  {
    keys: ["sshKeyPath"],
    to: { sshKeyPath: keyPath("mine", "MINE") },
    effect: "all replaced",
    plan: { machines: all, disks: all },
  },
  {
    keys: ["sshKeyPath"],
    from: { sshKeyPath: keyPath("mine", "MINE") },
    to: { sshKeyPath: keyPath("copy", "MINE") },
    effect: "nothing",
  },
  {
    keys: ["sshProxy"],
    to: { sshProxy: proxyUri },
    effect: "nothing",
    // Every command in a guest, by the other way; what it is for is done already.
    plan: {
      run: [
        ...["marathon", "zookeeper"].flatMap((job) => [
          `mesos-${job}-daemon`,
          `mesos-${job}-daemon-start`,
          `mesos-${job}-removal`,
        ]),
        ...all.flatMap((node) => [
          `mesos-${node}-boot`,
          `mesos-${node}-mesos-clock`,
          `mesos-${node}-mesos-daemon`,
          `mesos-${node}-mesos-daemon-start`,
          `mesos-${node}-mesos-ports`,
          `mesos-${node}-scripts`,
        ]),
        ...slaves.flatMap((slave) => [
          `mesos-${slave}-mesos-drain`,
          `mesos-${slave}-mesos-task-user`,
        ]),
        versionCheck,
      ].sort(),
    },
  },
  {
    keys: [
      "cacheDirectory",
      "image.release",
      "timeouts.bootSeconds",
      "timeouts.toolchainSeconds",
      "timeouts.buildSeconds",
    ],
    to: {
      cacheDirectory: "/srv/cache",
      image: { sha256: digestA, release: "6.10" },
      timeouts: { bootSeconds: 700, toolchainSeconds: 700, buildSeconds: 700 },
    },
    effect: "nothing",
  },
  {
    keys: ["timeouts.healthSeconds"],
    to: { timeouts: { healthSeconds: 700 } },
    effect: "nothing",
    plan: {
      run: [
        "mesos-marathon-daemon",
        "mesos-master-mesos-daemon",
        "mesos-slave1-mesos-daemon",
        "mesos-slave2-mesos-daemon",
        "mesos-zookeeper-daemon",
      ],
    },
  },
];

/** A configuration as the engine hands it over. */
function config(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const merged: Record<string, unknown> = { image: { sha256: digestA }, ...values };
  return Object.fromEntries(
    Object.entries(merged).map(([key, value]) => [
      `mesos-testbed:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const nothing: Plan = {
  machines: [],
  disks: [],
  shared: [],
  restarted: [],
  drained: [],
  stopped: [],
  added: [],
  removed: [],
  run: [],
};

function effectOf(plan: Plan): Effect {
  if (plan.machines.length > 0) {
    return plan.machines.length === all.length ? "all replaced" : "node replaced";
  }
  return plan.restarted.length > 0 || plan.stopped.length > 0 ? "daemon restarted" : "nothing";
}

/** Rows of docs/changes.md by key: the first words in bold. */
function documented(): Map<string, string> {
  const rows = fs
    .readFileSync(path.join(__dirname, "..", "..", "docs", "changes.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.flatMap(([, keys = "", effect = ""]) =>
      [...keys.matchAll(/`([^`]+)`/g)].map(([, key = ""]): [string, string] => [
        key,
        /^\*\*(.+?)\*\*/.exec(effect)?.[1] ?? effect,
      ]),
    ),
  );
}

describe("docs/changes.md", () => {
  test("has a row for every key, and for no other", () => {
    const keys = new Set(
      leaves(defaultOf(configKeys), "").map(([key]) =>
        key.replace(/^repositories\..*/, "repositories"),
      ),
    );
    expect([...documented().keys()].sort()).toEqual([...keys].sort());
  });

  test("says of every key the worst that is tested here", () => {
    const worst = new Map<string, Effect>();
    for (const { keys, effect } of changes) {
      for (const key of keys) {
        const known = worst.get(key) ?? "nothing";
        worst.set(key, effects.indexOf(effect) > effects.indexOf(known) ? effect : known);
      }
    }
    expect(Object.fromEntries(documented())).toEqual(Object.fromEntries(worst));
  });
});

describe("a change of", () => {
  let standard: Recorder;
  beforeAll(async () => {
    standard = await recordCluster(config());
  });

  test.each(
    changes.map((change) => [change.keys.join(", "), JSON.stringify(change.to), change] as const),
  )(
    "%s to %s",
    async (_keys, _to, { from, to, effect, plan }) => {
      const before = from === undefined ? standard : await recordCluster(config(from));
      const found = await planChange(before, config(to));
      expect(found).toEqual({ ...nothing, ...plan });
      expect(effectOf(found)).toBe(effect);
    },
    60_000,
  );

  test("nothing changes nothing", async () => {
    expect(await planChange(standard, config())).toEqual(nothing);
  });
});
