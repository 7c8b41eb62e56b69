import * as pulumi from "@pulumi/pulumi";

import { ofRun } from "./components/ofRun";
import {
  isSecretOutput,
  outputNames,
  parseClusterOutputs,
  type ClusterOutputs,
  type OutputName,
} from "./lib/clusterOutputs";
import { compareWithMaster, type CompareOptions } from "./lib/compareOutputs";
import { messageOf } from "./lib/getJson";

/** The outputs of a cluster's stack, each on its own; what is off there is `undefined`, secret ones are secret. */
export type MesosClusterReference = {
  readonly [Name in OutputName]-?: pulumi.Output<ClusterOutputs[Name]>;
};

/** How {@link readMesosCluster} reads. */
export interface ReadMesosClusterOptions extends CompareOptions {
  /**
   * Whether the daemons are asked, at every `up`, if what the outputs say is still true; bounded by 5 s. A preview, which
   * has to work with the cluster off, does not ask. @default false
   */
  readonly compareWithMaster?: boolean;
}

/** The references of each run, by stack. */
const referencesOfRuns = new WeakMap<object, Map<string, pulumi.StackReference>>();

/**
 * Reads the outputs of a cluster's stack, for another Pulumi program. It may be called for a stack as often as there are modules
 * that need it, and beside a StackReference of the program's own.
 *
 * @param stackName name of the stack as a StackReference has it, e.g. `organization/mesos-testbed/dev`
 * @param options whether the daemons are asked too, and through which host
 * @param opts resource options of the StackReference, which is named `mesos-testbed:` and the stack; those of the first call for a
 *   stack hold for all of them
 * @returns the outputs; reading any of them fails the program with a `RunError` when the stack has other outputs than this
 *   reader knows or, compared with the master, they are not true any more
 */
export function readMesosCluster(
  stackName: string,
  options: ReadMesosClusterOptions = {},
  opts?: pulumi.CustomResourceOptions,
): MesosClusterReference {
  const reference = referenceTo(stackName, opts);
  const given = Object.fromEntries(
    outputNames.map((name) => [name, reference.getOutput(name)]),
  ) as Record<OutputName, pulumi.Output<unknown>>;
  // All together are as secret as the most secret one. Each output gets its own mark back below.
  const checked = pulumi
    .unsecret(pulumi.all(given))
    .apply((values) => checkOutputs(stackName, values, options));

  const output = (name: OutputName): pulumi.Output<unknown> => {
    const value = pulumi.all([checked, given[name]]).apply(([outputs]) => outputs[name]);
    return isSecretOutput(name) ? pulumi.secret(value) : value;
  };
  return Object.fromEntries(
    outputNames.map((name) => [name, output(name)]),
  ) as unknown as MesosClusterReference;
}

/**
 * The one reference of this run to a stack: the engine refuses a second resource of the same name ("Duplicate resource URN"), and so a
 * name that a program would give its own reference.
 */
function referenceTo(
  stackName: string,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.StackReference {
  const references = ofRun(referencesOfRuns, () => new Map<string, pulumi.StackReference>());
  const known = references.get(stackName);
  if (known !== undefined) {
    return known;
  }
  const reference = new pulumi.StackReference(
    `mesos-testbed:${stackName}`,
    { name: stackName },
    opts,
  );
  references.set(stackName, reference);
  return reference;
}

/**
 * Checks a stack's outputs by themselves and, outside of a preview, against its daemons.
 *
 * @param stackName name of the stack
 * @param values its outputs by name
 * @param options whether the daemons are asked, and through which host
 * @returns the outputs
 * @throws pulumi.RunError when they are not what they have to be, or not true any more
 */
export async function checkOutputs(
  stackName: string,
  values: Readonly<Record<string, unknown>>,
  options: ReadMesosClusterOptions,
): Promise<ClusterOutputs> {
  let outputs: ClusterOutputs;
  let different: string[] = [];
  try {
    outputs = parseClusterOutputs(stackName, values);
    if (options.compareWithMaster === true && !pulumi.runtime.isDryRun()) {
      different = await compareWithMaster(outputs, options);
    }
  } catch (error) {
    throw new pulumi.RunError(messageOf(error));
  }
  if (different.length > 0) {
    throw new pulumi.RunError(
      `the outputs of stack ${stackName} are not true any more: ${different.join("; ")}. ` +
        "Run `make status` there to see why, or `pulumi up` to have the outputs say what is true now.",
    );
  }
  return outputs;
}
