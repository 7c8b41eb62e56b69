import type { Answer, ExpectedCluster } from "./clusterState";
import { unknownCondition, type Condition } from "./condition";
import type { FrameworkEntry, MasterState } from "./mesosState";

/** Name under which Marathon registers unless it is told another one (Marathon 0.11, MesosConf: `framework_name`). */
export const defaultFrameworkName = "marathon";

/**
 * The active frameworks that go by the name of the stack's Marathon: its own, and whatever else is called so. A second
 * one is no fault, since everybody may bring a framework; a former one of Marathon's own is not active, because the
 * master deactivates what has lost its connection (Mesos 0.24.0, master/master.cpp, exited).
 *
 * @param state what the master says
 * @param expected the cluster
 */
export function namedFrameworks(
  { frameworks }: MasterState,
  { frameworkName = defaultFrameworkName }: ExpectedCluster,
): FrameworkEntry[] {
  return frameworks.filter(({ active, name }) => active && name === frameworkName);
}

/**
 * Whether Marathon is registered, as far as the master alone can tell: which of several of its name is the stack's, Marathon
 * itself knows.
 *
 * @param answer what the master says
 * @param expected the cluster
 * @returns one condition; none without Marathon, where every framework is somebody's own
 */
export function registeredConditions(
  answer: Answer<MasterState>,
  expected: ExpectedCluster,
): Condition[] {
  const { master, marathonFrameworks, frameworkName = defaultFrameworkName } = expected;
  if (marathonFrameworks === 0) {
    return [];
  }
  const name = "Marathon registered";
  const wanted = `an active framework named ${frameworkName}`;
  if ("failure" in answer) {
    return [unknownCondition(name, master.name, wanted, "the master does not answer")];
  }
  const { length } = namedFrameworks(answer.state, expected);
  const seen = `${length} active framework${length === 1 ? "" : "s"} named ${frameworkName}`;
  return [{ name, node: master.name, ok: length > 0, seen, expected: wanted }];
}
