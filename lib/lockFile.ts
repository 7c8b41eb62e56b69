import * as fs from "node:fs";
import * as path from "node:path";

import { formatInputLock, parseInputLock, type InputLock } from "./inputLock";

/**
 * Reads a stack's lock file.
 *
 * @param file its path; one that is not there is empty
 * @throws Error when it is not right
 */
export function readLock(file: string): InputLock {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return {};
    }
    throw error;
  }
  return parseInputLock(text, path.basename(file));
}

/**
 * Writes a stack's lock file. Whoever reads it meanwhile, or after a kill, sees the old file or the new one.
 *
 * @param file its path
 * @param lock what is trusted
 */
export function writeLock(file: string, lock: InputLock): void {
  const part = `${file}.part`;
  fs.writeFileSync(part, formatInputLock(lock));
  fs.renameSync(part, file);
}
