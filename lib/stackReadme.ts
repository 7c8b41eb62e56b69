import type { ClusterOutputs, OutputNode } from "./clusterOutputs";

/** The outputs that are no secret. */
export type OpenOutputs = Omit<ClusterOutputs, "marathonCredentials" | "sshPrivateKey" | "readme">;

/** Whose readme it is. */
export interface ReadmeStack {
  /** Name as a StackReference has it, e.g. `organization/mesos-testbed/dev`. */
  readonly fullName: string;
  /** Name for the CLI, e.g. `dev`. */
  readonly name: string;
  /** Whether Marathon asks for user and password. */
  readonly hasMarathonCredentials: boolean;
  /** Whether its nodes may reach hosts outside the cluster's network. */
  readonly outboundTraffic: boolean;
}

/**
 * A stack's readme, in Markdown. Pulumi Cloud shows the output of this name beside the stack, with `${outputs.NAME}` replaced
 * (pulumi.com/docs, Projects and stacks, Stack README); so that it is the same everywhere, every value stands in it as it is,
 * and no dollar sign does.
 *
 * @param stack whose it is
 * @param outputs what is true of the cluster
 * @returns the text, without any secret
 */
export function stackReadme(stack: ReadmeStack, outputs: OpenOutputs): string {
  return [
    `# Mesos cluster of stack ${stack.name}`,
    `Mesos ${outputs.mesosVersion}, one master and ${count(outputs.slaves, "slave")}, as the last \`up\` found them.`,
    links(stack, outputs).join("\n"),
    "## Nodes",
    nodeTable(outputs).join("\n"),
    "IDs change when a slave's machine is rebooted; the next `up` writes the new ones.",
    stack.outboundTraffic
      ? "Tasks may reach hosts outside the cluster's network (`outboundTraffic`)."
      : "Tasks reach no host outside the cluster's network, unless `outboundTraffic` is set to true.",
    "## Commands",
    "In the project's folder:",
    table([
      ["command", "what it does"],
      ...commands(stack, outputs).map(([command, meaning]) => [`\`${command}\``, meaning]),
    ]).join("\n"),
    "## From another program",
    ["```ts", `const cluster = readMesosCluster("${stack.fullName}");`, "```"].join("\n"),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function links(stack: ReadmeStack, outputs: OpenOutputs): string[] {
  const { uiUrl, masterAddress, marathonUrl, zookeeperUrl } = outputs;
  const login = stack.hasMarathonCredentials
    ? ", with user and password of the output `marathonCredentials`"
    : "";
  return [
    `- Master: <${uiUrl}>`,
    ...(marathonUrl === undefined ? [] : [`- Marathon: <${marathonUrl}>${login}`]),
    zookeeperUrl === undefined
      ? `- For a framework: \`${masterAddress}\``
      : `- For a framework: \`${zookeeperUrl}\`, or \`${masterAddress}\` for one that need not outlive the master`,
  ];
}

function nodeTable({ uiUrl, master, slaves }: OpenOutputs): string[] {
  const row = ({ name, address, id }: OutputNode, page: string): string[] => [
    name,
    address,
    `\`${id}\``,
    page,
  ];
  return table([
    ["node", "address", "ID", "page"],
    row(master, `[master](${uiUrl})`),
    ...slaves.map((slave) => row(slave, `[${slave.name}](${uiUrl}/#/slaves/${slave.id})`)),
  ]);
}

function commands(stack: ReadmeStack, outputs: OpenOutputs): [string, string][] {
  const make = (target: string): string => `make ${target} STACK=${stack.name}`;
  const node = outputs.slaves[0]?.name ?? outputs.master.name;
  return [
    [make("status"), "what is true now, with the next command where something is not"],
    [make(`ssh NODE=${node}`), "a shell on a node"],
    [make("ui"), "the web pages, where the addresses are not reached from the browser"],
    [make("logs"), "all logs in one file, without secrets"],
    [make("outputs"), "the outputs as JSON"],
    ...(stack.hasMarathonCredentials
      ? [
          [
            `pulumi stack output -s ${stack.name} --show-secrets marathonCredentials`,
            "user and password of Marathon",
          ] as [string, string],
        ]
      : []),
  ];
}

function table([head = [], ...rows]: string[][]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function count(list: readonly unknown[], noun: string): string {
  return list.length === 1 ? `one ${noun}` : `${list.length} ${noun}s`;
}
