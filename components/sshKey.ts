import * as fs from "node:fs";

import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterSpec } from "../lib/clusterSpec";
import { hostScript } from "../lib/hostScript";
import { splitKeyPair } from "../lib/sshKeyPair";

/** The key with which the nodes are reached. */
export interface KeyPair {
  /** PEM; secret. */
  privateKey: pulumi.Output<string>;
  /** One line, as in authorized_keys. */
  publicKey: pulumi.Output<string>;
}

/**
 * The user's own key pair, or one that is made for the stack.
 *
 * @param name name of the cluster
 * @param spec path of the user's private key, with `.pub` beside it, or an empty one; and the prefix that a made key is named by
 * @param parent whose child the making is
 */
export function createKeyPair(
  name: string,
  { sshKeyPath, namePrefix }: Pick<ClusterSpec, "sshKeyPath" | "namePrefix">,
  parent: pulumi.Resource,
): KeyPair {
  if (sshKeyPath !== "") {
    return {
      privateKey: pulumi.secret(fs.readFileSync(sshKeyPath, "utf8")),
      publicKey: pulumi.output(fs.readFileSync(`${sshKeyPath}.pub`, "utf8").trim()),
    };
  }
  const key = new command.local.Command(
    `${name}-ssh-key`,
    {
      create: hostScript("make-ssh-key", [namePrefix.replace(/-$/, "")]),
      // Made once: another key would replace every machine.
      update: "printf '%s\\n' \"$PULUMI_COMMAND_STDOUT\"",
      // Its output would be shown otherwise.
      logging: "none",
    },
    { parent, additionalSecretOutputs: ["stdout"] },
  );
  const pair = key.stdout.apply(splitKeyPair);
  return {
    privateKey: pair.apply(({ privateKey }) => privateKey),
    publicKey: pulumi.unsecret(pair.apply(({ publicKey }) => publicKey)),
  };
}
