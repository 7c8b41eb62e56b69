import type { ClusterSpec } from "./clusterSpec";
import { formatMissing, isHad } from "./inputsReport";
import { inspectInputs } from "./inspectInputs";
import { neededInputs, type NeededInput } from "./neededInputs";

/** What has to be had, and who wants it. */
export interface InputsCheck {
  /** The inputs. */
  readonly inputs: readonly NeededInput[];
  /** The cache folder; empty means the user's own. */
  readonly cacheDirectory: string;
  /** Name of the stack, for the commands that go on. */
  readonly stack: string;
  /** Whose arguments the settings are, e.g. `MesosTestbed "blue"`. @default they are the stack's configuration */
  readonly argumentsOf?: string;
}

/**
 * The check of a cluster.
 *
 * @param spec the cluster
 * @param stack name of its stack
 * @param argumentsOf as of {@link InputsCheck}
 */
export function inputsCheck(spec: ClusterSpec, stack: string, argumentsOf?: string): InputsCheck {
  return {
    inputs: neededInputs(spec),
    cacheDirectory: spec.cacheDirectory,
    stack,
    ...(argumentsOf === undefined ? {} : { argumentsOf }),
  };
}

/**
 * Checks before anything is made that every input that the cache does not have has a living source.
 *
 * @param check the inputs
 * @returns how many of them have a living source, and how many the cache has
 * @throws Error with every input that has none, and the ways on
 */
export async function checkInputs({
  inputs,
  cacheDirectory,
  stack,
  argumentsOf,
}: InputsCheck): Promise<{ asked: number; cached: number }> {
  const inspected = await inspectInputs(inputs, { cacheDirectory, askAll: false });
  const missing = formatMissing(inspected, stack, argumentsOf);
  if (missing !== "") {
    // doctor reads a stack's configuration, and nobody's arguments.
    const all =
      argumentsOf === undefined ? ` All sources at a glance: make doctor STACK=${stack}` : "";
    throw new Error(`${missing}\nNothing was made or changed.${all}`);
  }
  const cached = inspected.filter((input) => input.cached !== undefined).length;
  return { asked: inspected.filter(isHad).length - cached, cached };
}
