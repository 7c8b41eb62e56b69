import type { ExpectedCluster } from "./clusterState";
import type { StackState } from "./stackState";

/** What the readiness gate hands to host/awaitCluster.ts on standard input, as JSON; secret. */
export interface GateRequest
  extends ExpectedCluster, Pick<StackState, "nodes" | "marathonCredentials"> {
  /** Longest time, in seconds: for the cluster to be there, and again for a task on every slave. */
  readonly timeoutSeconds: number;
  /** The stack's name, for the commands that messages advise. */
  readonly stack: string;
}

/**
 * The stack that a request is about, as the checks see it. libvirt is not asked: a machine that answers runs.
 *
 * @param request the request
 */
export function stackOf({
  nodes,
  marathonCredentials,
  master,
  slaves,
  mesosVersion,
  marathonFrameworks,
  frameworkName,
  marathonVersion,
}: GateRequest): StackState {
  return {
    libvirtUri: "",
    networkName: "",
    nodes,
    expected: {
      master,
      slaves,
      mesosVersion,
      marathonFrameworks,
      ...(frameworkName === undefined ? {} : { frameworkName }),
      ...(marathonVersion === undefined ? {} : { marathonVersion }),
    },
    lastIds: new Map(),
    uiUrls: [],
    ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
  };
}
