import * as pulumi from "@pulumi/pulumi";

import { isSecretOutput, type ClusterOutputs, type OutputName } from "../lib/clusterOutputs";
import type { ClusterSpec } from "../lib/clusterSpec";
import { marathonPort, masterPort, zookeeperPort } from "../lib/daemonSettings";
import { proxyAuthority } from "../lib/sshProxy";
import type { OpenOutputs } from "../lib/stackReadme";
import type { MesosCluster } from "./mesosCluster";

/** Values for the outputs of a stack; what is off is absent. */
export type OutputValues = {
  readonly [Name in keyof ClusterOutputs]: pulumi.Input<Exclude<ClusterOutputs[Name], undefined>>;
} & { readonly slaves: pulumi.Output<ClusterOutputs["slaves"]> };

/**
 * What a cluster's stack tells other stacks.
 *
 * @param cluster the cluster
 * @param spec what it was made from
 * @returns the outputs by name; those of what is off are absent, not empty
 */
export function outputsOf(cluster: MesosCluster, spec: ClusterSpec): OutputValues {
  const { address } = spec.master;
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
    ...(spec.sshProxy === undefined ? {} : { sshProxy: proxyAuthority(spec.sshProxy) }),
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
}

/**
 * The outputs that are no secret, all together.
 *
 * @param outputs all outputs
 * @returns their values, unknown as long as one of them is
 */
export function openOutputs(outputs: OutputValues): pulumi.Output<OpenOutputs> {
  const open = Object.entries(outputs).filter(([name]) => !isSecretOutput(name as OutputName));
  return pulumi.output(
    Object.fromEntries(open),
  ) as pulumi.Output<unknown> as pulumi.Output<OpenOutputs>;
}
