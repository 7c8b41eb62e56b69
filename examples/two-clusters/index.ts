/** As many clusters as there are networks, side by side on one libvirt host. */
import * as pulumi from "@pulumi/pulumi";
import { hideSecretsFromDebugLog, MesosTestbed, type ClusterConfig } from "mesos-testbed";

hideSecretsFromDebugLog(pulumi.log);

const config = new pulumi.Config();
const networks = config.requireObject<Record<string, string>>("networks");
const settings = config.requireObject<ClusterConfig>("settings");

// Names in libvirt, pool and addresses follow from the cluster's name and its network. Two clusters that share any of them
// are refused before the first resource.
const clusters = Object.entries(networks).map(
  ([name, networkCidr]) => [name, new MesosTestbed(name, { ...settings, networkCidr })] as const,
);

/** The web page of each cluster's master. */
export const uiUrls = Object.fromEntries(clusters.map(([name, { uiUrl }]) => [name, uiUrl]));
/** The slaves of each cluster, with their IDs at this `up`. */
export const slaves = Object.fromEntries(clusters.map(([name, cluster]) => [name, cluster.slaves]));
