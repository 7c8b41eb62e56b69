import * as fs from "node:fs";
import * as path from "node:path";

import type { GuestFile } from "./guestFiles";

/** Where the scripts stand in a guest. */
export const GUEST_SCRIPT_FOLDER = "/usr/local/lib/mesos-testbed";

const SOURCE_FOLDER = path.join(__dirname, "..", "cloud-init", "scripts");

/**
 * Reads one guest script as it is in the repository.
 *
 * @param name path below `cloud-init/scripts`
 * @returns its text
 */
export function guestScript(name: string): string {
  return fs.readFileSync(path.join(SOURCE_FOLDER, name), "utf8");
}

/**
 * Every guest script as a file for a guest: executables in the folder itself, sourced libraries in `lib/`.
 *
 * @returns the files, in order of their names
 */
export function guestScripts(): GuestFile[] {
  const list = (folder: string): string[] =>
    fs
      .readdirSync(path.join(SOURCE_FOLDER, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => path.posix.join(folder, entry.name))
      .sort();
  const file = (name: string, mode: string): GuestFile => ({
    path: `${GUEST_SCRIPT_FOLDER}/${name}`,
    mode,
    owner: "root:root",
    content: guestScript(name),
  });
  return [
    ...list("").map((name) => file(name, "0755")),
    ...list("lib").map((name) => file(name, "0644")),
  ];
}
