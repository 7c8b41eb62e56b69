import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig } from "../lib/clusterConfig";
import type { OutputCredentials, OutputNode } from "../lib/clusterOutputs";
import type { ClusterSpec } from "../lib/clusterSpec";
import { messageOf } from "../lib/getJson";
import { stackMark } from "../lib/hostCheck";
import { lookAtAccess } from "../lib/readSshAccess";
import { testbedSpec } from "../lib/testbedSpec";
import { configuredLibvirtUri } from "./libvirtUri";
import { MesosCluster } from "./mesosCluster";
import { outputsOf, type OutputValues } from "./outputsOf";

/** Arguments of {@link MesosTestbed}: a cluster's settings, and where libvirt is. */
export interface MesosTestbedArgs extends ClusterConfig {
  /** URI of libvirt for the checks on this host; has to be that of the libvirt provider. @default `libvirt:uri`, LIBVIRT_DEFAULT_URI, or qemu:///system */
  libvirtUri?: string;
}

/**
 * A whole cluster from settings, for programs other than this project's own: what `pulumi up` makes here, under a name of its
 * own, so that one program can have several. What a stack of this project tells other stacks is in `outputs`.
 */
export class MesosTestbed extends pulumi.ComponentResource {
  /** A stack's outputs: `readMesosCluster` reads the stack of a program that exports each under its name. */
  readonly outputs: OutputValues;
  /** The master's web page. */
  readonly uiUrl: pulumi.Output<string>;
  /** The master, with its ID. */
  readonly master: pulumi.Output<OutputNode>;
  /** Host and port of the master, for a framework. */
  readonly masterAddress: pulumi.Output<string>;
  /** The slaves in numeric order, with their IDs. */
  readonly slaves: pulumi.Output<OutputNode[]>;
  /** Version that all daemons report. */
  readonly mesosVersion: pulumi.Output<string>;
  /** User for SSH to the nodes. */
  readonly sshUser: pulumi.Output<string>;
  /** Private key for SSH to the nodes, PEM; secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** `user@host:port` through which the nodes' addresses are reached; undefined where they are reached directly. */
  readonly sshProxy: pulumi.Output<string | undefined>;
  /** Marathon's web page, and root of its HTTP API; undefined without it. */
  readonly marathonUrl: pulumi.Output<string | undefined>;
  /** Where ZooKeeper has the master; undefined without it. */
  readonly zookeeperUrl: pulumi.Output<string | undefined>;
  /** User and password of Marathon's HTTP API; secret, and undefined where it asks for none. */
  readonly marathonCredentials: pulumi.Output<OutputCredentials | undefined>;
  /** Secrets of `authentication.principals`, by principal; secret, and undefined where frameworks need none. */
  readonly frameworkCredentials: pulumi.Output<Record<string, string> | undefined>;

  /**
   * @param name name of the cluster, the beginning of every resource's name
   * @param args its settings
   * @param opts resource options; `providers` may have another libvirt
   * @throws pulumi.RunError with every fault of the settings
   */
  constructor(name: string, args: MesosTestbedArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosTestbed", name, {}, opts);

    const spec = clusterSpec(name, args);
    const cluster = new MesosCluster(
      name,
      {
        spec,
        mark: `${stackMark(pulumi.getProject(), pulumi.getStack())} ${name}`,
        argumentsOf: `MesosTestbed "${name}"`,
      },
      { parent: this },
    );
    const outputs = outputsOf(cluster, spec);

    this.outputs = outputs;
    this.uiUrl = pulumi.output(outputs.uiUrl);
    this.master = outputs.master;
    this.masterAddress = pulumi.output(outputs.masterAddress);
    this.slaves = outputs.slaves;
    this.mesosVersion = outputs.mesosVersion;
    this.sshUser = pulumi.output(outputs.sshUser);
    this.sshPrivateKey = cluster.sshPrivateKey;
    this.sshProxy = pulumi.output(outputs.sshProxy);
    this.marathonUrl = pulumi.output(outputs.marathonUrl);
    this.zookeeperUrl = pulumi.output(outputs.zookeeperUrl);
    this.marathonCredentials = pulumi.output(outputs.marathonCredentials);
    this.frameworkCredentials = pulumi.output(outputs.frameworkCredentials);
    // Without `outputs`, which has nothing that is not here.
    this.registerOutputs({
      uiUrl: this.uiUrl,
      master: this.master,
      masterAddress: this.masterAddress,
      slaves: this.slaves,
      mesosVersion: this.mesosVersion,
      sshUser: this.sshUser,
      sshPrivateKey: this.sshPrivateKey,
      sshProxy: this.sshProxy,
      marathonUrl: this.marathonUrl,
      zookeeperUrl: this.zookeeperUrl,
      marathonCredentials: this.marathonCredentials,
      frameworkCredentials: this.frameworkCredentials,
    });
  }
}

/**
 * A cluster from settings, for a program that makes parts of one by the other components.
 *
 * @param name name of the cluster, which names in libvirt begin with
 * @param args its settings
 * @returns the cluster, every default filled in: addresses, MAC addresses, sizes, sources
 * @throws pulumi.RunError with every fault of the settings
 */
export function clusterSpec(
  name: string,
  { libvirtUri, ...config }: MesosTestbedArgs,
): ClusterSpec {
  const project = pulumi.getProject();
  const stack = `${pulumi.getStack()}-${name}`;
  try {
    return testbedSpec(
      config,
      { project, stack, libvirtUri: libvirtUri ?? configuredLibvirtUri(), lookAtAccess },
      `cluster "${name}"`,
    );
  } catch (error) {
    throw new pulumi.RunError(messageOf(error));
  }
}
