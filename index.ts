/**
 * The Mesos test cluster of a stack: a master with ZooKeeper and Marathon, and its slaves, in libvirt machines. What is
 * exported is a contract with other stacks: within a `schemaVersion`, keys are only added.
 */
import * as pulumi from "@pulumi/pulumi";

import { MesosCluster } from "./components/mesosCluster";
import { loadClusterSpec, pinInputs } from "./config";
import { marathonPort, masterPort, zookeeperPort } from "./lib/daemonSettings";

/** The whole program, as a function: what it is made from has to be known before the first resource. */
export = async (): Promise<Record<string, unknown>> => {
  const spec = await pinInputs(loadClusterSpec());
  const cluster = new MesosCluster("mesos", {
    spec,
    mark: `mesos-testbed stack ${pulumi.getProject()}/${pulumi.getStack()}`,
  });
  const { address } = spec.master;

  // Keys of what is off are absent, not empty.
  return {
    schemaVersion: 1,
    uiUrl: `http://${address}:${masterPort}`,
    master: cluster.report.master,
    masterAddress: `${address}:${masterPort}`,
    slaves: cluster.report.slaves,
    slaveIds: cluster.report.slaves.apply((slaves) => slaves.map(({ id }) => id)),
    mesosVersion: cluster.report.mesosVersion,
    sshUser: cluster.sshUser,
    ...(spec.sshKeyPath === "" ? {} : { sshKeyPath: spec.sshKeyPath }),
    ...(spec.exportSshKey ? { sshPrivateKey: cluster.sshPrivateKey } : {}),
    ...(spec.marathon.enabled
      ? {
          marathonUrl: `http://${address}:${marathonPort}`,
          zookeeperUrl: `zk://${address}:${zookeeperPort}/mesos`,
        }
      : {}),
    ...(spec.marathon.enabled && spec.authentication.marathonHttp
      ? { marathonCredentials: cluster.marathonCredentials }
      : {}),
    ...(spec.authentication.frameworks
      ? { frameworkCredentials: cluster.frameworkCredentials }
      : {}),
  };
};
