import { zookeeperVersionCondition } from "../../../lib/zookeeperConditions";

// The first line of srvr's answer, of releases.
test.each([
  ["3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf", "3.4.14"],
  ["3.4.6-1569965", "3.4.6"],
  ["3.4.5--1", "3.4.5"],
  ["3.5.4-beta-7f51e5b68cf2f80176ff944a9ebd2abbc65e7327", "3.5.4-beta"],
  ["3.6.3--6401e4ad2087061bc6b9f80dec2d69f2e3c8660a", "3.6.3"],
])("%s is %s, and nothing else", (reported, version) => {
  const answer = {
    state: `Zookeeper version: ${reported}, built on 03/06/2019 16:18 GMT\nMode: x\n`,
  };
  expect(zookeeperVersionCondition("master", version, answer)).toEqual({
    name: "version",
    node: "master",
    ok: true,
    seen: `ZooKeeper ${version}`,
    expected: `ZooKeeper ${version}`,
  });
  expect(zookeeperVersionCondition("master", `${version}0`, answer).ok).toBe(false);
  expect(zookeeperVersionCondition("master", version.slice(0, -1), answer).ok).toBe(false);
});

test.each([
  ["", "an empty answer"],
  ["This ZooKeeper instance is not currently serving requests\n", "This ZooKeeper instance is"],
])("what tells no version is shown: %j", (state, seen) => {
  const condition = zookeeperVersionCondition("master", "3.4.14", { state });
  expect([condition.ok, condition.seen.startsWith(seen)]).toEqual([false, true]);
});
