import * as fs from "node:fs";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { openOutputs, outputsOf } from "../../components/outputsOf";
import { loadClusterSpec } from "../../config";
import { artifactKey, type ArtifactInputs } from "../../lib/artifactKey";
import type { InputsCheck } from "../../lib/checkInputs";
import type { ClusterReport, ExpectedCluster } from "../../lib/clusterState";
import { parseClusterOutputs } from "../../lib/clusterOutputs";
import { parseStackState } from "../../lib/stackState";
import {
  promiseOf,
  recordProgram,
  settle,
  type RecordedResource,
  type Recorder,
} from "../support/mocks";
import {
  clusterClass,
  clusterRecorder,
  domainType,
  identityOf,
  localType,
  networkType,
  passwordType,
  poolType,
  recordCluster as record,
  remoteType,
  volumeType,
} from "../support/program";

/** What the daemons are said to warn of, beside all being well. */
let mockWarnings: string[] = [];

// It would ask the daemons over the network.
jest.mock("../../lib/readCluster", () => ({
  readStandingCluster: (expected: ExpectedCluster): Promise<ClusterReport> =>
    Promise.resolve({
      faults: [],
      warnings: mockWarnings,
      mesosVersion: "0.24.0-reported",
      master: { ...expected.master, id: "m" },
      slaves: expected.slaves.map((slave) => ({ ...slave, id: `id-${slave.name}` })),
    }),
}));

/** Key of the objects that the SDK sends secrets as (pulumi/runtime/rpc.ts, specialSigKey). */
const secretSignature = "4dabf18193072939515e22adb298388d";

const byIdentity = (recorder: Recorder): Map<string, RecordedResource> =>
  new Map(recorder.resources.map((resource) => [identityOf(resource), resource]));

test("two slaves are three machines in one network, and nothing else of libvirt's", async () => {
  const counts = (await record()).counts();
  const { [localType]: local, [remoteType]: remote, ...others } = counts;
  expect(others).toEqual({
    [domainType]: 3,
    [networkType]: 1,
    [poolType]: 1,
    // The image, and a disk and a seed per node.
    [volumeType]: 7,
    [passwordType]: 3,
  });
  expect(local).toBeGreaterThan(0);
  expect(remote).toBeGreaterThan(0);
});

test("every name begins with the cluster's, and every name in libvirt with the prefix", async () => {
  const recorder = await record({ "mesos-testbed:namePrefix": "pre-" });
  expect(recorder.resources.filter(({ name }) => !/^mesos(-|$)/.test(name))).toEqual([]);
  const inLibvirt = recorder.resources.filter(({ type }) => type.startsWith("libvirt:"));
  expect(inLibvirt).toHaveLength(12);
  expect(inLibvirt.filter(({ inputs }) => !String(inputs["name"]).startsWith("pre-"))).toEqual([]);
});

test("a third slave touches nothing of the others", async () => {
  const two = byIdentity(await record());
  const three = byIdentity(await record({ "mesos-testbed:slaves": "3" }));
  const added = [...three.values()].filter(
    ({ type, name }) => !two.has(identityOf({ type, name })),
  );
  expect(added.length).toBeGreaterThan(10);
  expect(added.filter(({ name }) => !/^mesos-slave3(-|$)/.test(name))).toEqual([]);
  const changed = [...two.values()]
    .filter(({ type, name, inputs, isCustom }) => {
      const after = three.get(identityOf({ type, name }))?.inputs;
      return isCustom && JSON.stringify(after) !== JSON.stringify(inputs);
    })
    .map(({ name }) => name);
  // The host has to hold one more, and the cluster is ready when that one is.
  expect(changed.sort()).toEqual(["mesos-host-check", "mesos-ready-wait"]);
});

test("the gate for inputs runs before all that is made, and only at first", async () => {
  const recorder = await record();
  const resource = (name: string): RecordedResource | undefined =>
    recorder.resources.find((candidate) => candidate.name === name);
  const gate = resource("mesos-inputs-check");
  expect(gate?.inputs["update"]).toBe("true");
  expect(gate?.options?.ignoreChanges).toEqual(["stdin"]);
  const { inputs, ...others } = JSON.parse(String(gate?.inputs["stdin"])) as InputsCheck;
  // The settings are the stack's own configuration.
  expect(others).toEqual({ cacheDirectory: "", stack: "test" });
  // The artifact that does without the tarball is the one that the build asks for.
  const keys = inputs.map((input) => input.artifactKey).filter((key) => key !== undefined);
  expect(keys).toEqual([artifactSetting(recorder, "KEY")]);
  const check = resource("mesos-host-check");
  expect(check?.options?.dependencies).toContain(gate?.options?.urn);
});

/** A setting of the script that makes the artifact. */
function artifactSetting({ resources }: Recorder, key: string): string {
  const stage = resources.find(({ name }) => name === "mesos-build-artifact");
  return new RegExp(`^${key}=(.*)$`, "m").exec(String(stage?.inputs["stdin"]))?.[1] ?? "";
}

test("a given install tree has no build and no toolchain, and is sent to every node", async () => {
  const artifact = JSON.stringify({
    source: "artifact",
    sources: ["/a.tar.gz", "http://x.test/b.tar.gz"],
    sha256: "a".repeat(64),
  });
  const compiled = await record();
  const given = await record({ "mesos-testbed:mesos": artifact });
  const names = ({ resources }: Recorder): string[] => resources.map(({ name }) => name);
  const lacking = names(compiled).filter((name) => !names(given).includes(name));
  expect(lacking.sort()).toEqual([
    "mesos-build",
    "mesos-build-artifact",
    "mesos-build-maven",
    "mesos-build-toolchain",
    "mesos-slave1-mesos-toolchain",
    "mesos-slave2-mesos-toolchain",
  ]);
  expect(given.resources).toHaveLength(compiled.resources.length - 6);
  const trees = given.resources.filter(({ name }) => name.endsWith("-mesos-tree"));
  expect(trees.map(({ name }) => name).sort()).toEqual([
    "mesos-master-mesos-tree",
    "mesos-slave1-mesos-tree",
    "mesos-slave2-mesos-tree",
  ]);
  for (const { inputs } of trees) {
    expect(inputs["create"]).toBe("host/push-artifact");
    const settings = JSON.stringify(inputs["stdin"]);
    expect(settings).toContain(
      `\\nKEY=given-0.24.0-${"a".repeat(16)}\\nVERSION=0.24.0\\nSHA256=${"a".repeat(64)}` +
        "\\nSOURCES=/a.tar.gz http://x.test/b.tar.gz\\nCACHE=\\n",
    );
  }
});

test("without a toolchain nothing is compiled, on no node", async () => {
  const all = await record();
  const none = await record({ "mesos-testbed:mesos": '{"toolchain":"none"}' });
  const builder = await record({ "mesos-testbed:mesos": '{"toolchain":"builder"}' });
  const lackedBy = (recorder: Recorder): string[] => {
    const names = new Set(recorder.resources.map(({ name }) => name));
    return all.resources.map(({ name }) => name).filter((name) => !names.has(name));
  };
  const ofSlaves = ["mesos-slave1-mesos-toolchain", "mesos-slave2-mesos-toolchain"];
  expect(lackedBy(builder).sort()).toEqual(ofSlaves);
  expect(lackedBy(none).sort()).toEqual([
    "mesos-build-maven",
    "mesos-build-toolchain",
    ...ofSlaves,
  ]);
  expect([all, builder, none].map((recorder) => artifactSetting(recorder, "MAY_COMPILE"))).toEqual([
    "",
    "",
    "no",
  ]);
});

test("from git it is compiled like a release, from its commit", async () => {
  const release = await record();
  const id = "c".repeat(40);
  const git = await record({ "mesos-testbed:mesos": JSON.stringify({ source: "git", ref: id }) });
  expect(git.counts()).toEqual(release.counts());
  const settings = (recorder: Recorder): string[] =>
    ["VERSION", "SHA256", "COMMIT", "SOURCES"].map((key) => artifactSetting(recorder, key));
  expect(settings(git)).toEqual([
    "0.24.0",
    "",
    id,
    "https://gitbox.apache.org/repos/asf/mesos.git https://github.com/apache/mesos.git",
  ]);
  expect(settings(release)[2]).toBe("");
  const made = JSON.parse(artifactSetting(git, "INPUTS")) as ArtifactInputs;
  expect([made.sourceSha256, made.sourceCommit]).toEqual(["", id]);
  expect(artifactKey(made)).toBe(artifactSetting(git, "KEY"));
  const isGitChecked = ({ resources }: Recorder): boolean =>
    /^MESOS_SOURCE=git$/m.test(
      String(resources.find(({ name }) => name === "mesos-host-check")?.inputs["stdin"]),
    );
  expect([isGitChecked(git), isGitChecked(release)]).toEqual([true, false]);
});

test("Maven of the recipe's repository is not sent", async () => {
  const tarball = await record();
  const repositories = JSON.stringify({ "epel-apache-maven": { enabled: true } });
  const packaged = await record({ "mesos-testbed:repositories": repositories });
  const names = ({ resources }: Recorder): string[] => resources.map(({ name }) => name).sort();
  expect(names(tarball).filter((name) => !names(packaged).includes(name))).toEqual([
    "mesos-build-maven",
  ]);
  expect(artifactSetting(packaged, "PACKAGES")).toContain(" apache-maven ");
  const artifact = packaged.resources.find(({ name }) => name === "mesos-build-artifact");
  expect(JSON.stringify(artifact?.inputs["stdin"])).not.toMatch(/MAVEN_(VERSION|SHA256|SOURCES)=/);
});

test("a compiled tree is sent from the cache", async () => {
  const { resources } = await record();
  const tree = resources.find(({ name }) => name === "mesos-slave2-mesos-tree");
  expect(JSON.stringify(tree?.inputs["stdin"])).toMatch(
    /\\nKEY=[0-9a-f]{16}\\nVERSION=0\.24\.0\\nSHA256=[^\\]+\\nSOURCES=\\nCACHE=\\n/,
  );
});

test("the index says of an artifact all that its name is made of", async () => {
  const recorder = await record();
  const made = JSON.parse(artifactSetting(recorder, "INPUTS")) as ArtifactInputs;
  expect(artifactKey(made)).toBe(artifactSetting(recorder, "KEY"));
  expect(made.version).toBe("0.24.0");
});

test("what is in the cache is no part of the program", async () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "cache-"));
  const cacheHome = process.env["XDG_CACHE_HOME"];
  try {
    process.env["XDG_CACHE_HOME"] = folder;
    const empty = await record();
    const key = artifactSetting(empty, "KEY");
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    const artifacts = path.join(folder, "mesos-testbed", "artifacts");
    fs.mkdirSync(artifacts, { recursive: true });
    for (const ending of ["tar.gz", "sha256", "json"]) {
      fs.writeFileSync(path.join(artifacts, `${key}.${ending}`), "x");
    }
    const inputsOf = ({ resources }: Recorder): unknown[] =>
      resources.map(({ name, inputs }) => [name, inputs]);
    expect(inputsOf(await record())).toEqual(inputsOf(empty));
  } finally {
    if (cacheHome === undefined) {
      delete process.env["XDG_CACHE_HOME"];
    } else {
      process.env["XDG_CACHE_HOME"] = cacheHome;
    }
    fs.rmSync(folder, { recursive: true });
  }
});

test("without Marathon there is neither ZooKeeper nor Java", async () => {
  const recorder = await record({ "mesos-testbed:marathon": '{"enabled":false}' });
  const commands = recorder.resources.filter(({ type }) => type.startsWith("command:"));
  expect(commands.filter(({ name }) => /zookeeper|marathon|java/.test(name))).toEqual([]);
});

test("the version is the reported one, and a warning of the daemons is said once", async () => {
  mockWarnings = ["a foreign slave"];
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  await recordProgram(clusterRecorder());
  const cluster = new (clusterClass())("mesos", { spec: loadClusterSpec(), mark: "test mark" });
  const report = await promiseOf(cluster.report);
  await settle(cluster);
  mockWarnings = [];
  expect(report.mesosVersion).toBe("0.24.0-reported");
  expect(warn.mock.calls.map(([message]) => message)).toEqual(["a foreign slave"]);
  warn.mockRestore();
});

test("packages that nobody checks are a warning", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  await record();
  expect(warn).not.toHaveBeenCalled();
  await record({
    "mesos-testbed:repositories": JSON.stringify({ own: { baseurl: ["http://x.test/"] } }),
  });
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringContaining("repository own has no key: "),
  ]);
  warn.mockRestore();
});

/** The outputs of the whole program with some configuration. The caller disconnects when it has looked at them. */
async function programOutputs(
  config: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  // With every digest given, the program asks nobody for a file.
  const given = JSON.stringify({ sha256: "1".repeat(64) });
  await recordProgram(clusterRecorder(), {
    "mesos-testbed:image": given,
    "mesos-testbed:mesos": given,
    "mesos-testbed:zookeeper": given,
    ...config,
  });
  return jest.requireActual<() => Promise<Record<string, unknown>>>("../../index")();
}

test("the outputs are those of the README, with what the daemons report", async () => {
  const outputs = await programOutputs();
  expect(Object.keys(outputs).sort()).toEqual([
    "marathonCredentials",
    "marathonUrl",
    "master",
    "masterAddress",
    "mesosVersion",
    "readme",
    "schemaVersion",
    "slaveIds",
    "slaves",
    "sshUser",
    "uiUrl",
    "zookeeperUrl",
  ]);
  const version = outputs["mesosVersion"] as pulumi.Output<string>;
  const ids = outputs["slaveIds"] as pulumi.Output<string[]>;
  expect(await promiseOf(version)).toBe("0.24.0-reported");
  expect(await promiseOf(ids)).toEqual(["id-slave1", "id-slave2"]);
  const readme = outputs["readme"] as pulumi.Output<string>;
  expect(await promiseOf(readme)).toContain(
    "| slave2 | 192.168.5.55 | `id-slave2` | [slave2](http://192.168.5.51:5050/#/slaves/id-slave2) |",
  );
  expect(await (readme as typeof readme & { isSecret: Promise<boolean> }).isSecret).toBe(false);
  // What other programs read it with takes it.
  const plain = await promiseOf(pulumi.output(outputs));
  expect(parseClusterOutputs("test", plain)).toEqual(plain);
  await pulumi.runtime.disconnect();
});

test("another name of Marathon's framework is an output, for who compares with the master", async () => {
  const outputs = await programOutputs({
    "mesos-testbed:marathon": '{"flags":{"framework_name":"jobs"}}',
  });
  const plain = await promiseOf(pulumi.output(outputs));
  expect(parseClusterOutputs("test", plain).marathonFramework).toBe("jobs");
  await pulumi.runtime.disconnect();
});

test("frameworks of the user's get a secret each, as a secret output", async () => {
  const outputs = await programOutputs({
    "mesos-testbed:authentication": '{"frameworks":true,"principals":["mine","yours"]}',
  });
  const credentials = outputs["frameworkCredentials"] as pulumi.Output<Record<string, string>>;
  const wanted = {
    mine: "test-secret of mesos-principal-mine-secret",
    yours: "test-secret of mesos-principal-yours-secret",
  };
  expect(await promiseOf(credentials)).toEqual(wanted);
  expect(await pulumi.isSecret(credentials)).toBe(true);
  const plain = await promiseOf(pulumi.output(outputs));
  expect(parseClusterOutputs("test", plain).frameworkCredentials).toEqual(wanted);
  await pulumi.runtime.disconnect();
});

test("a secret that is new concerns nobody but who knows it: a preview shows others as they are", async () => {
  const recorder = await record({
    "mesos-testbed:authentication": '{"frameworks":true,"principals":["mine"]}',
  });
  const secretsOf = (name: string): string[] => {
    const urns = recorder.resources
      .filter((resource) => resource.name === name)
      .flatMap(({ options }) => Object.values(options?.propertyDependencies ?? {}).flat());
    return [...new Set(urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)))]
      .filter((secret) => secret.endsWith("-secret"))
      .sort();
  };
  expect(secretsOf("mesos-master-mesos-daemon")).toEqual([
    "mesos-marathon-http-secret",
    "mesos-marathon-secret",
    "mesos-principal-mine-secret",
    "mesos-slave-secret",
  ]);
  const own = ["mesos-marathon-http-secret", "mesos-marathon-secret", "mesos-slave-secret"];
  expect(secretsOf("mesos-slave1-mesos-daemon")).toEqual(own);
  expect(secretsOf("mesos-marathon-daemon")).toEqual(own);
});

test("in a preview what the readme is made from is unknown, and so the readme, not a text with holes", async () => {
  const dry = jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
  await recordProgram(clusterRecorder());
  const spec = loadClusterSpec();
  const cluster = new (clusterClass())("mesos", { spec, mark: "test mark" });
  const open = openOutputs(outputsOf(cluster, spec));
  await settle(cluster);
  await expect(promiseOf(open)).rejects.toThrow("the output's value is unknown");
  dry.mockRestore();
});

test("the commands of the Makefile find in the state what the program puts there", async () => {
  const recorder = await record();
  const resources = recorder.resources.map(({ type, name, inputs }) => ({
    urn: `urn:pulumi:test::mesos-testbed::${type}::${name}`,
    type,
    id: `${name}-id`,
    inputs,
  }));
  // On its way to the engine a secret has a `value`, in an export the `plaintext` of it.
  const exported = JSON.stringify({ version: 3, deployment: { resources } }, (_, value: unknown) =>
    typeof value === "object" && value !== null && secretSignature in value && "value" in value
      ? { [secretSignature]: "", plaintext: JSON.stringify(value.value) }
      : value,
  );
  const state = parseStackState(exported);
  expect(
    state.nodes.map(({ name, domainName, connection }) => [name, domainName, connection?.host]),
  ).toEqual([
    ["master", "mesos-testbed-test-master", "192.168.5.51"],
    ["slave1", "mesos-testbed-test-slave1", "192.168.5.54"],
    ["slave2", "mesos-testbed-test-slave2", "192.168.5.55"],
  ]);
  expect(state).toMatchObject({
    libvirtUri: "qemu:///system",
    networkName: "mesos-testbed-test-network",
    expected: {
      slaves: [{ name: "slave1" }, { name: "slave2" }],
      mesosVersion: "0.24.0",
      marathonFrameworks: 1,
      marathonVersion: "0.11.0",
    },
    zookeeperVersion: "3.4.14",
  });
});

test("no input holds a path of this checkout or of this user", async () => {
  const recorder = await record();
  const texts = recorder.resources.map(({ inputs }) => JSON.stringify(inputs));
  expect(texts.filter((text) => text.includes(process.cwd()))).toEqual([]);
  expect(texts.filter((text) => text.includes(homedir()))).toEqual([]);
});

test("secrets travel on standard input only, and no private key is on a seed", async () => {
  const recorder = await record({
    "mesos-testbed:authentication": '{"frameworks":true,"principals":["mine"]}',
  });
  const commands = recorder.resources.filter(({ type }) => type.startsWith("command:"));
  const secret = /PRIVATE KEY|test-secret/;
  const holding = (key: string): RecordedResource[] =>
    commands.filter(({ inputs }) => secret.test(JSON.stringify(inputs[key] ?? "")));
  const inBase64 = Buffer.from("slave test-secret of mesos-slave-secret").toString("base64");
  const credentials = commands.filter(({ inputs }) =>
    JSON.stringify(inputs["stdin"] ?? "").includes(inBase64),
  );
  expect(credentials.map(({ name }) => name).sort()).toEqual([
    "mesos-master-mesos-daemon",
    "mesos-master-mesos-daemon-start",
    "mesos-slave1-mesos-daemon",
    "mesos-slave1-mesos-daemon-start",
    "mesos-slave2-mesos-daemon",
    "mesos-slave2-mesos-daemon-start",
  ]);
  for (const key of ["create", "update", "delete", "triggers"]) {
    expect([key, holding(key)]).toEqual([key, []]);
  }
  const seeds = commands
    .filter(({ name }) => name.endsWith("-seed-image"))
    .map(({ inputs }) => String(inputs["stdin"]).split("\n").slice(1, 3))
    .map((texts) => texts.map((text) => Buffer.from(text, "base64").toString("utf8")).join("\n"));
  expect(seeds).toHaveLength(3);
  expect(seeds.filter((text) => !text.startsWith("#cloud-config\n"))).toEqual([]);
  expect(seeds.filter((text) => secret.test(text))).toEqual([]);
});

test("another image is another volume beside the old one, and its path alone changes nothing", async () => {
  const image = (recorder: Recorder): [string, unknown, unknown][] =>
    recorder.resources
      .filter(({ name }) => /^mesos-image-.*-(download|volume)$/.test(name))
      .map(({ name, inputs, options }) => [name, inputs["name"], options?.ignoreChanges])
      .sort() as [string, unknown, unknown][];
  const digest = (digit: string): Record<string, string> => ({
    "mesos-testbed:image": JSON.stringify({ sha256: digit.repeat(64) }),
  });
  expect(image(await record(digest("1")))).toEqual([
    ["mesos-image-1111111111111111-download", undefined, ["stdin"]],
    ["mesos-image-1111111111111111-volume", "mesos-testbed-test-base-1111111111111111", ["source"]],
  ]);
  const names = image(await record(digest("2"))).map(([name]) => name);
  expect(names.every((name) => name.includes("2222222222222222"))).toBe(true);
});

describe("order", () => {
  /** Names of all that a resource waits for: what it depends on, and what its parents wait for. */
  const waitsFor = (recorder: Recorder, name: string): Set<string> => {
    const byUrn = new Map(recorder.resources.map((resource) => [resource.options?.urn, resource]));
    const found = new Set<string>();
    const visit = (resource: RecordedResource | undefined): void => {
      for (const urn of [resource?.options?.parent, ...(resource?.options?.dependencies ?? [])]) {
        const next = byUrn.get(urn);
        if (next !== undefined && !found.has(next.name)) {
          found.add(next.name);
          visit(next);
        }
      }
    };
    visit(recorder.resources.find((resource) => resource.name === name && resource.isCustom));
    return found;
  };

  test("what is refused is refused before anything else", async () => {
    const recorder = await record();
    const early = recorder.resources
      .filter(({ isCustom, name }) => isCustom && !waitsFor(recorder, name).has("mesos-host-check"))
      .map(({ name }) => name);
    // Keys and passwords are the stack's alone, and never change.
    expect(early.sort()).toEqual([
      "mesos-host-check",
      "mesos-inputs-check",
      "mesos-marathon-http-secret",
      "mesos-marathon-secret",
      "mesos-slave-secret",
      "mesos-ssh-key",
      "mesos-version-check",
    ]);
    expect(waitsFor(recorder, "mesos-host-check")).toContain("mesos-version-check");
  });

  test("a change reaches ZooKeeper, master, slave by slave, Marathon, while first starts are side by side", async () => {
    const recorder = await record();
    const daemons = [
      "mesos-zookeeper-daemon",
      "mesos-master-mesos-daemon",
      "mesos-slave1-mesos-daemon",
      "mesos-slave2-mesos-daemon",
      "mesos-marathon-daemon",
    ];
    expect(
      daemons.map((name) => daemons.filter((other) => waitsFor(recorder, name).has(other))),
    ).toEqual(daemons.map((_, index) => daemons.slice(0, index)));
    const starts = daemons.map((name) => `${name}-start`);
    expect(
      starts.map((name) =>
        [...daemons, ...starts].filter((other) => waitsFor(recorder, name).has(other)),
      ),
    ).toEqual([[], [], [], [], ["mesos-zookeeper-daemon-start"]]);
  });

  test("a rotation's last step waits for all that get new secrets, and the readiness gate for it", async () => {
    const recorder = await record({ "mesos-testbed:authentication": '{"rotation":1}' });
    const retirement = "mesos-master-mesos-retirement";
    for (const daemon of ["master-mesos", "slave1-mesos", "slave2-mesos", "marathon"]) {
      expect(waitsFor(recorder, retirement)).toContain(`mesos-${daemon}-daemon`);
    }
    expect(waitsFor(recorder, "mesos-ready-wait")).toContain(retirement);
    const names = (await record()).resources.map(({ name }) => name);
    expect(names).not.toContain(retirement);
  });

  test("a replaced machine's host key is read anew, and nothing else has it read", async () => {
    const keys = (recorder: Recorder): unknown[] =>
      recorder.resources
        .filter(({ name }) => name.endsWith("-host-key"))
        .map(({ inputs, options }) => [inputs["triggers"], options?.ignoreChanges]);
    const generations = new Map([
      [identityOf({ type: domainType, name: "mesos-slave1-domain" }), 1],
    ]);
    expect(keys(await record({}, generations))).toEqual([
      [["mesos-master-domain-id-0"], ["create", "stdin"]],
      [["mesos-slave1-domain-id-1"], ["create", "stdin"]],
      [["mesos-slave2-domain-id-0"], ["create", "stdin"]],
    ]);
  });

  test("what concerns a new machine never runs again on one that is there", async () => {
    const recorder = await record();
    const updates = ["check", "host-key", "boot"].map((stage) =>
      recorder.resources
        .filter(({ name }) => new RegExp(`^mesos-(master|slave\\d)-${stage}$`).test(name))
        .map(({ inputs }) => inputs["update"]),
    );
    const former = 'printf "%s\\n" "$PULUMI_COMMAND_STDOUT"';
    expect(updates).toEqual(["true", former, "true"].map((update) => [update, update, update]));
  });

  test("a slave is drained before its daemon or machine goes, and also when the machine goes", async () => {
    const recorder = await record();
    const drain = recorder.resources.find(({ name }) => name === "mesos-slave2-mesos-drain");
    expect(drain?.inputs).toMatchObject({
      delete: "host/drain-slave",
      triggers: ["mesos-slave2-domain-id-0"],
    });
    expect(drain?.inputs["create"] ?? drain?.inputs["update"]).toBeUndefined();
    expect(drain?.options).toMatchObject({ deleteBeforeReplace: true, deletedWith: "" });
    const waited = waitsFor(recorder, "mesos-slave2-mesos-drain");
    expect(waited).toContain("mesos-slave2-mesos-daemon");
    expect(waited).toContain("mesos-slave2-domain");
  });

  test("Marathon and ZooKeeper are stopped when they are taken out, unless their machine goes", async () => {
    const recorder = await record();
    for (const job of ["marathon", "zookeeper"]) {
      const removal = recorder.resources.find(({ name }) => name === `mesos-${job}-removal`);
      expect(removal?.inputs["delete"]).toBe("host/remove-daemon");
      expect(String(removal?.inputs["stdin"])).toContain(`DAEMON=${job}\n`);
      expect(removal?.secretInputs).toEqual(["stdin"]);
      expect(removal?.inputs["triggers"]).toBeUndefined();
      expect(removal?.options?.deletedWith).toMatch(/::mesos-master-domain$/);
    }
  });
});
