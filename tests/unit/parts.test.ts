import * as pulumi from "@pulumi/pulumi";
import type * as mesosTestbed from "mesos-testbed";
import type { ClusterSpec, Daemon, NodeSpec, SlaveSpec, VirtualMachine } from "mesos-testbed";

import { promiseOf, recordProgram, settle, type Recorder } from "../support/mocks";
import { clusterRecorder, domainType, networkType } from "../support/program";

// It would ask the daemons over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));

const mark = "mesos-testbed stack of another program";

/** Begins a program that has nothing but the package; it would look for an engine if it were loaded before. */
async function begin(): Promise<{ recorder: Recorder; parts: typeof mesosTestbed }> {
  const recorder = clusterRecorder();
  await recordProgram(recorder, { "libvirt:uri": "qemu:///system" });
  return { recorder, parts: jest.requireActual<typeof mesosTestbed>("../../package") };
}

/** The settings of a cluster of one slave without Marathon. */
const settings = {
  image: { sha256: "1".repeat(64) },
  slaves: 1,
  marathon: { enabled: false },
  authentication: { slaves: false },
};

/** What all is below, so that it can be waited for. */
class Program extends pulumi.ComponentResource {
  constructor() {
    super("mesos-testbed:index:Program", "program");
  }
}

/** The machines of a cluster, by the components that know nothing of Mesos. */
function makeMachines(
  parts: typeof mesosTestbed,
  spec: ClusterSpec,
  parent: pulumi.Resource,
): (node: NodeSpec) => VirtualMachine {
  const network = new parts.ClusterNetwork(
    "own",
    {
      libvirtName: "own",
      cidr: spec.network.cidr,
      domain: "own.test",
      reservations: parts.dhcpReservations(spec.network.cidr),
    },
    { parent },
  );
  const image = new parts.BaseImage(
    "own-image",
    {
      poolName: "own",
      poolPath: spec.poolPath,
      namePrefix: "own-",
      sources: [...spec.image.sources],
      sha256: spec.image.sha256,
      cacheDirectory: spec.cacheDirectory,
    },
    { parent },
  );
  return (node) =>
    new parts.VirtualMachine(
      `own-${node.hostName}`,
      {
        hostName: node.hostName,
        domainName: node.domainName,
        mark,
        address: node.address,
        mac: node.mac,
        domainType: "kvm",
        vcpus: node.vcpus,
        memoryMiB: node.memoryMiB,
        diskGiB: node.diskGiB,
        largeFolders: ["/var/lib/mesos"],
        networkId: network.networkId,
        poolName: image.poolName,
        poolPath: spec.poolPath,
        baseVolumeId: image.volumeId,
        ...parts.renderSeed({
          hostName: node.hostName,
          domain: "own.test",
          publicKey: "ssh-rsa AAAA own",
          repositories: spec.repositories,
          reservedHosts: spec.network.reservedHosts,
        }),
        sshUser: "centos",
        sshPrivateKey: pulumi.secret("a key"),
        sshProxy: parts.accessByUri(undefined),
        libvirtUri: spec.libvirtUri,
        cacheDirectory: spec.cacheDirectory,
        release: spec.image.release,
        bootTimeoutSeconds: spec.timeouts.bootSeconds,
        files: parts.nodeFiles(),
      },
      { parent },
    );
}

test("a program can make a cluster of the parts alone, with what the package exports", async () => {
  const { recorder, parts } = await begin();
  const program = new Program();
  const spec = parts.clusterSpec("own", settings);
  const slave = spec.slaves[0] as SlaveSpec;
  const { passed } = new parts.Preflight("own", { spec, mark }, { parent: program });
  const machine = makeMachines(parts, spec, program);
  const [master, slaveMachine] = [machine(spec.master), machine(slave)];
  const packageSource = parts.packageSource(spec);
  const { installTree } = new parts.MesosBuild(
    "own-build",
    { builder: master, spec, packageSource },
    { parent: program, dependsOn: [passed] },
  );
  const secrets = { slave: "a", marathon: "b", marathonHttp: "c" };
  const common = {
    installTree,
    clusterCidr: spec.network.cidr,
    outboundTraffic: spec.outboundTraffic,
    runtimePackages: [...parts.nodePackages, ...parts.mesosRuntimePackages],
    packageSource,
    toolchainTimeoutSeconds: spec.timeouts.toolchainSeconds,
    healthTimeoutSeconds: spec.timeouts.healthSeconds,
  };
  const daemons: Daemon[] = [
    new parts.MesosMaster(
      "own-master",
      {
        ...common,
        machine: master,
        settings: parts.masterSettings(spec),
        files: parts.masterFiles(spec, { ...secrets, principals: {} }),
        hasMarathon: false,
        after: [],
      },
      { parent: program },
    ).daemon,
    new parts.MesosSlave(
      "own-slave",
      {
        ...common,
        machine: slaveMachine,
        clockServer: spec.master.address,
        settings: parts.slaveSettings(spec, slave),
        files: parts.slaveFiles(spec, secrets),
        identity: parts.slaveIdentity(spec, slave),
        after: [],
        toolchain: undefined,
      },
      { parent: program },
    ).daemon,
  ];
  const { report } = new parts.ReadinessGate(
    "own",
    {
      expected: {
        master: { name: "master", address: spec.master.address },
        slaves: [{ name: "slave1", address: slave.address }],
        mesosVersion: spec.mesos.version,
        marathonFrameworks: 0,
      },
      daemons,
      machines: [master, slaveMachine],
      timeoutSeconds: spec.timeouts.healthSeconds,
    },
    { parent: program },
  );
  expect((await promiseOf(report)).slaves).toEqual([
    { name: "slave1", address: "192.168.5.54", id: "id-slave1" },
  ]);
  await settle(program);
  expect(recorder.counts()).toMatchObject({ [domainType]: 2, [networkType]: 1 });
});

test("a program can put the daemons onto machines, with a tree of its own, or make the whole at once", async () => {
  const { recorder, parts } = await begin();
  const program = new Program();
  const spec = parts.clusterSpec("own", settings);
  const machine = makeMachines(parts, spec, program);
  const { daemons } = new parts.MesosDaemons(
    "own",
    {
      spec,
      master: machine(spec.master),
      slaves: spec.slaves.map((slave) => ({ slave, machine: machine(slave) })),
      installTree: new parts.InstallTree({
        key: "own-mesos-0.24.0",
        version: "0.24.0",
        sha256: "2".repeat(64),
        sources: ["/files/mesos.tar.gz"],
        cacheDirectory: "",
      }),
      secrets: pulumi.output({ slave: "a", marathon: "b", marathonHttp: "c" }),
      principals: pulumi.output<Record<string, string>>({}),
    },
    { parent: program },
  );
  expect(daemons).toHaveLength(2);
  new parts.MesosCluster(
    "whole",
    { spec: parts.clusterSpec("whole", { ...settings, networkCidr: "192.168.61.0/24" }), mark },
    { parent: program },
  );
  await settle(program);
  expect(recorder.counts()).toMatchObject({ [domainType]: 4, [networkType]: 2 });
});
