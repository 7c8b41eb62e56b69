import type { ClusterSpec } from "./clusterSpec";
import type { ExpectedCluster } from "./clusterState";
import { otherFrameworkName } from "./daemonSettings";

/**
 * What has to be true of the cluster of a configuration. It is stored as an input of the readiness gate, so what has its
 * default is left out: with a new key every stack that is there would run its gate once more.
 *
 * @param spec the cluster, validated
 */
export function expectedOf(spec: ClusterSpec): ExpectedCluster {
  const frameworkName = otherFrameworkName(spec);
  return {
    master: { name: spec.master.hostName, address: spec.master.address },
    slaves: spec.slaves.map(({ hostName, address }) => ({ name: hostName, address })),
    mesosVersion: spec.mesos.version,
    ...(spec.marathon.enabled
      ? {
          marathonFrameworks: 1,
          marathonVersion: spec.marathon.version,
          ...(frameworkName === undefined ? {} : { frameworkName }),
        }
      : { marathonFrameworks: 0 }),
  };
}
