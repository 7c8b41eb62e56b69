import type { Answer } from "./clusterState";
import { notAsked, unknownCondition, type Condition } from "./condition";

/**
 * Whether ZooKeeper is well.
 *
 * @param node host name of the master
 * @param answer its answer to `ruok`
 */
export function zookeeperCondition(node: string, answer: Answer<string> = notAsked): Condition {
  const condition = { name: "ZooKeeper answers", node, expected: "imok" };
  return "failure" in answer
    ? { ...condition, ok: false, seen: answer.failure }
    : { ...condition, ok: answer.state === "imok", seen: answer.state || "an empty answer" };
}

/**
 * Whether ZooKeeper is the version asked for.
 *
 * @param node host name of the master
 * @param version the version asked for
 * @param answer its answer to `srvr`
 */
export function zookeeperVersionCondition(
  node: string,
  version: string,
  answer: Answer<string> = notAsked,
): Condition {
  const expected = `ZooKeeper ${version}`;
  if ("failure" in answer) {
    return unknownCondition("version", node, expected, "ZooKeeper does not answer");
  }
  const [line = ""] = answer.state.split("\n");
  // "Zookeeper version: 3.4.14-4c25d48..., built on 03/06/2019 16:18 GMT": version, revision (org.apache.zookeeper.Version).
  // Some releases have two hyphens between them, and a qualifier such as -beta is part of the version.
  const reported = /^Zookeeper version: ([^,]+?)(?:-+[0-9a-f]*)?, built on /.exec(line)?.[1];
  const seen = reported === undefined ? line || "an empty answer" : `ZooKeeper ${reported}`;
  return { name: "version", node, ok: reported === version, seen, expected };
}
