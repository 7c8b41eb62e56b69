import {
  clusterConditions,
  reportCluster,
  type Answer,
  type ClusterAnswers,
  type ExpectedCluster,
} from "./clusterState";
import { unknownCondition, type Condition } from "./condition";
import type { GuestFacts } from "./guestFacts";
import { clockCondition, domainCondition, guestConditions } from "./machineConditions";
import { marathonConditions, sameFramework } from "./marathonConditions";
import type { MarathonInfo } from "./marathonInfo";
import type { StackState } from "./stackState";
import { hintOf, type MakeCommand } from "./statusHints";
import { zookeeperCondition, zookeeperVersionCondition } from "./zookeeperConditions";

/** What was seen of a stack's machines and daemons. */
export interface Observations {
  /** State of each domain, by host name, as virsh words it; absent where libvirt was not asked. */
  readonly domains?: ReadonlyMap<string, Answer<string>>;
  /** What each guest says of itself, by host name. */
  readonly guests: ReadonlyMap<string, Answer<GuestFacts>>;
  /** What the Mesos daemons say; absent where the stack does not know yet which there are. */
  readonly cluster?: ClusterAnswers;
  /** ZooKeeper's answer to `ruok`; absent without Marathon. */
  readonly zookeeper?: Answer<string>;
  /** Its answer to `srvr`; absent without Marathon, and where it is not known which version it has to have. */
  readonly zookeeperServer?: Answer<string>;
  /** What Marathon says; absent without Marathon. */
  readonly marathon?: Answer<MarathonInfo>;
  /** Whether a task really runs on each slave; absent where none was tried. */
  readonly tasks?: readonly Condition[];
}

/** A condition with what to do about it. */
export interface StatusCondition extends Condition {
  /** The next command; absent where the condition holds, or where another one that fails comes first. */
  readonly hint?: string;
}

/** The order of the table, from the machine to what runs on it. */
const order = [
  "last up",
  "domain runs",
  "SSH answers",
  "cloud-init done",
  "names resolve",
  "clock agrees",
  "ZooKeeper answers",
  "master leads",
  "slave active",
  "ID",
  "Marathon leads",
  "Marathon registered",
  "version",
  "task runs",
];

/**
 * What is true of a stack's cluster, condition by condition.
 *
 * @param stack what there has to be; the master is its first node
 * @param seen what was seen
 * @param make gives the command of a target of the Makefile
 * @returns the conditions in the order of the table; one that fails has the next command
 */
export function statusConditions(
  stack: StackState,
  seen: Observations,
  make: MakeCommand,
): StatusCondition[] {
  const { expected } = stack;
  const master = seen.guests.get(stack.nodes[0]?.name ?? "");
  const conditions = [
    ...stack.nodes.flatMap(({ name }, index) => [
      ...(seen.domains === undefined ? [] : [domainCondition(name, seen.domains.get(name))]),
      ...guestConditions(name, seen.guests.get(name), expected),
      ...(index === 0 ? [] : [clockCondition(name, seen.guests.get(name), master)]),
    ]),
    ...(expected === undefined || seen.cluster === undefined
      ? [unfinished]
      : daemonConditions(stack, expected, seen.cluster, seen).map((condition) =>
          withLastId(condition, stack.lastIds, make),
        )),
    ...(seen.tasks ?? []),
  ];
  return conditions
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map((condition) =>
      condition.ok || condition.unknown === true
        ? condition
        : { ...condition, hint: hintOf(condition, stack, make) },
    );
}

/**
 * What is no failure of a stack's cluster and yet has to be known, such as a slave that is none of the stack's.
 *
 * @param stack what there has to be
 * @param seen what was seen
 * @returns one sentence each
 */
export function statusWarnings(
  { expected }: StackState,
  { cluster }: Observations,
): readonly string[] {
  return expected === undefined || cluster === undefined
    ? []
    : reportCluster(cluster, expected).warnings;
}

/** Without the readiness gate the state does not say what the cluster is to be. */
const unfinished: Condition = {
  name: "last up",
  node: "-",
  ok: false,
  seen: "it did not get as far as a whole cluster",
  expected: "an up that goes through",
};

function daemonConditions(
  { zookeeperVersion }: StackState,
  expected: ExpectedCluster,
  cluster: ClusterAnswers,
  { zookeeper, zookeeperServer, marathon }: Observations,
): Condition[] {
  const { name: master } = expected.master;
  const mesos = [...clusterConditions(cluster, expected), masterId(master, cluster)];
  if (expected.marathonFrameworks === 0) {
    return mesos;
  }
  return [
    ...mesos.map((condition) =>
      condition.name === "Marathon registered"
        ? sameFramework(condition, expected, cluster.master, marathon)
        : condition,
    ),
    zookeeperCondition(master, zookeeper),
    ...(zookeeperVersion === undefined
      ? []
      : [zookeeperVersionCondition(master, zookeeperVersion, zookeeperServer)]),
    ...marathonConditions(expected, marathon),
  ];
}

function masterId(node: string, { master }: ClusterAnswers): Condition {
  const expected = "an ID of its own";
  return "failure" in master
    ? unknownCondition("ID", node, expected, "the master does not answer")
    : { name: "ID", node, ok: true, seen: master.state.id, expected };
}

/** An ID that has changed is no failure: that of a master changes at each start, a slave's with its machine's boot. */
function withLastId(
  condition: Condition,
  lastIds: StackState["lastIds"],
  make: MakeCommand,
): Condition {
  const last = lastIds.get(condition.node);
  if (condition.name !== "ID" || !condition.ok || last === undefined || last === condition.seen) {
    return condition;
  }
  return {
    ...condition,
    seen: `${condition.seen}; another ID than at the last up (${last}); run ${make("up")}`,
  };
}
