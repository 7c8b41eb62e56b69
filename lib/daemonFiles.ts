import * as fs from "node:fs";
import * as path from "node:path";

import type { GuestFile } from "./guestFiles";

/** What a daemon is started with. */
export interface DaemonSettings {
  /** Its arguments, in order; none may hold a line break. */
  arguments: string[];
  /** Its environment; a value may hold anything but a line break. */
  environment: Record<string, string>;
}

/** Folder of the settings in a guest. */
const SETTINGS_FOLDER = "/etc/mesos-testbed";

/**
 * The files of a daemon in a guest: its Upstart job (static, from `cloud-init/files`), and its settings as data that
 * `run-daemon` reads, so that nothing is ever quoted for a shell.
 *
 * @param job name of the Upstart job
 * @param settings arguments and environment
 * @returns the job's file, its arguments (one a line) and its environment (KEY=VALUE a line, for root only)
 * @throws Error when an argument or a value holds a line break, or a name is not one of an environment variable
 */
export function daemonFiles(job: string, settings: DaemonSettings): GuestFile[] {
  const values = [...settings.arguments, ...Object.values(settings.environment)];
  if (values.some((value) => /[\r\n]/.test(value))) {
    throw new Error(`an argument or environment value of ${job} holds a line break`);
  }
  const wrong = Object.keys(settings.environment).find((key) => !/^[A-Z_][A-Z0-9_]*$/.test(key));
  if (wrong !== undefined) {
    throw new Error(`"${wrong}" is not the name of an environment variable (${job})`);
  }
  const lines = (list: string[]): string => list.map((line) => `${line}\n`).join("");
  return [
    {
      path: `/etc/init/${job}.conf`,
      mode: "0644",
      owner: "root:root",
      content: fs.readFileSync(
        path.join(__dirname, "..", "cloud-init", "files", `${job}.conf`),
        "utf8",
      ),
    },
    {
      path: `${SETTINGS_FOLDER}/${job}.args`,
      mode: "0644",
      owner: "root:root",
      content: lines(settings.arguments),
    },
    {
      path: `${SETTINGS_FOLDER}/${job}.env`,
      mode: "0600",
      owner: "root:root",
      content: lines(
        Object.keys(settings.environment)
          .sort()
          .map((key) => `${key}=${settings.environment[key]}`),
      ),
    },
  ];
}
