import * as pulumi from "@pulumi/pulumi";

/** The part of the SDK's log that is changed. */
interface DebugLog {
  /** Logs a line for `--debug`. */
  debug: (message: string, ...rest: never[]) => unknown;
}

/**
 * Has the SDK log its debug lines without the engine's answers, from now on: with `--debug` it would show every secret of the
 * stack. For the first line of a program.
 *
 * @param ownLog `pulumi.log` of a program elsewhere: npm gives it a copy of the SDK beside that of this package, and each logs what it
 *   registers. @default the package's copy is the only one
 */
export function hideSecretsFromDebugLog(ownLog: DebugLog = pulumi.log): void {
  for (const log of new Set<DebugLog>([pulumi.log, ownLog])) {
    const { debug } = log;
    log.debug = (message, ...rest) => debug(withoutAnswer(String(message)), ...rest);
  }
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
