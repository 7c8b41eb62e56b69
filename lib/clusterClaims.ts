/** What a cluster takes for itself on its libvirt host. */
export interface ClusterClaim {
  /** Name of the cluster in the program. */
  readonly name: string;
  /** URI of libvirt. */
  readonly libvirtUri: string;
  /** What every libvirt name starts with. */
  readonly namePrefix: string;
  /** The network, a /24. */
  readonly networkCidr: string;
  /** Folder of the storage pool. */
  readonly poolPath: string;
}

/** What two clusters on one host must not share, and the key that makes it another one. */
const exclusive = ["namePrefix", "networkCidr", "poolPath"] as const;

/**
 * Finds what a cluster and others want for themselves alike. Two URIs may lead to one host, so that is asked as well, by
 * `host/check-host`, once the others are there.
 *
 * @param claim the cluster
 * @param others all other clusters of the program
 * @returns a line for each, with key, value, who else has it, and the remedy
 */
export function claimFaults(claim: ClusterClaim, others: readonly ClusterClaim[]): string[] {
  return others
    .filter(({ libvirtUri }) => libvirtUri === claim.libvirtUri)
    .flatMap((other) =>
      exclusive
        .filter((key) => other[key] === claim[key])
        .map(
          (key) =>
            `${key} "${claim[key]}" is that of cluster "${other.name}" on ${other.libvirtUri} as well; give one of them another`,
        ),
    );
}
