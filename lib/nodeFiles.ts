import * as fs from "node:fs";
import * as path from "node:path";

import type { GuestFile } from "./guestFiles";
import { guestScripts } from "./guestScripts";

/**
 * What every node gets as soon as SSH answers, whatever runs on it: the guest scripts, and the drop-in that has their logs
 * and the daemons' rotated.
 *
 * @returns the files
 */
export function nodeFiles(): GuestFile[] {
  return [
    ...guestScripts(),
    {
      path: "/etc/logrotate.d/mesos-testbed",
      mode: "0644",
      owner: "root:root",
      content: fs.readFileSync(
        path.join(__dirname, "..", "cloud-init", "files", "mesos-testbed.logrotate"),
        "utf8",
      ),
    },
  ];
}
