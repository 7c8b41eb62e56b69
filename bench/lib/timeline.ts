/**
 * Where an update of the engine spends its time: from its event log (`pulumi up --event-log FILE`, JSON lines of apitype's
 * EngineEvent, pulumi/pulumi sdk/go/common/apitype/events.go) and the stack's dependencies (`pulumi stack export`).
 */

/** One step of the engine at one resource. */
export interface Bar {
  /** The resource's name in the program. */
  readonly name: string;
  /** The node that it concerns, e.g. `slave1`, or `cluster`. */
  readonly node: string;
  /** What is done, e.g. `create`. */
  readonly op: string;
  /** Start, in seconds since the update's; the log has whole seconds. */
  readonly startSeconds: number;
  /** End, likewise. */
  readonly endSeconds: number;
  /** Whether the update would have ended earlier without it. */
  readonly isCritical: boolean;
}

/** An update. */
export interface Timeline {
  /** From its first event to its last one, in seconds. */
  readonly durationSeconds: number;
  /** All steps that do something, in the order of their start. */
  readonly bars: readonly Bar[];
  /** The chain of steps that the update's end waited for, each for the one before it, in the order of time. */
  readonly criticalPath: readonly Bar[];
}

/** A resource's state in an event, as far as it is read. */
interface EventState {
  readonly custom?: boolean;
}

/** What an event says of a step. */
interface StepEvent {
  readonly metadata: {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly old: EventState | null;
    readonly new: EventState | null;
  };
  readonly planning?: boolean;
}

/** A line of the log, as far as it is read. */
interface EngineEvent {
  readonly timestamp: number;
  readonly resourcePreEvent?: StepEvent;
  readonly resOutputsEvent?: StepEvent;
}

/** A resource of an export, as far as it is read. */
interface ExportedResource {
  readonly urn: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
}

/** A step while it is put together. */
interface Step {
  readonly urn: string;
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts an update together.
 *
 * @param eventLog text of the event log of one update that has ended
 * @param stackExport what `pulumi stack export` printed after it
 * @returns the update
 * @throws Error when the one is no event log or the other no export
 */
export function timelineOf(eventLog: string, stackExport: string): Timeline {
  const events = eventLog
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => parseLine(line, index + 1));
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) {
    throw new Error("the event log is empty; did the CLI know --event-log?");
  }
  const { deployment } = JSON.parse(stackExport) as {
    deployment?: { resources?: ExportedResource[] };
  };
  if (deployment === undefined) {
    throw new Error("the stack's export has no deployment");
  }
  const resources = new Map((deployment.resources ?? []).map((one) => [one.urn, one]));
  const steps = stepsOf(events, last.timestamp).sort((a, b) => a.start - b.start || a.end - b.end);
  const critical = criticalSteps(steps, resources);
  const bars = steps.map((step) => ({
    name: nameOf(step.urn),
    node: nodeOf(step.urn, resources.get(step.urn)),
    op: step.op,
    startSeconds: step.start - first.timestamp,
    endSeconds: step.end - first.timestamp,
    isCritical: critical.has(step),
  }));
  return {
    durationSeconds: last.timestamp - first.timestamp,
    bars,
    criticalPath: bars.filter(({ isCritical }) => isCritical),
  };
}

function parseLine(line: string, number: number): EngineEvent {
  let event: Partial<EngineEvent> | null;
  try {
    event = JSON.parse(line) as Partial<EngineEvent> | null;
  } catch {
    event = null;
  }
  if (typeof event?.timestamp !== "number") {
    throw new Error(`line ${number} of the event log is no event of the engine`);
  }
  return event as EngineEvent;
}

/** Steps at resources that a provider has; one that has no end, as in an update that was cut off, ends with the log. */
function stepsOf(events: readonly EngineEvent[], logEnd: number): Step[] {
  const open = new Map<string, Step>();
  const done: Step[] = [];
  for (const { timestamp, resourcePreEvent, resOutputsEvent } of events) {
    const event = resourcePreEvent ?? resOutputsEvent;
    if (event === undefined || event.planning === true || !isWork(event)) {
      continue;
    }
    const { op, urn } = event.metadata;
    const id = `${op} ${urn}`;
    if (resourcePreEvent !== undefined) {
      open.set(id, { op, urn, start: timestamp, end: logEnd });
      continue;
    }
    const step = open.get(id);
    if (step !== undefined) {
      done.push({ ...step, end: timestamp });
      open.delete(id);
    }
  }
  return [...done, ...open.values()];
}

/** Components take no time of their own, `same` none at all, and a provider is a process that starts. */
function isWork({ metadata }: StepEvent): boolean {
  const isCustom = (metadata.new ?? metadata.old)?.custom === true;
  const isIdle = metadata.op === "same" || metadata.type.startsWith("pulumi:providers:");
  return isCustom && !isIdle;
}

/**
 * From the step that ended last back through the dependency that each had to wait for longest.
 *
 * @param steps in the order of their start
 */
function criticalSteps(
  steps: readonly Step[],
  resources: ReadonlyMap<string, ExportedResource>,
): Set<Step> {
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) {
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  const critical = new Set<Step>();
  let current = latest(steps);
  while (current !== undefined) {
    critical.add(current);
    const { start, urn } = current;
    const before = [...stepsBehind(urn, byUrn, resources)].filter(
      (step) => step.end <= start && !critical.has(step),
    );
    current = latest(before);
  }
  return critical;
}

/** The step that ended last; of several that end in the same second, the one that took longest. */
function latest(steps: readonly Step[]): Step | undefined {
  return steps.reduce<Step | undefined>((best, step) => {
    const isLater =
      best === undefined ||
      step.end > best.end ||
      (step.end === best.end && step.start < best.start);
    return isLater ? step : best;
  }, undefined);
}

/** The steps that a resource waits for; what took no step, such as a component, stands for what it waits for itself. */
function stepsBehind(
  urn: string,
  byUrn: ReadonlyMap<string, readonly Step[]>,
  resources: ReadonlyMap<string, ExportedResource>,
  seen = new Set<string>(),
): Set<Step> {
  const { dependencies = [], propertyDependencies = {} } = resources.get(urn) ?? {};
  const behind = [
    ...dependencies,
    ...Object.values(propertyDependencies).flatMap((urns) => urns ?? []),
  ];
  const found = new Set<Step>();
  for (const dependency of behind) {
    if (seen.has(dependency)) {
      continue;
    }
    seen.add(dependency);
    const steps = byUrn.get(dependency) ?? [...stepsBehind(dependency, byUrn, resources, seen)];
    steps.forEach((step) => found.add(step));
  }
  return found;
}

/** The last part of a URN (pulumi/pulumi, sdk/go/common/resource/urn). */
function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The node of a resource: that of the machine that it goes with, else the one that its own name has. */
function nodeOf(urn: string, resource: ExportedResource | undefined): string {
  const names = [resource?.deletedWith, urn].filter((one) => one !== undefined).map(nameOf);
  const nodes = names.map((name) => /-(master|slave[0-9]+)(?:-|$)/.exec(name)?.[1]);
  return nodes.find((node) => node !== undefined) ?? "cluster";
}

/**
 * Groups steps by node.
 *
 * @param bars in any order
 * @returns the nodes that have steps: what concerns the whole cluster first, then the master, then the slaves in numeric
 *   order; each with its steps in the given order
 */
export function barsByNode(bars: readonly Bar[]): [node: string, bars: Bar[]][] {
  const rank = (node: string): number =>
    node === "cluster" ? -1 : Number(/[0-9]*$/.exec(node)?.[0] ?? 0);
  const nodes = [...new Set(bars.map(({ node }) => node))].sort((a, b) => rank(a) - rank(b));
  return nodes.map((node) => [node, bars.filter((bar) => bar.node === node)]);
}
