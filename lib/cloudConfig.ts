import * as fs from "node:fs";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { hostsFile } from "./addressing";
import type { RepositorySpec, ReservedHost } from "./clusterSpec";
import { contentHash } from "./contentHash";
import type { GuestFile } from "./guestFiles";
import { GUEST_SCRIPT_FOLDER, guestScript } from "./guestScripts";
import { fillTemplate } from "./template";
import { repositoryFiles } from "./yumRepositories";

/** What a node's seed disk says. */
export interface SeedArgs {
  /** Host name, e.g. `slave1`. */
  readonly hostName: string;
  /** DNS domain of the cluster's network. */
  readonly domain: string;
  /** Public key of the stack, one line. */
  readonly publicKey: string;
  /** Every host name of the cluster that there can ever be, with its address. */
  readonly reservedHosts: readonly ReservedHost[];
  /** The guest's yum repositories by name. */
  readonly repositories: Readonly<Record<string, RepositorySpec>>;
}

/** A node's seed disk. */
export interface Seed {
  /** cloud-init's user-data. */
  readonly userData: string;
  /** cloud-init's meta-data; its instance-id follows from the user-data. */
  readonly metaData: string;
}

const templateFolder = path.join(__dirname, "..", "cloud-init");

/** What brings all other files into a guest, and what that script sources. */
const installerScripts = ["install-files", "lib/paths.sh", "lib/log.sh", "lib/arguments.sh"];

/**
 * Renders a node's seed from `cloud-init/base.yaml`: the user's key, sudo without a terminal, the hosts file, the yum
 * repositories, and the one script that brings everything else. It holds no secret.
 *
 * @param args what the seed says
 * @returns user-data and meta-data: ASCII only, keys sorted, the same text for the same arguments
 * @throws Error when the template and its values do not fit, or a text is not ASCII
 */
export function renderSeed(args: SeedArgs): Seed {
  const fqdn = `${args.hostName}.${args.domain}`;
  const template: unknown = parse(fs.readFileSync(path.join(templateFolder, "base.yaml"), "utf8"));
  const config = fillTemplate(template, {
    fqdn,
    publicKey: args.publicKey,
    files: seedFiles(args, fqdn).map(writeFilesEntry),
  });
  const userData = `#cloud-config\n${stringify(config, yamlStyle)}`;
  const instanceId = `${args.hostName}-${contentHash(userData).slice(0, 16)}`;
  const metaData = stringify({ "instance-id": instanceId, "local-hostname": fqdn }, yamlStyle);
  // 0.7.5 puts content through Python 2's str(), which fails on anything else.
  const isAscii = /^[\x20-\x7e\n]*$/.test(userData + metaData);
  if (!isAscii) {
    throw new Error(
      `the seed of ${args.hostName} is not ASCII, which cloud-init 0.7.5 cannot read`,
    );
  }
  return { userData, metaData };
}

/** One long line per value, keys in order: equal arguments give equal text. */
const yamlStyle = { lineWidth: 0, sortMapEntries: true } as const;

function seedFiles(args: SeedArgs, fqdn: string): GuestFile[] {
  const file = (filePath: string, mode: string, content: string): GuestFile => ({
    path: filePath,
    mode,
    owner: "root:root",
    content,
  });
  const hosts = args.reservedHosts.map(({ hostName, address }) => ({
    hostName: hostName === args.hostName ? `${hostName} ${fqdn}` : hostName,
    address,
  }));
  const sudoers = fs.readFileSync(path.join(templateFolder, "files", "sudoers"), "utf8");
  return [
    file("/etc/hosts", "0644", hostsFile(hosts)),
    file("/etc/sudoers.d/90-mesos-testbed", "0440", sudoers),
    ...repositoryFiles(args.repositories),
    ...installerScripts.map((name) =>
      file(
        `${GUEST_SCRIPT_FOLDER}/${name}`,
        name.startsWith("lib/") ? "0644" : "0755",
        guestScript(name),
      ),
    ),
  ];
}

/** cloud-init's form of a file; Base64, so that no content can be misread as YAML or break on bytes. */
function writeFilesEntry({ path: filePath, mode, owner, content }: GuestFile): object {
  return {
    path: filePath,
    permissions: mode,
    owner,
    encoding: "b64",
    content: Buffer.from(content, "utf8").toString("base64"),
  };
}
