import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterReport, ExpectedCluster } from "../lib/clusterState";
import { hostProgram } from "../lib/hostScript";
import { awaitCluster } from "../lib/readCluster";
import type { Daemon } from "./daemon";

/** Arguments of {@link ReadinessGate}. */
export interface ReadinessGateArgs {
  /** What the cluster has to be. */
  expected: ExpectedCluster;
  /** Every daemon; a restarted one has the gate wait again. */
  daemons: Daemon[];
  /** IDs of the machines; a replaced one has the gate wait again. */
  domainIds: pulumi.Input<string>[];
  /** Longest wait, in seconds. */
  timeoutSeconds: number;
}

/** Waits for the whole cluster after a change, and reads what is true of it at every `up`. */
export class ReadinessGate extends pulumi.ComponentResource {
  /** What the daemons say at this `up`; unknown in a preview, which works with the cluster off. */
  readonly report: pulumi.Output<ClusterReport>;

  constructor(name: string, args: ReadinessGateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:ReadinessGate", name, {}, opts);

    const gate = new command.local.Command(
      `${name}-wait`,
      {
        create: hostProgram("awaitCluster.ts"),
        stdin: JSON.stringify({ ...args.expected, timeoutSeconds: args.timeoutSeconds }),
        triggers: [...args.domainIds, ...args.daemons.map(({ digest }) => digest)],
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: args.daemons.map(({ running }) => running) },
    );

    this.report = gate.id.apply(() =>
      pulumi.runtime.isDryRun()
        ? (pulumi.output(pulumi.unknown) as unknown as pulumi.Output<ClusterReport>)
        : pulumi.output(this.read(args)),
    );
    this.registerOutputs({ report: this.report });
  }

  private async read({ expected, timeoutSeconds }: ReadinessGateArgs): Promise<ClusterReport> {
    const report = await awaitCluster(expected, { timeoutSeconds });
    for (const warning of report.warnings) {
      await pulumi.log.warn(warning, this);
    }
    return report;
  }
}
