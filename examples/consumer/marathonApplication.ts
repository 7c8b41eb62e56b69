import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { readTasks, type Credentials, type MarathonTask } from "./marathonTasks";

/** An application as Marathon's API has it (Marathon 0.11, docs/rest-api.md), as far as it is used here. */
export interface ApplicationDefinition {
  /** ID, an absolute path, e.g. `/consumer`. */
  id: string;
  /** Shell command of a task. */
  cmd: string;
  /** CPUs of a task. */
  cpus: number;
  /** Memory of a task, in MiB. */
  mem: number;
  /** Number of tasks. */
  instances: number;
}

/** Arguments of {@link MarathonApplication}. */
export interface MarathonApplicationArgs {
  /** Root of Marathon's API. */
  marathonUrl: pulumi.Input<string>;
  /** User and password of the API, or undefined where it asks for none. */
  credentials: pulumi.Output<Credentials | undefined>;
  /** The application. */
  definition: ApplicationDefinition;
  /** Longest wait for its tasks, and on a delete for their end, in seconds. */
  timeoutSeconds: number;
}

/** An application on a Marathon, removed with the resource. */
export class MarathonApplication extends pulumi.ComponentResource {
  /** ID of the application, known once its tasks run. */
  readonly applicationId: pulumi.Output<string>;
  /** Where its tasks run at this `up`; unknown in a preview. */
  readonly tasks: pulumi.Output<MarathonTask[]>;

  constructor(name: string, args: MarathonApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-consumer:index:MarathonApplication", name, {}, opts);
    const { definition, timeoutSeconds } = args;
    const access = pulumi.all([pulumi.output(args.marathonUrl), args.credentials]);

    const deployment = new command.local.Command(
      `${name}-deployment`,
      {
        create: "node deploy.mjs deploy",
        delete: "node deploy.mjs remove",
        // The password is on no command line, and in the state encrypted.
        stdin: pulumi.secret(
          access.apply(([url, credentials]) =>
            JSON.stringify({ url, credentials, definition, timeoutSeconds }),
          ),
        ),
        // Another ID is another application: the one of the old ID goes first.
        triggers: [definition.id],
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, deleteBeforeReplace: true },
    );

    this.applicationId = deployment.id.apply(() => definition.id);
    // Tasks move when a slave goes, without any change of this stack: so they are read at every `up`.
    this.tasks = pulumi.unsecret(
      pulumi
        .all([access, deployment.id])
        .apply(([[url, credentials]]) =>
          pulumi.runtime.isDryRun()
            ? (pulumi.output(pulumi.unknown) as unknown as pulumi.Output<MarathonTask[]>)
            : pulumi.output(readTasks(url, definition.id, credentials)),
        ),
    );
    this.registerOutputs({ applicationId: this.applicationId, tasks: this.tasks });
  }
}
