/**
 * The Mesos test cluster of a stack: a master with ZooKeeper and Marathon, and its slaves, in libvirt machines. What is
 * exported is a contract with other stacks: within a `schemaVersion`, keys are only added.
 */
import * as pulumi from "@pulumi/pulumi";

import { MesosCluster } from "./components/mesosCluster";
import { openOutputs, outputsOf } from "./components/outputsOf";
import { loadClusterSpec, pinInputs } from "./config";
import { stackMark } from "./lib/hostCheck";
import { stackReadme } from "./lib/stackReadme";

/** The whole program, as a function: what it is made from has to be known before the first resource. */
export = async (): Promise<Record<string, unknown>> => {
  const spec = await pinInputs(loadClusterSpec());
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const cluster = new MesosCluster("mesos", {
    spec,
    mark: stackMark(project, stack),
  });
  const outputs = outputsOf(cluster, spec);
  return {
    ...outputs,
    // Unknown in a preview, as the IDs in it are.
    readme: openOutputs(outputs).apply((values) =>
      stackReadme(
        {
          fullName: `${pulumi.getOrganization()}/${project}/${stack}`,
          name: stack,
          outboundTraffic: spec.outboundTraffic,
          hasMarathonCredentials: outputs.marathonCredentials !== undefined,
        },
        values,
      ),
    ),
  };
};
