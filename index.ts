/**
 * The Mesos test cluster of a stack: a master with ZooKeeper and Marathon, and its slaves, in libvirt machines. What is
 * exported is a contract with other stacks: within a `schemaVersion`, keys are only added.
 */
import * as pulumi from "@pulumi/pulumi";

import { MesosCluster } from "./components/mesosCluster";
import { outputsOf } from "./components/outputsOf";
import { loadClusterSpec, pinInputs } from "./config";

/** The whole program, as a function: what it is made from has to be known before the first resource. */
export = async (): Promise<Record<string, unknown>> => {
  const spec = await pinInputs(loadClusterSpec());
  const cluster = new MesosCluster("mesos", {
    spec,
    mark: `mesos-testbed stack ${pulumi.getProject()}/${pulumi.getStack()}`,
  });
  return outputsOf(cluster, spec);
};
