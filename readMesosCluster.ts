import * as pulumi from "@pulumi/pulumi";

import {
  isSecretOutput,
  outputNames,
  parseClusterOutputs,
  type ClusterOutputs,
  type OutputName,
} from "./lib/clusterOutputs";
import { compareWithMaster } from "./lib/compareOutputs";
import { messageOf } from "./lib/getJson";

/** The outputs of a cluster's stack, each on its own; what is off there is `undefined`, secret ones are secret. */
export type MesosClusterReference = {
  readonly [Name in OutputName]-?: pulumi.Output<ClusterOutputs[Name]>;
};

/** How {@link readMesosCluster} reads. */
export interface ReadMesosClusterOptions {
  /**
   * Whether the daemons are asked, at every `up`, if what the outputs say is still true; bounded by 5 s. A preview, which
   * has to work with the cluster off, does not ask. @default false
   */
  readonly compareWithMaster?: boolean;
}

/**
 * Reads the outputs of a cluster's stack, for another Pulumi program.
 *
 * @param stackName name of the stack as a StackReference has it, e.g. `organization/mesos-testbed/dev`
 * @param options whether the daemons are asked too
 * @param opts resource options of the StackReference, which is named after the stack
 * @returns the outputs; reading any of them fails the program with a `RunError` when the stack has other outputs than this
 *   reader knows or, compared with the master, they are not true any more
 */
export function readMesosCluster(
  stackName: string,
  options: ReadMesosClusterOptions = {},
  opts?: pulumi.CustomResourceOptions,
): MesosClusterReference {
  const reference = new pulumi.StackReference(stackName, { name: stackName }, opts);
  const given = Object.fromEntries(
    outputNames.map((name) => [name, reference.getOutput(name)]),
  ) as Record<OutputName, pulumi.Output<unknown>>;
  // All together are as secret as the most secret one. Each output gets its own mark back below.
  const checked = pulumi
    .unsecret(pulumi.all(given))
    .apply((values) => checkOutputs(stackName, values, options.compareWithMaster ?? false));

  const output = (name: OutputName): pulumi.Output<unknown> => {
    const value = pulumi.all([checked, given[name]]).apply(([outputs]) => outputs[name]);
    return isSecretOutput(name) ? pulumi.secret(value) : value;
  };
  return Object.fromEntries(
    outputNames.map((name) => [name, output(name)]),
  ) as unknown as MesosClusterReference;
}

/**
 * Checks a stack's outputs by themselves and, outside of a preview, against its daemons.
 *
 * @param stackName name of the stack
 * @param values its outputs by name
 * @param isCompared whether the daemons are asked
 * @returns the outputs
 * @throws pulumi.RunError when they are not what they have to be, or not true any more
 */
export async function checkOutputs(
  stackName: string,
  values: Readonly<Record<string, unknown>>,
  isCompared: boolean,
): Promise<ClusterOutputs> {
  let outputs: ClusterOutputs;
  try {
    outputs = parseClusterOutputs(stackName, values);
  } catch (error) {
    throw new pulumi.RunError(messageOf(error));
  }
  const different =
    isCompared && !pulumi.runtime.isDryRun() ? await compareWithMaster(outputs) : [];
  if (different.length > 0) {
    throw new pulumi.RunError(
      `the outputs of stack ${stackName} are not true any more: ${different.join("; ")}. ` +
        "Run `make status` there to see why, or `pulumi up` to have the outputs say what is true now.",
    );
  }
  return outputs;
}
