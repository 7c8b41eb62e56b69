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
  const text = await askPulumi(["stack", "export", "--show-secrets"]);
  return parseStackState(text ?? '{"deployment":null}');
}

/**
 * Reads the outputs of the selected stack, without secrets, by the CLI that PULUMI names (default: `pulumi`).
 *
 * @returns a JSON object as text; an empty one where the stack has none, or is not there at all
 * @throws Error with the CLI's own words where it cannot read the stack
 */
export async function readOutputs(): Promise<string> {
  return (await askPulumi(["stack", "output", "--json"])) ?? "{}";
}

/** What the CLI prints; undefined where the stack is not there. */
async function askPulumi(args: readonly string[]): Promise<string | undefined> {
  const program = process.env["PULUMI"] ?? "pulumi";
  const result = await runProgram(program, args, { timeoutMs: PULUMI_TIMEOUT_MS });
  if (result.status === 0) {
    return result.stdout;
  }
  // The CLI's words for a stack that was never made, or was removed.
  if (/no stack named .* found/.test(result.stderr)) {
    return undefined;
  }
  throw new Error(`${program} cannot read the stack: ${lastWords(result)}`);
}
