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

/**
 * The log that tells why a condition does not hold.
 *
 * @param condition the condition
 * @returns what the guest's `show-log` calls it; undefined where no log in the guest tells it
 */
export function logOf({ name }: Pick<Condition, "name">): string | undefined {
  return name === "cloud-init done" || name === "names resolve" ? "cloud-init" : jobs[name];
}

/**
 * What to do about a condition that does not hold.
 *
 * @param condition the condition
 * @param stack the stack
 * @param make gives the command of a target
 * @returns the next command
 */
export function hintOf(
  { name, node, seen }: Condition,
  stack: StackState,
  make: MakeCommand,
): string {
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
    default: {
      const job = jobs[name];
      return job === undefined
        ? make("up")
        : `${make(`ssh NODE=${node}`)}; there: sudo initctl status ${job}`;
    }
  }
}
