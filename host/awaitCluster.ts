/**
 * Waits until the cluster is as it has to be, and says what is missing while it waits. Standard input has the expected
 * cluster and `timeoutSeconds` as JSON; run by `node host/run.cjs`.
 */
import * as fs from "node:fs";

import type { ExpectedCluster } from "../lib/clusterState";
import { awaitCluster } from "../lib/readCluster";

async function main(): Promise<void> {
  const { timeoutSeconds, ...expected } = JSON.parse(
    fs.readFileSync(0, "utf8"),
  ) as ExpectedCluster & {
    timeoutSeconds: number;
  };
  const report = await awaitCluster(expected, {
    timeoutSeconds,
    onProgress: (missing, seconds) => {
      console.error(
        `cluster: waiting, ${seconds} s of at most ${timeoutSeconds} s: ${missing.join("; ")}`,
      );
    },
  });
  console.error(
    `cluster: master ${report.master.id} leads, ${report.slaves.length} slaves are active, all report version ${report.mesosVersion}`,
  );
  for (const warning of report.warnings) {
    console.error(`cluster: warning: ${warning}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(
    "Next: make logs NODE=master, or on the node: /var/log/mesos, /var/log/marathon, /var/log/zookeeper",
  );
  process.exitCode = 1;
});
