import { spawn } from "node:child_process";
import { once } from "node:events";

import { messageOf } from "./getJson";

/** Status by which `flock` tells that somebody else holds the lock; its own default, 1, is also that of other faults. */
const conflictStatus = 75;

/**
 * Does something while it holds a file's lock, as flock(1) has it. Node.js has no call for that, so a child holds it, which
 * ends with this process, also when this one is killed.
 *
 * @param file the lock file; made where it is missing, though not its folder; it stays
 * @param action what to do
 * @returns what the action returned; undefined where somebody else holds the lock
 * @throws Error when the lock cannot be taken for another reason, and what the action throws
 */
export async function withFileLock<Result>(
  file: string,
  action: () => Promise<Result> | Result,
): Promise<Result | undefined> {
  // `cat` waits for the end of standard input.
  const child = spawn(
    "flock",
    ["--nonblock", "--conflict-exit-code", `${conflictStatus}`, file, "sh", "-c", "echo held; cat"],
    { stdio: "pipe" },
  );
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", (error) => {
      errors += messageOf(error);
      resolve(null);
    });
    child.on("close", resolve);
  });
  const status = await Promise.race([once(child.stdout, "data").then(() => "held"), ended]);
  if (status === conflictStatus) {
    return undefined;
  }
  if (status !== "held") {
    throw new Error(`the lock ${file} cannot be taken: ${errors.trim() || `status ${status}`}`);
  }
  try {
    return await action();
  } finally {
    child.stdin.end();
    await ended;
  }
}
