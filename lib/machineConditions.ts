import type { Answer, ExpectedCluster } from "./clusterState";
import { notAsked, unknownCondition, type Condition } from "./condition";
import { cloudInitErrors, type Bounds, type GuestFacts } from "./guestFacts";

/**
 * Seconds that clocks of one cluster may differ by. No protocol of Mesos' breaks beyond them, but its logs and IDs, which
 * carry each node's own time, can no longer be read side by side.
 */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Whether a node's domain runs.
 *
 * @param node host name
 * @param answer the domain's state as virsh words it
 */
export function domainCondition(node: string, answer: Answer<string> = notAsked): Condition {
  const condition = { name: "domain runs", node, expected: "running" };
  return "failure" in answer
    ? { ...condition, ok: false, seen: answer.failure }
    : { ...condition, ok: answer.state === "running", seen: answer.state };
}

/**
 * Whether a guest is reached, has finished its first boot without errors, and knows the nodes by their addresses.
 *
 * @param node host name
 * @param answer what the guest says of itself
 * @param expected the cluster, as far as it is known
 */
export function guestConditions(
  node: string,
  answer: Answer<GuestFacts> = notAsked,
  expected?: ExpectedCluster,
): Condition[] {
  const ssh = { name: "SSH answers", node, expected: "an answer with the pinned host key" };
  const done = { name: "cloud-init done", node, expected: "finished without errors" };
  const names = { name: "names resolve", node, expected: "all names to their addresses" };
  if ("failure" in answer) {
    return [
      { ...ssh, ok: false, seen: answer.failure },
      unknownCondition(done.name, node, done.expected, "SSH does not answer"),
      unknownCondition(names.name, node, names.expected, "SSH does not answer"),
    ];
  }
  const { cloudInit } = answer.state;
  const errors = cloudInit === undefined ? ["not finished"] : cloudInitErrors(cloudInit);
  const nodes = expected === undefined ? [] : [expected.master, ...expected.slaves];
  const wrong = wrongNames(node, answer.state, nodes);
  return [
    { ...ssh, ok: true, seen: "yes, with the pinned host key" },
    {
      ...done,
      ok: errors.length === 0,
      seen: errors.length === 0 ? done.expected : errors.join("; "),
    },
    {
      ...names,
      ok: wrong.length === 0,
      seen: wrong.length === 0 ? `${nodes.length} names to their addresses` : wrong.join("; "),
    },
  ];
}

/**
 * Whether a slave's clock agrees with the master's, as far as the time that asking took lets one tell.
 *
 * @param node host name of the slave
 * @param answer what the slave's guest says of itself
 * @param master what the master's says
 */
export function clockCondition(
  node: string,
  answer: Answer<GuestFacts> = notAsked,
  master: Answer<GuestFacts> = notAsked,
): Condition {
  const name = "clock agrees";
  const expected = `the master's time within ${CLOCK_TOLERANCE_SECONDS} s`;
  const own = clockOf(answer);
  const other = clockOf(master);
  if (own === undefined || other === undefined) {
    const silent = own === undefined ? "SSH does not answer" : "the master's SSH does not answer";
    return unknownCondition(name, node, expected, silent);
  }
  const ahead = own.least - other.most;
  const behind = other.least - own.most;
  const apart = Math.max(ahead, behind);
  return apart <= CLOCK_TOLERANCE_SECONDS
    ? { name, node, ok: true, seen: "the master's time", expected }
    : {
        name,
        node,
        ok: false,
        seen: `at least ${Math.floor(apart)} s ${ahead > 0 ? "ahead of" : "behind"} the master's`,
        expected,
      };
}

function clockOf(answer: Answer<GuestFacts>): Bounds | undefined {
  return "failure" in answer ? undefined : answer.state.clockAhead;
}

/** Where a guest does not know itself by its name, or a node by the address that it has. */
function wrongNames(
  node: string,
  { hostName, addresses }: GuestFacts,
  nodes: readonly { readonly name: string; readonly address: string }[],
): string[] {
  const wrong = nodes
    .filter(({ name, address }) => addresses.get(name) !== address)
    .map(({ name, address }) => `${name} is ${addresses.get(name) ?? "unknown"}, not ${address}`);
  // A domain name behind it is no fault.
  const isNamed = hostName.split(".")[0] === node;
  return isNamed ? wrong : [`the machine is named ${hostName || "nothing"}`, ...wrong];
}
