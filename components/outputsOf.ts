import * as pulumi from "@pulumi/pulumi";

import {
  isSecretOutput,
  type OutputCredentials,
  type OutputName,
  type OutputNode,
} from "../lib/clusterOutputs";
import type { ClusterSpec } from "../lib/clusterSpec";
import { marathonPort, masterPort, otherFrameworkName, zookeeperPort } from "../lib/daemonSettings";
import { proxyAuthority } from "../lib/sshProxy";
import type { OpenOutputs } from "../lib/stackReadme";
import type { MesosCluster } from "./mesosCluster";

/**
 * Values for the outputs of a stack (`ClusterOutputs` of lib/clusterOutputs.ts but for `readme`), in types that programs in every language have; what
 * is off is absent. What does not wait for the cluster is plain.
 */
export interface OutputValues {
  /** Form of the outputs: 1. */
  schemaVersion: number;
  /** The master's web page. */
  uiUrl: string;
  /** The master, with its ID. */
  master: pulumi.Output<OutputNode>;
  /** Host and port of the master, for a framework. */
  masterAddress: string;
  /** The slaves in numeric order, with their IDs. */
  slaves: pulumi.Output<OutputNode[]>;
  /** The slaves' IDs, in the same order. */
  slaveIds: pulumi.Output<string[]>;
  /** Version that all daemons report. */
  mesosVersion: pulumi.Output<string>;
  /** User for SSH to the nodes. */
  sshUser: string;
  /** Path of the SSH key on the host that ran `up`, where one is configured. */
  sshKeyPath?: string;
  /** `user@host:port` through which the nodes' addresses are reached; only where there is one. */
  sshProxy?: string;
  /** Private key for SSH to the nodes, PEM; secret, and only with `exportSshKey`. */
  sshPrivateKey?: pulumi.Output<string>;
  /** Marathon's web page, and root of its HTTP API. */
  marathonUrl?: string;
  /** Name of Marathon's framework in the master, where it is another one than `marathon`. */
  marathonFramework?: string;
  /** Where ZooKeeper has the master, `zk://host:port/path`. */
  zookeeperUrl?: string;
  /** User and password of Marathon's HTTP API; secret. */
  marathonCredentials?: pulumi.Output<OutputCredentials>;
  /** Secrets of `authentication.principals`, by principal; secret, and only where frameworks need one. */
  frameworkCredentials?: pulumi.Output<Record<string, string>>;
}

/**
 * What a cluster's stack tells other stacks.
 *
 * @param cluster the cluster
 * @param spec what it was made from
 * @returns the outputs by name; those of what is off are absent, not empty
 */
export function outputsOf(cluster: MesosCluster, spec: ClusterSpec): OutputValues {
  const { address } = spec.master;
  const marathonFramework = otherFrameworkName(spec);
  return {
    schemaVersion: 1,
    uiUrl: `http://${address}:${masterPort}`,
    master: cluster.report.master,
    masterAddress: `${address}:${masterPort}`,
    slaves: cluster.report.slaves.apply((slaves) => [...slaves]),
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
          ...(marathonFramework === undefined ? {} : { marathonFramework }),
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
