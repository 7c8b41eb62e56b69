import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterReport, ExpectedCluster } from "../lib/clusterState";
import type { GateRequest } from "../lib/gateRequest";
import { messageOf } from "../lib/getJson";
import { hostProgram } from "../lib/hostScript";
import { makeCommandWithin } from "../lib/makeCommand";
import { readStandingCluster } from "../lib/readCluster";
import { withRoute } from "../lib/route";
import type { Daemon } from "./daemon";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link ReadinessGate}. */
export interface ReadinessGateArgs {
  /** What the cluster has to be. */
  expected: ExpectedCluster;
  /** Every daemon; a restarted one has the gate wait again. */
  daemons: Daemon[];
  /** The machines, the master first; a replaced one has the gate wait again. */
  machines: VirtualMachine[];
  /** User and password of Marathon's HTTP API. @default it asks for none */
  marathonCredentials?: pulumi.Input<{ username: string; password: string }>;
  /** Longest wait after a change, and for a machine that boots, in seconds. */
  timeoutSeconds: number;
}

/**
 * After a change waits for the whole cluster, looks at the whole chain of conditions twice, and has a task run on every
 * slave; at every `up` reads what is true of it.
 */
export class ReadinessGate extends pulumi.ComponentResource {
  /** What the daemons say at this `up`; unknown in a preview, which works with the cluster off. */
  readonly report: pulumi.Output<ClusterReport>;

  constructor(name: string, args: ReadinessGateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:ReadinessGate", name, {}, opts);

    const gate = new command.local.Command(
      `${name}-wait`,
      {
        create: hostProgram("awaitCluster.ts"),
        // How the machines are reached, and Marathon's password, are secrets.
        stdin: pulumi.secret(request(args)),
        triggers: [
          ...args.machines.map(({ domainId }) => domainId),
          ...args.daemons.map(({ digest }) => digest),
        ],
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: args.daemons.map(({ running }) => running) },
    );

    this.report = gate.id.apply(() =>
      pulumi.runtime.isDryRun()
        ? (pulumi.output(pulumi.unknown) as unknown as pulumi.Output<ClusterReport>)
        : pulumi.output(readReport(args, this)),
    );
    this.registerOutputs({ report: this.report });
  }
}

/**
 * Reads what is true of the cluster at this `up`. After a change the gate's command has just seen all well, and without
 * one nothing is under way but the boot of a machine that was off.
 *
 * @param args the gate's
 * @param gate what progress and warnings are about
 * @returns what the daemons say, without a fault
 * @throws pulumi.RunError with what is not as it has to be, and the next command
 */
export async function readReport(
  {
    expected,
    machines,
    timeoutSeconds,
  }: Pick<ReadinessGateArgs, "expected" | "machines" | "timeoutSeconds">,
  gate?: pulumi.Resource,
): Promise<ClusterReport> {
  const report = await withRoute(machines[0]?.sshProxy, (connect) =>
    readStandingCluster(expected, {
      timeoutSeconds,
      connect,
      onProgress: (missing, seconds, bound) =>
        void pulumi.log.info(
          `cluster: waiting, ${seconds} s of at most ${bound} s: ${missing.join("; ")}`,
          gate,
        ),
    }),
  ).catch((error: unknown) => {
    const make = makeCommandWithin(pulumi.getStack());
    throw new pulumi.RunError(
      `${messageOf(error)}\nNext: ${make("status")}, which names what to do about each`,
    );
  });
  for (const warning of report.warnings) {
    await pulumi.log.warn(warning, gate);
  }
  return report;
}

/** What host/awaitCluster.ts is told. */
function request(args: ReadinessGateArgs): pulumi.Output<string> {
  const nodes = args.machines.map(({ hostName, domainName, domainId, access }) =>
    pulumi.all([domainId, access]).apply(([id, connection]) => ({
      name: hostName,
      domainName,
      domainId: id,
      connection,
    })),
  );
  return pulumi
    .all([pulumi.all(nodes), args.marathonCredentials])
    .apply(([known, marathonCredentials]) => {
      const value: GateRequest = {
        ...args.expected,
        timeoutSeconds: args.timeoutSeconds,
        stack: pulumi.getStack(),
        nodes: known,
        ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
      };
      return JSON.stringify(value);
    });
}
