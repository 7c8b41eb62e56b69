import type { ClusterOutputs } from "./clusterOutputs";
import { reportCluster, type ClusterAnswers, type ExpectedCluster } from "./clusterState";
import { readCluster } from "./readCluster";
import type { Connect } from "./route";

/**
 * Asks master and slaves once whether what a stack's outputs say is still true; bounded by 5 s, and nothing is changed.
 *
 * @param outputs the outputs
 * @param connect how the nodes are reached, where they have a proxy. @default from this host
 * @returns what is not as they say, a sentence each; empty when all is
 */
export async function compareWithMaster(
  outputs: ClusterOutputs,
  connect?: Connect,
): Promise<string[]> {
  return differences(outputs, await readCluster(expectedCluster(outputs), connect));
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
  };
}
