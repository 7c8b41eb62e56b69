/**
 * The Mesos test cluster of a stack: a network, an image, a master and its slaves in libvirt.
 */
import * as pulumi from "@pulumi/pulumi";

import { MesosCluster } from "./components/mesosCluster";
import { loadClusterSpec } from "./config";

const spec = loadClusterSpec();
const cluster = new MesosCluster("mesos", {
  spec,
  mark: `mesos-testbed stack ${pulumi.getProject()}/${pulumi.getStack()}`,
});

/** Version of these outputs' form; within one, keys are only added. */
export const schemaVersion = 1;
/** User for SSH to the nodes. */
export const sshUser = cluster.sshUser;
/** Path of the user's own key, where one is configured. */
export const sshKeyPath = spec.sshKeyPath === "" ? undefined : spec.sshKeyPath;
/** The stack's private key, where the configuration asks for it. */
export const sshPrivateKey = spec.exportSshKey ? cluster.sshPrivateKey : undefined;
/** The nodes that are up, master first. */
export const nodes = cluster.nodes;
