import type { SpecContext } from "./buildSpec";
import type { ClusterConfig } from "./clusterConfig";
import type { ClusterSpec } from "./clusterSpec";
import { fileInputs } from "./fileInputs";
import { readConfig } from "./readConfig";

/**
 * Derives a cluster from settings that a program gives, with the rules and defaults of the project's configuration. No file
 * is trusted on first use, since there is no stack file to keep a lock beside: every file needs a digest that is given or known.
 *
 * @param config the settings
 * @param context what the default of `namePrefix` is made of, and libvirt
 * @param where whose settings they are, for the message
 * @returns the cluster, every default filled in
 * @throws Error with every fault, each with key, value, what is allowed and the remedy
 */
export function testbedSpec(
  config: ClusterConfig,
  context: SpecContext,
  where: string,
): ClusterSpec {
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  const { spec, faults = [] } = readConfig(values, context);
  const lines = [
    ...faults.map(({ key, message }) => `${key}: ${message}`),
    ...(spec === undefined ? [] : digestFaults(spec)),
  ];
  if (spec === undefined || lines.length > 0) {
    throw new Error(
      [
        `the settings of ${where} have ${lines.length === 1 ? "one fault" : `${lines.length} faults`}; nothing was changed:`,
        ...lines.map((line) => `  ${line}`),
        "docs/configuration.md of mesos-testbed has every key.",
      ].join("\n"),
    );
  }
  return spec;
}

function digestFaults(spec: ClusterSpec): string[] {
  const { source, ref, commit } = spec.mesos;
  const files = fileInputs(spec)
    .filter(({ download }) => download.sha256 === "")
    .map(
      ({ name, id }) =>
        `${name}.sha256: "" is not allowed, since no SHA-256 of ${id} is known; allowed: the file's, 64 lower-case ` +
        "hexadecimal digits; the project's own `pulumi up` learns one and writes it into inputs.<stack>.lock.json",
    );
  return source === "git" && commit === ""
    ? [
        ...files,
        `mesos.ref: "${ref}" is not allowed, since a tag or branch can be moved; allowed: a commit, 40 lower-case ` +
          "hexadecimal digits; the project's own `pulumi up` learns that of a tag",
      ]
    : files;
}
