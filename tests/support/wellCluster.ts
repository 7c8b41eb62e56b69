import type { ClusterReport, ExpectedCluster } from "../../lib/clusterState";

/**
 * In place of `lib/readCluster`, which would ask the daemons over the network: every node is there, under an ID made of its
 * name. For `jest.mock("../../lib/readCluster", () => jest.requireActual("../support/wellCluster"))`.
 *
 * @param expected the cluster
 */
export function readStandingCluster({
  master,
  slaves,
  mesosVersion,
}: ExpectedCluster): Promise<ClusterReport> {
  return Promise.resolve({
    faults: [],
    warnings: [],
    mesosVersion,
    master: { ...master, id: "m" },
    slaves: slaves.map((slave) => ({ ...slave, id: `id-${slave.name}` })),
  });
}
