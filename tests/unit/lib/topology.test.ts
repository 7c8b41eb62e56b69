import { topologyOf, type Topology } from "../../../lib/topology";
import { topologySvg } from "../../../lib/topologySvg";
import { topologyText } from "../../../lib/topologyText";
import { sampleOutputs } from "../../support/outputs";

/** What `pulumi stack output --json` prints of two slaves. */
const outputs = { ...sampleOutputs, marathonCredentials: "[secret]" };

/** The cluster of these outputs, some of them replaced. */
function topology(changes: Readonly<Record<string, unknown>> = {}): Topology {
  const read = topologyOf(JSON.stringify({ ...outputs, ...changes }));
  if (read === undefined) {
    throw new Error("no cluster");
  }
  return read;
}

test("as characters, literally", () => {
  expect(topologyText(topology())).toBe(`Mesos 0.24.0

+------------------------------------------------+
| master  192.168.5.51                           |
|   ID M                                         |
|   Mesos master 5050  http://192.168.5.51:5050  |
|   ZooKeeper 2181  zk://192.168.5.51:2181/mesos |
|   Marathon 8080  http://192.168.5.51:8080      |
+------------------------------------------------+
  |
  +-- +---------------------------------+
  |   | slave1  192.168.5.54            |
  |   |   ID M-S1                       |
  |   |   Mesos slave 5051              |
  |   |   tasks, by default 31000-32000 |
  |   +---------------------------------+
  |
  +-- +---------------------------------+
      | slave2  192.168.5.55            |
      |   ID M-S0                       |
      |   Mesos slave 5051              |
      |   tasks, by default 31000-32000 |
      +---------------------------------+
`);
});

test("without Marathon there is no ZooKeeper", () => {
  const text = topologyText(
    topology({ marathonUrl: undefined, zookeeperUrl: undefined, slaves: outputs.slaves.slice(1) }),
  );
  expect(text).toBe(`Mesos 0.24.0

+-----------------------------------------------+
| master  192.168.5.51                          |
|   ID M                                        |
|   Mesos master 5050  http://192.168.5.51:5050 |
+-----------------------------------------------+
  |
  +-- +---------------------------------+
      | slave2  192.168.5.55            |
      |   ID M-S0                       |
      |   Mesos slave 5051              |
      |   tasks, by default 31000-32000 |
      +---------------------------------+
`);
});

test("as SVG, literally", () => {
  expect(topologySvg(topology({ mesosVersion: "0.24.0 <rc&1>" }))).toBe(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 730 321" width="730" height="321" font-family="sans-serif" font-size="12">
<rect width="730" height="321" fill="#ffffff"/>
<text x="20" y="34" font-size="16" font-weight="bold">Mesos 0.24.0 &lt;rc&amp;1&gt;</text>
<g fill="none" stroke="#888888">
<path d="M20 109.5H10V204"/>
<path d="M10 204H185V219"/>
<path d="M10 204H545V219"/>
</g>
<rect x="20" y="60" width="330" height="99" rx="5" fill="#dbe7f6" stroke="#555555"/>
<text x="30" y="78" font-weight="bold">master  192.168.5.51</text>
<text x="30" y="95">ID M</text>
<text x="30" y="112">Mesos master 5050  http://192.168.5.51:5050</text>
<text x="30" y="129">ZooKeeper 2181  zk://192.168.5.51:2181/mesos</text>
<text x="30" y="146">Marathon 8080  http://192.168.5.51:8080</text>
<rect x="20" y="219" width="330" height="82" rx="5" fill="#e6f2e1" stroke="#555555"/>
<text x="30" y="237" font-weight="bold">slave1  192.168.5.54</text>
<text x="30" y="254">ID M-S1</text>
<text x="30" y="271">Mesos slave 5051</text>
<text x="30" y="288">tasks, by default 31000-32000</text>
<rect x="380" y="219" width="330" height="82" rx="5" fill="#e6f2e1" stroke="#555555"/>
<text x="390" y="237" font-weight="bold">slave2  192.168.5.55</text>
<text x="390" y="254">ID M-S0</text>
<text x="390" y="271">Mesos slave 5051</text>
<text x="390" y="288">tasks, by default 31000-32000</text>
</svg>
`,
  );
});

test("more slaves than fit go into further rows, each with its branch", () => {
  const slaves = [1, 2, 3, 4].map((number) => ({
    name: `slave${number}`,
    address: `192.168.5.5${number}`,
    id: `M-S${number}`,
  }));
  const svg = topologySvg(topology({ slaves }));
  expect(svg.match(/<rect x="\d+" y="\d+"/g)).toEqual([
    '<rect x="20" y="60"',
    '<rect x="20" y="219"',
    '<rect x="380" y="219"',
    '<rect x="740" y="219"',
    '<rect x="20" y="331"',
  ]);
  expect(svg).toContain('<path d="M20 109.5H10V316"/>');
  expect(svg).toContain('<path d="M10 316H185V331"/>');
});

test.each([["{}"], ["null"]])("a stack without outputs has no cluster: %s", (text) => {
  expect(topologyOf(text)).toBeUndefined();
});

test.each([
  ["no JSON", "error", "the stack's outputs are not JSON"],
  ["another program's", '{"url":"x"}', "the output schemaVersion is missing; 1 can be read here"],
  [
    "another version",
    JSON.stringify({ ...outputs, schemaVersion: 2 }),
    "the output schemaVersion is 2; 1 can be read here",
  ],
  [
    "what lacks nodes",
    JSON.stringify({ schemaVersion: 1, uiUrl: "x", master: { name: "m" }, slaves: [null] }),
    "the stack lacks the outputs mesosVersion, master, slaves; run up again",
  ],
])("refuses %s", (_, text, message) => {
  expect(() => topologyOf(text)).toThrow(message);
});
