import type { Condition } from "./condition";
import { virshCommand } from "./libvirtUri";
import type { makeCommand } from "./makeCommand";
import type { StackState } from "./stackState";

/** Gives the command of a target of the Makefile for a stack, e.g. `make up STACK=dev` for `up`. */
export type MakeCommand = ReturnType<typeof makeCommand>;

/** The Upstart job that a condition of a daemon is about. */
const jobs: Readonly<Record<string, string>> = {
  "ZooKeeper answers": "zookeeper",
  "master leads": "mesos-master",
  "slave active": "mesos-slave",
  ID: "mesos-slave",
  "Marathon leads": "marathon",
  "Marathon registered": "marathon",
  "task runs": "mesos-slave",
};

/** What a condition of a version is about, by the first word of what it expects; Mesos has the bare number. */
const versions: Readonly<Record<string, string>> = { ZooKeeper: "zookeeper", Marathon: "marathon" };

/** The Upstart job that a condition is about; undefined for one of the machine. */
function jobOf(
  { name, node, expected }: Condition,
  master: string | undefined,
): string | undefined {
  if (name !== "version") {
    return jobs[name];
  }
  return versions[firstWord(expected)] ?? (node === master ? "mesos-master" : "mesos-slave");
}

function firstWord(text: string): string {
  return text.split(" ", 1)[0] ?? "";
}

/**
 * The log that tells why a condition does not hold.
 *
 * @param condition the condition
 * @param stack the stack
 * @returns what the guest's `show-log` calls it; undefined where no log in the guest tells it
 */
export function logOf(condition: Condition, stack: StackState): string | undefined {
  const { name } = condition;
  return name === "cloud-init done" || name === "names resolve"
    ? "cloud-init"
    : jobOf(condition, stack.nodes[0]?.name);
}

/**
 * What to do about a condition that does not hold.
 *
 * @param condition the condition
 * @param stack the stack
 * @param make gives the command of a target
 * @returns the next command
 */
export function hintOf(condition: Condition, stack: StackState, make: MakeCommand): string {
  const { name, node, seen, expected } = condition;
  const domain = stack.nodes.find((other) => other.name === node)?.domainName ?? node;
  const virsh = (verb: string): string => virshCommand(stack.libvirtUri, verb, domain);
  switch (name) {
    case "domain runs":
      if (seen === "shut off" || seen === "crashed") {
        return virsh("start");
      }
      return seen === "paused" ? virsh("resume") : make("up");
    case "SSH answers":
      return /host key/i.test(seen)
        ? `another key answers at ${node}'s address; see which machine that is (${make(`console NODE=${node}`)}), and the ways on: ${make(`ssh NODE=${node}`)}`
        : make(`console NODE=${node}`);
    case "clock agrees":
      return `${make(`ssh NODE=${node}`)}; there: sudo service ntpd status, and date`;
    case "cloud-init done":
    case "names resolve":
      return make(`logs NODE=${node}`);
    case "version": {
      // What up has just done would only be done again.
      const group = versions[firstWord(expected)] ?? "mesos";
      return (
        `correct mesos-testbed:${group}.version, or the source that brings another one, unless the last up was cut off; ` +
        `then ${make("up")}; the log is in ${make(`logs NODE=${node}`)}`
      );
    }
    default: {
      const job = jobOf(condition, stack.nodes[0]?.name);
      return job === undefined
        ? make("up")
        : `${make(`ssh NODE=${node}`)}; there: sudo initctl status ${job}`;
    }
  }
}
