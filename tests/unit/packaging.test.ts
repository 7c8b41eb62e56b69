import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import {
  ComponentProvider,
  getPulumiComponents,
} from "@pulumi/pulumi/provider/experimental/provider";
import ts from "typescript";

import { outputNames } from "../../lib/clusterOutputs";
import { configKeys } from "../../lib/configKeys";
import type { GroupSchema, Schema } from "../../lib/configSchema";
import * as everything from "../../package";
import * as plugin from "../../plugin";

// The rules are those of "Build a Component" (pulumi.com/docs/iac/guides/building-extending/components/build-a-component,
// Requirements; how a folder becomes a package: .../packages/source-based-plugin): a class that extends ComponentResource, a constructor (name, args, opts) whose `args` has an interface of
// its own as type, in it neither functions nor unions but what every language has; the token
// `<package>:index:<class>`. What reads the types for other languages is the SDK's own analyzer
// (@pulumi/pulumi/provider/experimental/analyzer); the plugin is held to that one, not to a copy of its rules.

const root = path.join(__dirname, "..", "..");
const run = promisify(execFile);

/** A component as its source says. */
interface ComponentClass {
  readonly name: string;
  /** Name and type of each parameter of the constructor. */
  readonly parameters: readonly (readonly [string, string])[];
  /** First argument of `super`. */
  readonly token: string;
}

function componentClasses(): ComponentClass[] {
  const folder = path.join(root, "components");
  return fs.readdirSync(folder).flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      fs.readFileSync(path.join(folder, file), "utf8"),
      ts.ScriptTarget.ES2022,
      true,
    );
    return source.statements
      .filter(ts.isClassDeclaration)
      .filter(({ heritageClauses }) =>
        heritageClauses?.some((clause) => clause.getText().endsWith("pulumi.ComponentResource")),
      )
      .map((declaration) => {
        const constructor = declaration.members.find(ts.isConstructorDeclaration);
        const token = /super\(\s*"([^"]*)"/.exec(constructor?.body?.getText() ?? "")?.[1];
        return {
          name: declaration.name?.text ?? "",
          parameters: (constructor?.parameters ?? []).map(
            ({ name, type, questionToken }) =>
              [`${name.getText()}${questionToken ? "?" : ""}`, type?.getText() ?? ""] as const,
          ),
          token: token ?? "",
        };
      });
  });
}

interface PackageSchema {
  readonly name: string;
  readonly resources: Record<
    string,
    { isComponent: boolean; inputProperties: Properties; properties: Properties }
  >;
  readonly types: Record<string, { properties: Properties }>;
}
type Properties = Record<string, PropertySchema>;
interface PropertySchema {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: PropertySchema;
  readonly additionalProperties?: PropertySchema;
}

/** The kind of a property: a word, or for an object what is in it. */
function kindOf(property: PropertySchema | undefined, schema: PackageSchema): unknown {
  if (property?.$ref !== undefined) {
    const properties = schema.types[property.$ref.replace("#/types/", "")]?.properties ?? {};
    return Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, kindOf(inner, schema)]),
    );
  }
  if (property?.type === "array") {
    return [kindOf(property.items, schema)];
  }
  return property?.additionalProperties === undefined
    ? property?.type
    : { "*": kindOf(property.additionalProperties, schema) };
}

/** The same of a key of the configuration. */
function kindOfKey(key: Schema): unknown {
  switch (key.kind) {
    case "text":
    case "choice":
      return "string";
    case "integer":
      return "number";
    case "flag":
      return "boolean";
    case "list":
      return ["string"];
    case "textMap":
      return { "*": "string" };
    case "group":
      return kindsOf(key);
    case "groupMap":
      return { "*": kindsOf(key.group) };
  }
}

function kindsOf({ keys }: GroupSchema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([key, inner]) => [key, kindOfKey(inner)]));
}

describe("components", () => {
  const classes = componentClasses();

  test("there are some, and another program can import each but the parts of MesosDaemons", () => {
    const exported = Object.keys(everything).filter(
      (name) => getPulumiComponents({ [name]: everything[name as keyof typeof everything] }).length,
    );
    const names = classes.map(({ name }) => name).filter((name) => name !== "PackagedDaemon");
    expect(exported.sort()).toEqual(names.sort());
    expect(names).toContain("MesosCluster");
  });

  test.each(classes.map((component) => [component.name, component] as const))(
    "%s has the token of its name, and the constructor (name, args, opts)",
    (name, { token, parameters }) => {
      expect(token).toBe(`mesos-testbed:index:${name}`);
      expect(parameters).toEqual([
        ["name", "string"],
        ["args", `${name}Args`],
        ["opts?", "pulumi.ComponentResourceOptions"],
      ]);
    },
  );
});

describe("the plugin", () => {
  let schema: PackageSchema;

  beforeAll(async () => {
    const provider = new ComponentProvider({
      name: "mesos-testbed",
      dirname: root,
      components: getPulumiComponents(plugin),
    });
    schema = JSON.parse(await provider.getSchema()) as PackageSchema;
    // It checks the types of the whole project, as `tsc` does.
  }, 60_000);

  test("exports classes of components and nothing else", () => {
    expect(getPulumiComponents(plugin)).toHaveLength(Object.keys(plugin).length);
    expect(Object.keys(plugin).sort()).toEqual(["BaseImage", "ClusterNetwork", "MesosTestbed"]);
  });

  test("has all of them in its schema, under the tokens that they register with", () => {
    expect(schema.name).toBe("mesos-testbed");
    expect(Object.keys(schema.resources).sort()).toEqual(
      Object.keys(plugin).map((name) => `mesos-testbed:index:${name}`),
    );
    expect(Object.values(schema.resources).every(({ isComponent }) => isComponent)).toBe(true);
  });

  test("MesosTestbed takes every key of the configuration, with its type", () => {
    const { libvirtUri, ...keys } =
      schema.resources["mesos-testbed:index:MesosTestbed"]?.inputProperties ?? {};
    expect(libvirtUri?.type).toBe("string");
    const kinds = Object.entries(keys).map(([key, value]) => [key, kindOf(value, schema)]);
    expect(Object.fromEntries(kinds)).toEqual(kindsOf(configKeys));
  });

  test("MesosTestbed gives every output of a stack, with its type", () => {
    const { outputs } = schema.resources["mesos-testbed:index:MesosTestbed"]?.properties ?? {};
    const node = { name: "string", address: "string", id: "string" };
    // The readme is of a whole stack.
    expect(Object.keys(kindOf(outputs, schema) as object).sort()).toEqual(
      outputNames.filter((name) => name !== "readme").sort(),
    );
    expect(kindOf(outputs, schema)).toEqual({
      schemaVersion: "number",
      uiUrl: "string",
      master: node,
      masterAddress: "string",
      slaves: [node],
      slaveIds: ["string"],
      mesosVersion: "string",
      sshUser: "string",
      sshKeyPath: "string",
      sshProxy: "string",
      sshPrivateKey: "string",
      marathonUrl: "string",
      marathonFramework: "string",
      zookeeperUrl: "string",
      marathonCredentials: { username: "string", password: "string" },
      frameworkCredentials: { "*": "string" },
    });
  });

  test("PulumiPlugin.yaml leads to it, as does package.json", () => {
    expect(fs.readFileSync(path.join(root, "PulumiPlugin.yaml"), "utf8")).toContain(
      "\nruntime: nodejs\n",
    );
    const { main } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      main: string;
    };
    expect(main).toBe("plugin.js");
  });
});

describe("from another program's folder, in plain Node", () => {
  const inNode = async (script: string, cwd: string): Promise<string> =>
    (await run(process.execPath, ["--eval", script], { cwd })).stdout.trim();

  test.each<[string, unknown]>([
    ["package.cjs", Object.keys(everything).sort()],
    ["plugin.js", ["BaseImage", "ClusterNetwork", "MesosTestbed"]],
  ])("%s loads, and leaves the caller's way to read TypeScript as it was", async (file, names) => {
    const script = `
      require.extensions[".ts"] = undefined;
      const before = require.extensions[".ts"];
      const names = Object.keys(require(${JSON.stringify(path.join(root, file))})).sort();
      console.log(JSON.stringify({ names, isSame: require.extensions[".ts"] === before }));`;
    expect(JSON.parse(await inNode(script, "/"))).toEqual({ names, isSame: true });
  });

  test("scripts and guest files are found from the package's own place", async () => {
    const script = `
      const load = require(${JSON.stringify(path.join(root, "loadTypeScript.cjs"))});
      const { hostScript, hostProgram } = load("./lib/hostScript.ts");
      const { guestScripts } = load("./lib/guestScripts.ts");
      console.log(JSON.stringify([hostScript("fetch"), hostProgram("awaitCluster.ts"), guestScripts().length > 5]));`;
    const cwd = path.join(root, "tests", "unit");
    expect(JSON.parse(await inNode(script, cwd))).toEqual([
      "../../host/fetch",
      "node ../../host/run.cjs awaitCluster.ts",
      true,
    ]);
    expect(JSON.parse(await inNode(script, path.join(root, "host")))).toEqual([
      "./fetch",
      "node ./run.cjs awaitCluster.ts",
      true,
    ]);
  });
});
