import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { messageOf } from "./getJson";

/** How a program ended, and what it said. */
export interface ProgramResult {
  /** Exit status; absent where it did not start or was ended for taking too long. */
  readonly status?: number;
  /** Standard output. */
  readonly stdout: string;
  /** Standard error; why it did not start, or that it took too long, where that is so. */
  readonly stderr: string;
}

/** What {@link runProgram} needs beside the command. */
export interface RunOptions {
  /** Longest time, in milliseconds; the program is ended then. */
  readonly timeoutMs: number;
  /** Standard input, for all that must not be on a command line. @default empty */
  readonly stdin?: string;
  /** Variables beside those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets every line of standard error as it comes, for progress. @default nobody */
  readonly onErrorLine?: (line: string) => void;
}

/**
 * Runs a program of the Pulumi host. It never throws: a program that is not there is a result as well.
 *
 * @param program name on PATH, or path
 * @param args its arguments
 * @param options bound and standard input
 * @returns how it ended, and what it said
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs, stdin = "", env = {}, onErrorLine }: RunOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: "C", ...env },
      stdio: "pipe",
      timeout: timeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    if (onErrorLine !== undefined) {
      createInterface({ input: child.stderr }).on("line", onErrorLine);
    }
    // A program that ends without reading its input breaks the pipe, which its status tells better.
    child.stdin.on("error", () => undefined).end(stdin);
    child.on("error", (error) => resolve({ stdout, stderr: messageOf(error) }));
    child.on("close", (status) => {
      resolve(
        status === null
          ? { stdout, stderr: `${stderr}no answer within ${timeoutMs / 1000} s` }
          : { status, stdout, stderr },
      );
    });
  });
}

/**
 * The last line of a program's standard error that says something, which mostly is the one that tells why it failed.
 *
 * @param result how it ended
 */
export function lastWords({ stderr, status }: ProgramResult): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.at(-1)?.trim() ?? `no word but status ${status}`;
}
