import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { AuthenticationSpec } from "../lib/clusterSpec";
import type { DaemonSecrets } from "../lib/daemonSettings";

/** The secrets of a cluster, of 32 letters and digits each. */
export interface ClusterSecrets {
  /** Those of its own daemons, and of Marathon's HTTP API. */
  secrets: pulumi.Output<DaemonSecrets>;
  /** Those of the user's frameworks, by principal. */
  principals: pulumi.Output<Record<string, string>>;
}

/**
 * Makes one secret per principal.
 *
 * @param name name of the cluster
 * @param authentication the principals beside the cluster's own, and the rotation: another number is another secret
 * @param parent whose children they are
 */
export function createSecrets(
  name: string,
  { principals, rotation }: AuthenticationSpec,
  parent: pulumi.Resource,
): ClusterSecrets {
  const secret = (owner: string): pulumi.Output<string> =>
    new random.RandomPassword(
      `${name}-${owner}-secret`,
      // Letters and digits: the credentials' text form splits at blanks.
      {
        length: 32,
        special: false,
        // Another keeper is another secret.
        ...(rotation === 0 ? {} : { keepers: { rotation: String(rotation) } }),
      },
      { parent },
    ).result;
  // Two outputs: in a preview one unknown value makes the whole of an output unknown, and a principal that is added would
  // be shown as a change of every daemon.
  return {
    secrets: pulumi.output({
      slave: secret("slave"),
      marathon: secret("marathon"),
      marathonHttp: secret("marathon-http"),
    }),
    principals: pulumi.output(
      Object.fromEntries(
        principals.map((principal) => [principal, secret(`principal-${principal}`)]),
      ),
    ),
  };
}
