import * as path from "node:path";

import type { ClusterSpec } from "./clusterSpec";
import { hostCheckInput } from "./hostCheck";
import { runProgram } from "./runProgram";
import { whileTelling } from "./whileTelling";

/** Longest time, in milliseconds: host/check-host bounds each of its questions by itself. */
const CHECK_TIMEOUT_MS = 600 * 1000;

/**
 * Has the host of a cluster checked as `up` does before it makes anything, but removes and makes nothing, apart from the
 * machine that is tried. What bears the stack's mark may be there: a stack that runs is not refused for its own sake.
 *
 * @param spec the cluster
 * @param mark description that the stack's domains carry
 * @param say gets what was found, and while that takes long, that it goes on
 * @throws Error with every fault, each with its remedy
 */
export async function checkHost(
  spec: ClusterSpec,
  mark: string,
  say: (line: string) => void,
): Promise<void> {
  const { status, stderr } = await whileTelling(
    (seconds) => say(`looking at libvirt at ${spec.libvirtUri}, ${seconds} s`),
    runProgram(path.join(__dirname, "..", "host", "check-host"), ["--look"], {
      timeoutMs: CHECK_TIMEOUT_MS,
      stdin: hostCheckInput(spec, mark),
      env: { LIBVIRT_DEFAULT_URI: spec.libvirtUri },
    }),
  );
  const words = stderr.trim();
  if (status !== 0) {
    throw new Error(words === "" ? `check-host ended with status ${status}` : words);
  }
  words.split("\n").forEach(say);
}
