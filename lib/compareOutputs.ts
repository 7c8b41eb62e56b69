import type { ClusterOutputs } from "./clusterOutputs";
import { reportCluster, type ClusterAnswers, type ExpectedCluster } from "./clusterState";
import { readCluster } from "./readCluster";
import { accessByUri } from "./readSshAccess";
import { withRoute } from "./route";

/** How {@link compareWithMaster} asks. */
export interface CompareOptions {
  /**
   * The host that the daemons are asked through, `ssh://user@host:port?keyfile=PATH&knownhosts=PATH`, where the cluster has an output
   * `sshProxy` and this host has no way to its network. @default they are asked from here
   */
  readonly sshProxy?: string;
}

/**
 * Asks master and slaves once whether what a stack's outputs say is still true; bounded by 5 s, with a proxy by 20 s more for the
 * login, and nothing is changed.
 *
 * @param outputs the outputs
 * @param options the host that they are asked through
 * @returns what is not as they say, a sentence each; empty when all is
 * @throws Error when the proxy is not one, or cannot be logged in to
 */
export async function compareWithMaster(
  outputs: ClusterOutputs,
  { sshProxy }: CompareOptions = {},
): Promise<string[]> {
  return withRoute(accessByUri(sshProxy), async (connect) =>
    differences(outputs, await readCluster(expectedCluster(outputs), connect)),
  );
}

/**
 * Compares outputs with what the daemons say.
 *
 * @param outputs the outputs
 * @param answers what the daemons said
 * @returns what is not as they say, a sentence each
 */
export function differences(outputs: ClusterOutputs, answers: ClusterAnswers): string[] {
  const { faults, master, slaves } = reportCluster(answers, expectedCluster(outputs));
  const known = new Map([master, ...slaves].map(({ name, id }) => [name, id]));
  const otherIds = [outputs.master, ...outputs.slaves].flatMap(({ name, id }) => {
    const now = known.get(name) ?? "";
    // One that is not there, or does not answer, is among the faults already.
    return now === "" || now === id ? [] : [`${name}, ID: ${now} (the outputs say ${id})`];
  });
  return [...faults, ...otherIds];
}

function expectedCluster(outputs: ClusterOutputs): ExpectedCluster {
  return {
    master: outputs.master,
    slaves: outputs.slaves,
    mesosVersion: outputs.mesosVersion,
    marathonFrameworks: outputs.marathonUrl === undefined ? 0 : 1,
    ...(outputs.marathonFramework === undefined
      ? {}
      : { frameworkName: outputs.marathonFramework }),
  };
}
