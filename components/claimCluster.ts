import * as pulumi from "@pulumi/pulumi";

import { claimFaults, type ClusterClaim } from "../lib/clusterClaims";
import type { ClusterSpec } from "../lib/clusterSpec";
import { ofRun } from "./ofRun";

/** What the clusters of a run claim. */
const claimsOfRuns = new WeakMap<object, ClusterClaim[]>();

/**
 * Claims for a cluster what it must have for itself, before anything of it is made: with these options a cluster that clashes
 * with another one of the same program is not registered, nor is the other one where both are made together. A plugin host
 * makes each cluster in a run of its own; there the host alone is asked, by `host/check-host`.
 *
 * @param name name of the cluster
 * @param spec the cluster
 * @param opts its resource options
 * @returns the options, waiting for the claim as well
 */
export function claimCluster(
  name: string,
  spec: ClusterSpec,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const claim: ClusterClaim = {
    name,
    libvirtUri: spec.libvirtUri,
    namePrefix: spec.namePrefix,
    networkCidr: spec.network.cidr,
    poolPath: spec.poolPath,
  };
  const claims = ofRun(claimsOfRuns, () => []);
  const faults = claimFaults(claim, claims);
  claims.push(claim);
  if (faults.length > 0) {
    throw new pulumi.RunError(clashMessage(claim, faults));
  }
  const { dependsOn } = opts;
  const granted = decideLater(claim, claims).then(() => dependsOn ?? []);
  // The SDK takes promises in any depth (runtime/resource.ts, gatherExplicitDependencies); its type says one.
  return { ...opts, dependsOn: granted as Promise<pulumi.Resource[]> };
}

/** Not before the program has made all clusters that it makes in one go: the first one has to know of the last one. */
async function decideLater(claim: ClusterClaim, claims: readonly ClusterClaim[]): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const faults = claimFaults(
    claim,
    claims.filter((other) => other !== claim),
  );
  if (faults.length > 0) {
    throw new pulumi.RunError(clashMessage(claim, faults));
  }
}

function clashMessage({ name }: ClusterClaim, faults: readonly string[]): string {
  return [
    `cluster "${name}" clashes with another one of this program; nothing of it was made:`,
    ...faults.map((fault) => `  ${fault}`),
  ].join("\n");
}
