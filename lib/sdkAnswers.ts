/**
 * A line of the SDK's debug log without the engine's answer in it. After each resource the SDK (3.259, runtime/resource.js)
 * logs the whole answer, in which secrets are in plain; `--debug` shows it.
 *
 * @param message the line
 * @returns the line up to its answer
 */
export function withoutAnswer(message: string): string {
  return message.replace(
    /(RPC finished: [^]*?\bresp: )[^]*$/,
    "$1(not shown: it may hold secrets)",
  );
}
