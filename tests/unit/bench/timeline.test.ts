import * as fs from "node:fs";
import * as path from "node:path";

import { barsByNode, timelineOf, type Bar, type Timeline } from "../../../bench/lib/timeline";
import { timelineMarkdown } from "../../../bench/lib/timelineText";
import { timelineSvg } from "../../../bench/lib/timelineSvg";

/** Recorded from the CLI 3.259.0, then cut to what tells steps apart: a program of commands that sleep. */
function fixture(name: string): string {
  return fs.readFileSync(path.join(__dirname, "../../../bench/tests/fixtures", name), "utf8");
}

const recorded = (): Timeline => timelineOf(fixture("events.jsonl"), fixture("export.json"));

/** A line of an event log. */
function event(timestamp: number, kind: "pre" | "out" | "other", urn = "", op = "create"): string {
  const resource = { custom: !urn.startsWith("component"), urn };
  const metadata = {
    op,
    urn,
    type: urn.startsWith("provider") ? "pulumi:providers:command" : "command:local:Command",
    old: op === "delete" ? resource : null,
    new: op === "delete" ? null : resource,
  };
  const name = { pre: "resourcePreEvent", out: "resOutputsEvent", other: "cancelEvent" }[kind];
  return JSON.stringify({ timestamp, [name]: kind === "other" ? {} : { metadata } });
}

/** An export of resources with what each depends on. */
function exportOf(dependencies: Readonly<Record<string, readonly string[]>>): string {
  const resources = Object.entries(dependencies).map(([urn, behind]) => ({
    urn,
    dependencies: behind,
  }));
  return JSON.stringify({ deployment: { resources } });
}

const criticalNames = ({ criticalPath }: Timeline): string[] => criticalPath.map((bar) => bar.name);

describe("a recorded update", () => {
  test("has its steps by node, in the order of time", () => {
    const { durationSeconds, bars } = recorded();
    expect(durationSeconds).toBe(13);
    expect(
      bars.map(({ name, node, op, startSeconds, endSeconds }) =>
        [name, node, op, startSeconds, endSeconds].join(" "),
      ),
    ).toEqual([
      "mesos-network cluster create 1 3",
      "mesos-slave1-domain slave1 create 3 4",
      "mesos-master-domain master create 3 5",
      "mesos-slave1-boot slave1 create 4 5",
      "mesos-master-boot master create 5 8",
      // Its machine is the master's, which its name does not tell.
      "mesos-build-artifact master create 8 11",
      "mesos-slave1-tree slave1 create 11 12",
      "mesos-ready-wait cluster create 12 13",
    ]);
  });

  test("has the path that its end waited for", () => {
    expect(criticalNames(recorded())).toEqual([
      "mesos-network",
      "mesos-master-domain",
      "mesos-master-boot",
      "mesos-build-artifact",
      "mesos-slave1-tree",
      "mesos-ready-wait",
    ]);
  });
});

describe("steps", () => {
  test("components, providers, previews and what stays as it is are none", () => {
    const log = [
      event(100, "other"),
      ...[event(100, "pre", "component::a"), event(105, "out", "component::a")],
      ...[event(100, "pre", "provider::a"), event(105, "out", "provider::a")],
      ...[event(100, "pre", "x::same", "same"), event(105, "out", "x::same", "same")],
      event(100, "pre", "x::planned").replace('{"metadata"', '{"planning":true,"metadata"'),
      event(105, "out", "x::planned").replace('{"metadata"', '{"planning":true,"metadata"'),
      event(110, "other"),
    ].join("\n");
    expect(timelineOf(log, exportOf({}))).toEqual({
      durationSeconds: 10,
      bars: [],
      criticalPath: [],
    });
  });

  test("a replacement is several, and one without an end goes on to the end of the log", () => {
    const log = [
      event(0, "other"),
      ...[event(1, "pre", "x::a", "delete"), event(2, "out", "x::a", "delete")],
      ...[event(2, "pre", "x::a", "create"), event(4, "out", "x::a", "create")],
      event(5, "pre", "x::b"),
      event(9, "other"),
    ].join("\n");
    const { bars } = timelineOf(log, exportOf({ "x::a": [], "x::b": ["x::a"] }));
    expect(
      bars.map(({ name, op, startSeconds, endSeconds }) => [name, op, startSeconds, endSeconds]),
    ).toEqual([
      ["a", "delete", 1, 2],
      ["a", "create", 2, 4],
      ["b", "create", 5, 9],
    ]);
  });

  test("the path goes through what took no step, and never in circles", () => {
    const log = [
      event(0, "other"),
      ...[event(0, "pre", "x::early"), event(3, "out", "x::early")],
      ...[event(0, "pre", "x::side"), event(5, "out", "x::side")],
      ...[event(4, "pre", "x::late"), event(6, "out", "x::late")],
    ].join("\n");
    const timeline = timelineOf(
      log,
      exportOf({
        "x::late": ["component::c"],
        "component::c": ["component::c", "x::early"],
        "x::early": ["x::late"],
        "x::side": [],
      }),
    );
    expect(criticalNames(timeline)).toEqual(["early", "late"]);
  });
});

test.each([
  ["an empty log", "", "{}", "the event log is empty"],
  ["no log", `${event(1, "other")}\nerror: no`, "{}", "line 2 of the event log is no event"],
  ["no time", "{}", "{}", "line 1 of the event log is no event"],
  ["no export", event(1, "other"), "{}", "the stack's export has no deployment"],
])("refuses %s", (_, log, stackExport, message) => {
  expect(() => timelineOf(log, stackExport)).toThrow(message);
});

test("nodes: the cluster, the master, the slaves in numeric order", () => {
  const bars = ["slave10", "slave2", "master", "cluster"].map((node) => ({ node }) as Bar);
  expect(barsByNode(bars).map(([node]) => node)).toEqual([
    "cluster",
    "master",
    "slave2",
    "slave10",
  ]);
});

/** Two nodes, three steps, one of them off the path. */
function small(): Timeline {
  const bars: Bar[] = [
    ["net<work>", "cluster", "create", 1, 3, true],
    ["slave1-domain", "slave1", "create", 3, 3, false],
    ["slave1-boot", "slave1", "update", 3, 8, true],
  ].map(([name, node, op, startSeconds, endSeconds, isCritical]) => ({
    name,
    node,
    op,
    startSeconds,
    endSeconds,
    isCritical,
  })) as Bar[];
  return { durationSeconds: 10, bars, criticalPath: bars.filter((bar) => bar.isCritical) };
}

test("the picture, literally", () => {
  const svg = timelineSvg("cold & new", small());
  expect(svg.split("\n").filter((line) => !line.startsWith("<line"))).toEqual([
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 990 156" width="990" height="156" font-family="sans-serif" font-size="11">',
    '<rect width="990" height="156" fill="#ffffff"/>',
    '<text x="12" y="20" font-size="15" font-weight="bold">cold &amp; new: 10 s</text>',
    '<rect x="12" y="29" width="10" height="10" fill="#c8453b"/><text x="27" y="38">critical path</text>',
    '<rect x="107" y="29" width="10" height="10" fill="#7b9ccb"/><text x="122" y="38">other steps</text>',
    '<text x="12" y="76" font-weight="bold">cluster</text>',
    '<g><title>net&lt;work&gt;: 2 s, from 1 s</title><text x="222" y="92" text-anchor="end">net&lt;work&gt;</text><rect x="300" y="83" width="140" height="11" fill="#c8453b"/><text x="444" y="92" fill="#666666">2 s</text></g>',
    '<text x="12" y="108" font-weight="bold">slave1</text>',
    '<g><title>slave1-domain: 0 s, from 3 s</title><text x="222" y="124" text-anchor="end">slave1-domain</text><rect x="440" y="115" width="1.5" height="11" fill="#7b9ccb"/><text x="445.5" y="124" fill="#666666">0 s</text></g>',
    '<g><title>slave1-boot (update): 5 s, from 3 s</title><text x="222" y="140" text-anchor="end">slave1-boot (update)</text><rect x="440" y="131" width="350" height="11" fill="#c8453b"/><text x="794" y="140" fill="#666666">5 s</text></g>',
    "</svg>",
    "",
  ]);
  const lines = svg.split("\n").filter((line) => line.startsWith("<line"));
  expect(lines).toHaveLength(11);
  expect(lines[10]).toBe(
    '<line x1="930" y1="58" x2="930" y2="144" stroke="#dddddd"/><text x="930" y="55" text-anchor="middle" fill="#666666">10 s</text>',
  );
});

test.each([
  [0, 1],
  [11, 6],
  [442, 8],
  [100_000, 2],
])("an axis of %d s has %d ticks", (durationSeconds, count) => {
  const svg = timelineSvg("x", { durationSeconds, bars: [], criticalPath: [] });
  expect(svg.match(/<line /g)).toHaveLength(count);
});

test("as Markdown, literally", () => {
  expect(timelineMarkdown("Cold up", small())).toBe(
    `## Cold up: 10 s

| critical path | node | from | takes |
| --- | --- | ---: | ---: |
| net<work> | cluster | 1 s | 2 s |
| slave1-boot | slave1 | 3 s | 5 s |
| between the steps | | | 3 s |

\`\`\`mermaid
gantt
  dateFormat X
  axisFormat %M:%S
  section cluster
  net<work> 2 s :crit, 1, 3
  section slave1
  slave1-boot 5 s :crit, 3, 8
\`\`\`

`,
  );
});

test("the table has the ten longest steps of the path, and the sum of the others", () => {
  const bars = Array.from({ length: 12 }, (_, index) => ({
    name: `step${index}`,
    node: "master",
    op: "create",
    startSeconds: index * 10,
    endSeconds: index * 10 + (index === 3 || index === 7 ? 1 : 5),
    isCritical: true,
  }));
  const text = timelineMarkdown("x", { durationSeconds: 120, bars, criticalPath: bars });
  expect(text).not.toContain("| step3 |");
  expect(text).not.toContain("| step7 |");
  expect(text).toContain("| step11 | master | 110 s | 5 s |\n| 2 shorter steps | | | 2 s |\n");
  expect(text).toContain("| between the steps | | | 68 s |\n");
});
