import * as fs from "node:fs";
import * as path from "node:path";

import { formatInputLock, parseInputLock, type InputLock } from "./inputLock";

/**
 * Reads a stack's lock file.
 *
 * @param file its path; without it nothing is trusted yet
 * @returns the trusted files
 * @throws Error that names the file, what is wrong, and the remedy
 */
export function readLockFile(file: string): InputLock {
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
 * @param lock the trusted files
 */
export function writeLockFile(file: string, lock: InputLock): void {
  const part = `${file}.part`;
  fs.writeFileSync(part, formatInputLock(lock));
  fs.renameSync(part, file);
}
