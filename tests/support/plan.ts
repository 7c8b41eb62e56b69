import type { RecordedResource, Recorder } from "./mocks";
import { identityOf, recordCluster, type Generations } from "./program";

/** What an `up` with a changed configuration does to a stack that is there; all lists are sorted. */
export interface Plan {
  /** Host names of the nodes whose machine is made anew. */
  readonly machines: readonly string[];
  /** Host names of the nodes whose disk is made anew. */
  readonly disks: readonly string[];
  /** Resources of the whole cluster that are made anew: network, pool, image. */
  readonly shared: readonly string[];
  /** Daemons that are restarted on a machine that stays, as `job@node`. */
  readonly restarted: readonly string[];
  /** Of these, slaves that come back as another one. */
  readonly drained: readonly string[];
  /** Daemons that are stopped for good on a machine that stays. */
  readonly stopped: readonly string[];
  /** Host names of nodes that are added. */
  readonly added: readonly string[];
  /** Host names of nodes that are removed. */
  readonly removed: readonly string[];
  /** Other resources, on machines that stay, that run a command again, or a new one for the first time. */
  readonly run: readonly string[];
}

/** A resource, in terms of what the engine decides. */
type Resource = RecordedResource & { readonly options: NonNullable<RecordedResource["options"]> };

function byIdentity(recorder: Recorder): Map<string, Resource> {
  return new Map(
    recorder.resources
      .filter(({ isCustom }) => isCustom)
      .map((resource) => {
        if (resource.options === undefined) {
          throw new Error(`${resource.name} was recorded without its options`);
        }
        return [identityOf(resource), resource as Resource];
      }),
  );
}

/**
 * Whether a change of an input makes a new resource. Of libvirt's every one does, which replacement.test.ts holds; of a
 * command the triggers do (plugins/command/properties.md); a random password all.
 */
function isForcing(type: string, input: string): boolean {
  return !type.startsWith("command:") || input === "triggers";
}

/** Inputs that differ, those that the engine ignores apart. */
function changedInputs(before: Resource, after: Resource): string[] {
  const keys = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  return [...keys].filter(
    (key) =>
      !after.options.ignoreChanges.includes(key) &&
      JSON.stringify(before.inputs[key]) !== JSON.stringify(after.inputs[key]),
  );
}

/**
 * What goes with resources that are deleted before they are made anew: whoever has an input of theirs that forces a new
 * resource, whatever its new value will be (the engine asks the provider with that input unknown).
 */
function withDependents(
  condemned: ReadonlySet<string>,
  before: ReadonlyMap<string, Resource>,
): Set<string> {
  const all = new Set(condemned);
  const urns = new Set<string>();
  for (;;) {
    for (const identity of all) {
      const resource = before.get(identity);
      if (resource?.options.deleteBeforeReplace === true) {
        urns.add(resource.options.urn);
      }
    }
    const found = [...before].filter(
      ([identity, { type, options }]) =>
        !all.has(identity) &&
        Object.entries(options.propertyDependencies).some(
          ([input, sources]) => isForcing(type, input) && sources.some((urn) => urns.has(urn)),
        ),
    );
    if (found.length === 0) {
      return all;
    }
    for (const [identity, { options }] of found) {
      all.add(identity);
      // It is deleted now, so that what depends on it goes in the same way.
      urns.add(options.urn);
    }
  }
}

/**
 * Plans an `up` by the engine's own rules: what an input forces, what is ignored, what goes before what. IDs and outputs of
 * what is made anew are other ones, so the program is recorded again until nothing more follows.
 *
 * @param before the program as it was
 * @param config the changed configuration, by full key
 * @returns what changes
 * @throws Error when it does not come to an end
 */
export async function planChange(
  before: Recorder,
  config: Readonly<Record<string, string>>,
): Promise<Plan> {
  const old = byIdentity(before);
  let replaced = new Set<string>();
  for (let round = 0; round < 10; round += 1) {
    const generations: Generations = new Map([...replaced].map((identity) => [identity, 1]));
    const now = byIdentity(await recordCluster(config, generations));
    const forced = [...old].filter(([identity, resource]) => {
      const after = now.get(identity);
      return (
        after !== undefined &&
        changedInputs(resource, after).some((input) => isForcing(resource.type, input))
      );
    });
    const next = new Set(
      [
        ...withDependents(new Set([...replaced, ...forced.map(([identity]) => identity)]), old),
      ].filter((identity) => now.has(identity)),
    );
    if (next.size === replaced.size) {
      return describe(old, now, replaced);
    }
    replaced = next;
  }
  throw new Error("the plan does not come to an end");
}

/** The machine that a resource is about; undefined for those of the whole cluster. */
function machineOf({ name }: { name: string }): string | undefined {
  const node = /^mesos-(master|slave\d+)-/.exec(name)?.[1];
  return node ?? (/^mesos-(zookeeper|marathon|java|build)(-|$)/.test(name) ? "master" : undefined);
}

function commandOf(resource: Resource | undefined): string {
  const create = resource?.inputs["create"];
  return typeof create === "string" ? create : "";
}

/** What a command says after an option, e.g. the digest of a daemon's settings. */
function optionOf(resource: Resource | undefined, option: string): string | undefined {
  return new RegExp(`--${option} (\\S+)`).exec(commandOf(resource))?.[1];
}

function describe(
  old: ReadonlyMap<string, Resource>,
  now: ReadonlyMap<string, Resource>,
  replaced: ReadonlySet<string>,
): Plan {
  const anew = [...now].filter(([identity]) => replaced.has(identity)).map(([, made]) => made);
  const nodes = (resources: Iterable<Resource>, suffix: string): string[] =>
    [...resources]
      .filter(({ name }) => name.endsWith(suffix))
      .map((resource) => String(machineOf(resource)))
      .sort();
  const machines = nodes(anew, "-domain");
  const before = nodes(old.values(), "-domain");
  const after = nodes(now.values(), "-domain");
  const added = after.filter((node) => !before.includes(node));
  const removed = before.filter((node) => !after.includes(node));
  const stays = (resource: Resource): boolean =>
    ![...machines, ...added, ...removed].includes(machineOf(resource) ?? "");

  const restarted: string[] = [];
  const drained: string[] = [];
  const run: string[] = [];
  for (const [identity, made] of now) {
    const former = old.get(identity);
    const isChanged =
      former === undefined || replaced.has(identity) || changedInputs(former, made).length > 0;
    // The last one waits for the cluster whenever a daemon or machine is another.
    if (!isChanged || !made.type.startsWith("command:") || !stays(made) || isGate(made)) {
      continue;
    }
    const node = String(machineOf(made));
    const digests = [former, made].map((resource) => optionOf(resource, "restart-if-changed"));
    if (digests[0] === undefined || digests[0] === digests[1]) {
      run.push(made.name);
      continue;
    }
    restarted.push(`${/ensure-service (\S+)/.exec(commandOf(made))?.[1]}@${node}`);
    if (optionOf(former, "identity") !== optionOf(made, "identity")) {
      drained.push(node);
    }
  }
  const stopped = [...old]
    .filter(([identity, { inputs }]) => !now.has(identity) && inputs["delete"] !== undefined)
    .map(([, resource]) => resource)
    .filter(stays)
    .map(({ name }) => name.replace(/^mesos-(.*)-removal$/, "$1"));
  return {
    machines,
    disks: nodes(anew, "-disk"),
    shared: anew
      .filter((made) => made.type.startsWith("libvirt:") && machineOf(made) === undefined)
      .map(({ name }) => name)
      .sort(),
    restarted: restarted.sort(),
    drained: drained.sort(),
    stopped: stopped.sort(),
    added,
    removed,
    run: run.sort(),
  };
}

function isGate({ name }: Resource): boolean {
  return name === "mesos-ready-wait";
}
