import { lastWords, runProgram } from "./runProgram";
import { parseStackState, type StackState } from "./stackState";

/** Longest wait for the CLI, in milliseconds: about 2 s is usual, several where the machine is busy with guests. */
const PULUMI_TIMEOUT_MS = 30_000;

/**
 * Reads the state of the selected stack by the CLI that PULUMI names (default: `pulumi`).
 *
 * @returns the state; without nodes where the stack has none, or is not there at all
 * @throws Error with the CLI's own words where it cannot read the stack
 */
export async function readStack(): Promise<StackState> {
  const program = process.env["PULUMI"] ?? "pulumi";
  const result = await runProgram(program, ["stack", "export", "--show-secrets"], {
    timeoutMs: PULUMI_TIMEOUT_MS,
  });
  if (result.status === 0) {
    return parseStackState(result.stdout);
  }
  // The CLI's words for a stack that was never made, or was removed.
  if (/no stack named .* found/.test(result.stderr)) {
    return parseStackState('{"deployment":null}');
  }
  throw new Error(`${program} cannot read the stack: ${lastWords(result)}`);
}
