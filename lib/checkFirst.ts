import { checkHost } from "./checkHost";
import { checkInputs, inputsCheck } from "./checkInputs";
import type { ClusterSpec } from "./clusterSpec";
import { messageOf } from "./getJson";
import { stackMark } from "./hostCheck";

/** What {@link checkFirst} needs beside the cluster. */
export interface CheckFirstOptions {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Name of the stack. */
  readonly stack: string;
  /** Gets what was found of the host. */
  readonly say: (line: string) => void;
}

/**
 * What has to hold before a file is fetched to learn its digest: an image of a gigabyte is of no use where another input has
 * no source, or the host cannot run the cluster. Both are asked again by the gates (components/preflight.ts), at another time.
 *
 * @param spec the cluster
 * @param options its stack
 * @throws Error with all that speaks against it, of inputs and host together
 */
export async function checkFirst(
  spec: ClusterSpec,
  { project, stack, say }: CheckFirstOptions,
): Promise<void> {
  const results = await Promise.allSettled([
    checkInputs(inputsCheck(spec, stack)),
    checkHost(spec, stackMark(project, stack), say),
  ]);
  const failures = results.filter((result) => result.status === "rejected");
  if (failures.length > 0) {
    throw new Error(failures.map(({ reason }) => messageOf(reason)).join("\n\n"));
  }
}
