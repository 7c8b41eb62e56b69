import * as pulumi from "@pulumi/pulumi";

/**
 * Has the SDK of this program log its debug lines without the engine's answers, from now on: with `--debug` it would show every
 * secret of the stack. For the first line of a program.
 *
 * @param log the SDK's log. @default that of this program's SDK
 */
export function hideSecretsFromDebugLog(
  log: { debug: (message: string, ...rest: never[]) => unknown } = pulumi.log,
): void {
  const { debug } = log;
  log.debug = (message, ...rest) => debug(withoutAnswer(String(message)), ...rest);
}

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
