import type { Answer, ExpectedCluster } from "./clusterState";
import { notAsked, type Condition } from "./condition";
import { namedFrameworks } from "./frameworks";
import type { MarathonInfo } from "./marathonInfo";
import type { MasterState } from "./mesosState";

/**
 * Whether Marathon leads, and is the version asked for.
 *
 * @param expected the cluster
 * @param answer what Marathon says
 */
export function marathonConditions(
  { master, marathonVersion }: ExpectedCluster,
  answer: Answer<MarathonInfo> = notAsked,
): Condition[] {
  const { name: node } = master;
  const leads = { name: "Marathon leads", node, expected: "a leader with a framework ID" };
  if ("failure" in answer) {
    return [{ ...leads, ok: false, seen: answer.failure }];
  }
  const { version, elected, leader, frameworkId } = answer.state;
  const hasLeader = elected && leader !== undefined;
  const conditions = [
    {
      ...leads,
      ok: hasLeader && frameworkId !== undefined,
      seen: hasLeader
        ? `${leader}, framework ${frameworkId ?? "without an ID"}`
        : `the leader is ${leader ?? "not elected"}`,
    },
  ];
  if (marathonVersion === undefined) {
    return conditions;
  }
  const versions = { seen: `Marathon ${version}`, expected: `Marathon ${marathonVersion}` };
  return [...conditions, { name: "version", node, ok: version === marathonVersion, ...versions }];
}

/**
 * Sharpens "Marathon registered": among the active frameworks of its name has to be the Marathon that leads. Else that one
 * is not registered any more, and what the master lists is another one.
 *
 * @param condition what the master alone says
 * @param expected the cluster
 * @param master what the master says
 * @param marathon what Marathon says
 */
export function sameFramework(
  condition: Condition,
  expected: ExpectedCluster,
  master: Answer<MasterState>,
  marathon: Answer<MarathonInfo> = notAsked,
): Condition {
  if (!condition.ok || "failure" in master || "failure" in marathon) {
    return condition;
  }
  const { frameworkId } = marathon.state;
  const ids = namedFrameworks(master.state, expected).map(({ id }) => id);
  return frameworkId !== undefined && ids.includes(frameworkId)
    ? condition
    : {
        ...condition,
        ok: false,
        seen: `active is ${ids.join(", ")}`,
        expected: `that of the Marathon that leads, ${frameworkId ?? "which has no ID"}`,
      };
}
