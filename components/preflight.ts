import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { inputsCheck } from "../lib/checkInputs";
import type { ClusterSpec } from "../lib/clusterSpec";
import { hostCheckInput } from "../lib/hostCheck";
import { hostProgram, hostScript } from "../lib/hostScript";
import { proxySettings, type SshAccess } from "../lib/sshAccess";

/** Arguments of {@link Preflight}. */
export interface PreflightArgs {
  /** The cluster, validated. */
  spec: ClusterSpec;
  /** What marks libvirt's objects as this stack's. */
  mark: string;
  /** The host that the guests are reached through. @default the Pulumi host reaches their network */
  sshProxy?: SshAccess | undefined;
  /** Whose arguments the settings are, for the remedies, e.g. `MesosTestbed "blue"`. @default they are the stack's configuration */
  argumentsOf?: string | undefined;
}

/**
 * The gates before everything else: what cannot be, or must not be, is refused before anything is made or changed. They run
 * at the first `up`, and again when what they look at changes; a preview runs neither.
 */
export class Preflight extends pulumi.ComponentResource {
  /** Done when nothing speaks against the rest. */
  readonly passed: pulumi.Resource;

  constructor(name: string, args: PreflightArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:Preflight", name, {}, opts);
    const { spec, sshProxy } = args;

    const version = new command.local.Command(
      `${name}-version-check`,
      {
        // On an update it is told what it printed the last time: the version that the stack had.
        create: hostScript("check-version", [
          ...(sshProxy === undefined ? [] : ["--through"]),
          spec.mesos.version,
          spec.master.address,
        ]),
        ...(sshProxy === undefined
          ? {}
          : { stdin: pulumi.secret(`${proxySettings(sshProxy).join("\n")}\n\n`) }),
        logging: "stderr",
      },
      { parent: this },
    );
    const inputs = new command.local.Command(
      `${name}-inputs-check`,
      {
        create: hostProgram("checkInputs.ts"),
        // Later ones are fetched, or refused, where they are needed, and nothing stands idle for them.
        update: "true",
        stdin: JSON.stringify(inputsCheck(spec, pulumi.getStack(), args.argumentsOf)),
        logging: "stderr",
      },
      { parent: this, ignoreChanges: ["stdin"] },
    );
    this.passed = new command.local.Command(
      `${name}-host-check`,
      {
        create: hostScript("check-host"),
        // Of a stack that is there it must not take anything for somebody else's, nor for left behind.
        update: hostScript("check-host", ["--running"]),
        stdin: hostCheckInput(spec, args.mark),
        environment: { LIBVIRT_DEFAULT_URI: spec.libvirtUri },
        logging: "stderr",
      },
      { parent: this, dependsOn: [version, inputs] },
    );

    this.registerOutputs({});
  }
}
