/** Reads the outputs of a cluster's stack, runs an application on its Marathon, and tells where its tasks run. */
import * as pulumi from "@pulumi/pulumi";
import { hideSecretsFromDebugLog, readMesosCluster } from "mesos-testbed";

import { MarathonApplication } from "./marathonApplication";

hideSecretsFromDebugLog(pulumi.log);

const config = new pulumi.Config();
const stackName = config.require("clusterStack");

// Outputs are of the cluster's last `up`. Compared with the master, one that is not true any more ends this run.
const cluster = readMesosCluster(stackName, { compareWithMaster: true });

const application = new MarathonApplication("consumer", {
  marathonUrl: cluster.marathonUrl.apply((url) => {
    if (url === undefined) {
      throw new pulumi.RunError(
        `stack ${stackName} has no output marathonUrl (expected: an address): its Marathon is off; ` +
          "set mesos-testbed:marathon.enabled to true there",
      );
    }
    return url;
  }),
  credentials: cluster.marathonCredentials,
  definition: {
    id: "/consumer",
    cmd: "while true; do date; sleep 5; done",
    cpus: 0.1,
    mem: 16,
    instances: config.requireNumber("instances"),
  },
  timeoutSeconds: 300,
});

/** The application's ID in Marathon. */
export const applicationId = application.applicationId;
/** Where its tasks run at this `up`: ID, host and slave of each. */
export const tasks = application.tasks;
/** The cluster's web page, for a look at them. */
export const uiUrl = cluster.uiUrl;
