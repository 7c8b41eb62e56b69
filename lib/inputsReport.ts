import { shellQuote } from "./hostScript";
import type { InspectedInput } from "./inspectInputs";
import type { NeededInput } from "./neededInputs";

/**
 * Whether an input can be had.
 *
 * @param inspected what is known of where it can be had
 */
export function isHad({ cached, answers }: InspectedInput): boolean {
  return cached !== undefined || answers.some(({ isAlive }) => isAlive);
}

/**
 * Whether nothing goes on without an input.
 *
 * @param inspected the input
 */
export function isNeeded({ input }: InspectedInput): boolean {
  return input.isDispensable !== true;
}

/**
 * A table for people: a line per source, of an input that the cache has one more, and which one will be used.
 *
 * @param inputs the inputs
 * @returns the lines, each with its newline
 */
export function formatInputs(inputs: readonly InspectedInput[]): string {
  const rows = inputs.flatMap((inspected) => {
    const { input, cached, answers } = inspected;
    const used = cached === undefined ? answers.findIndex(({ isAlive }) => isAlive) : -1;
    const lines = [
      ...(cached === undefined ? [] : [["yes", "", "the cache", cached]]),
      ...answers.map(({ status, sizeBytes }, index) => [
        index === used ? "yes" : "",
        sizeBytes === undefined ? "" : amount(sizeBytes),
        input.sources[index] ?? "",
        status,
      ]),
      ...(cached === undefined && answers.length === 0
        ? [["", "", input.unasked === undefined ? "none given" : "not asked", input.unasked ?? ""]]
        : []),
    ];
    return lines.map((line, index) => [index === 0 ? input.id : "", ...line]);
  });
  const table = [["input", "used", "size", "source", "status"], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/**
 * What cannot be had, and the ways on.
 *
 * @param inputs the inputs
 * @param stack name of the stack, for the commands
 * @param argumentsOf whose arguments the settings are, e.g. `MesosTestbed "blue"`. @default they are the stack's configuration
 * @returns the text, or the empty one when every input can be had that is not dispensable
 */
export function formatMissing(
  inputs: readonly InspectedInput[],
  stack: string,
  argumentsOf?: string,
): string {
  const needed = inputs.filter(isNeeded);
  const missing = needed.filter((inspected) => !isHad(inspected));
  if (missing.length === 0) {
    return "";
  }
  const set = (key: string, value: string): string =>
    argumentsOf === undefined
      ? `    pulumi config set -s ${shellQuote(stack)} --path ${shellQuote(`mesos-testbed:${key}`)} ${value}`
      : `    ${asArgument(key, value)}`;
  return [
    `${missing.length} of ${needed.length} inputs ${missing.length === 1 ? "has" : "have"} no living source:`,
    ...missing.flatMap(({ input, answers }) => [
      "",
      `${input.id}${input.remark === undefined ? "" : ` (${input.remark})`}`,
      ...(answers.length === 0 && input.sourceKey !== "" ? ["- no source is given"] : []),
      ...answers.map(({ status }, index) => `- ${input.sources[index] ?? ""}: ${status}`),
      ...waysToGive(input, set),
      ...(input.switchKey === undefined
        ? []
        : ["  or do without it:", set(input.switchKey, "false")]),
      ...(input.instead === undefined
        ? []
        : [
            `  ${input.sourceKey === "" ? "" : "or "}${input.instead.what}:`,
            ...input.instead.settings.map(([key, value]) => set(key, value)),
          ]),
    ]),
    "",
    ...(argumentsOf === undefined
      ? [
          "Or take all of them from a bundle, made where they can be had (docs/bundle.md):",
          `    host/bundle unpack BUNDLE ${shellQuote(stack)}`,
        ]
      : [
          `The settings are arguments of ${argumentsOf}.`,
          "Or take all of them from a bundle (docs/bundle.md of mesos-testbed). There, with a stack that has the same settings:",
          "    host/bundle unpack BUNDLE STACK",
        ]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** How another source of an input is given. */
function waysToGive(input: NeededInput, set: (key: string, value: string) => string): string[] {
  if (input.sourceKey === "") {
    return [];
  }
  return isOfGuests(input)
    ? ["  give a URL that the guests reach:", set(input.sourceKey, "URL")]
    : [
        `  give a path on this host, or a URL, of ${theFile(input)}:`,
        set(input.sourceKey, "PLACE"),
      ];
}

/**
 * A setting as a program writes it among its arguments.
 *
 * @param key key of the configuration, e.g. `marathon.sources[0]`
 * @param value its value, as the command would get it
 * @returns a property of an object, e.g. `marathon: { sources: ["PLACE"] }`
 */
function asArgument(key: string, value: string): string {
  const property = (name: string, inner: string): string =>
    `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${inner}`;
  const [first = "", ...rest] = [...key.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  const inner = rest.reduceRight(
    (text, name) => (name === "0" ? `[${text}]` : `{ ${property(name, text)} }`),
    value === "false" ? value : JSON.stringify(value),
  );
  return property(first, inner);
}

/**
 * Whether guests fetch an input by themselves, who do not see this host's files.
 *
 * @param input the input
 */
export function isOfGuests({ sourceKey }: NeededInput): boolean {
  return sourceKey.startsWith("repositories");
}

function theFile({ sha256, gitRef }: NeededInput): string {
  if (gitRef !== undefined) {
    return `a git repository that has ${gitRef}`;
  }
  return sha256 === "" ? "the file" : `the file with sha256 ${sha256}`;
}

/** For people. */
function amount(bytes: number): string {
  return bytes >= 10 * 1024 * 1024
    ? `${Math.floor(bytes / 1024 / 1024)} MiB`
    : `${Math.ceil(bytes / 1024)} KiB`;
}
