import * as pulumi from "@pulumi/pulumi";

/** Inputs of a resource or call, by name. */
type Values = Readonly<Record<string, unknown>>;

/** What a resource type answers beside its inputs, e.g. an `id` or a command's `stdout`. */
export type Responder = (inputs: Values, name: string) => Values;

/** A resource that the program has registered. */
export interface RecordedResource {
  /** Type token, e.g. `libvirt:index/domain:Domain`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs as the engine gets them; secrets are plain here. */
  readonly inputs: Values;
  /** Whether a provider makes it; false for components. */
  readonly isCustom: boolean;
}

/** Project and stack that {@link recordProgram} pretends to be. */
export const testProject = { project: "mesos-testbed", stack: "test" } as const;

/** Prefix of the product's own component types, which no responder is needed for. */
const componentPrefix = "mesos-testbed:index:";

/** Everything that a program registers, refusing what nobody expects. */
export class Recorder implements pulumi.runtime.Mocks {
  private readonly recorded: RecordedResource[] = [];

  /**
   * @param responders by type token; a resource of another type is an error
   * @param calls by function token; another call is an error
   */
  constructor(
    private readonly responders: Readonly<Record<string, Responder>>,
    private readonly calls: Readonly<Record<string, (inputs: Values) => Values>> = {},
  ) {}

  /** Called by the SDK for every resource. */
  newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    const inputs = args.inputs as Values;
    const isCustom = args.custom !== false;
    const responder = Object.hasOwn(this.responders, args.type)
      ? this.responders[args.type]
      : undefined;
    if (responder === undefined && (isCustom || !args.type.startsWith(componentPrefix))) {
      throw new Error(`unexpected resource ${args.type} "${args.name}": no responder for its type`);
    }
    if (this.recorded.some(({ type, name }) => type === args.type && name === args.name)) {
      throw new Error(`resource ${args.type} "${args.name}" is registered twice`);
    }
    this.recorded.push({ type: args.type, name: args.name, inputs, isCustom });
    const state = { ...inputs, ...responder?.(inputs, args.name) };
    return { id: isCustom ? `${args.name}-id` : undefined, state };
  }

  /** Called by the SDK for every function of a provider. */
  call(args: pulumi.runtime.MockCallArgs): pulumi.runtime.MockCallResult {
    const answer = Object.hasOwn(this.calls, args.token) ? this.calls[args.token] : undefined;
    if (answer === undefined) {
      throw new Error(`unexpected call of ${args.token}`);
    }
    return answer(args.inputs as Values);
  }

  /** All resources, in order of registration; {@link settle} first, or late ones are missing. */
  get resources(): readonly RecordedResource[] {
    return this.recorded;
  }

  /** The resources of one type, in order of their names. */
  resourcesOfType(type: string): RecordedResource[] {
    return this.recorded
      .filter((resource) => resource.type === type)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** How many resources there are of each provider's types. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type, isCustom } of this.recorded) {
      if (isCustom) {
        counts[type] = (counts[type] ?? 0) + 1;
      }
    }
    return counts;
  }
}

/**
 * Makes the SDK record instead of talking to an engine.
 *
 * @param recorder what records
 * @param config configuration by full key, e.g. `mesos-testbed:slaves`
 */
export async function recordProgram(
  recorder: Recorder,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await pulumi.runtime.setMocks(recorder, testProject.project, testProject.stack, false);
  pulumi.runtime.setAllConfig({ ...config });
}

/**
 * The value of an output.
 *
 * @param output any output
 * @throws what made the output fail; Error when its value is unknown, which would pass any comparison by default
 */
export async function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  const inner = output as pulumi.Output<T> & {
    promise(): Promise<T>;
    readonly isKnown: Promise<boolean>;
  };
  const value = await inner.promise();
  if (!(await inner.isKnown)) {
    throw new Error("the output's value is unknown");
  }
  return value;
}

/**
 * Waits until a resource and everything below it is registered. A child made within an `apply` appears only later, so
 * the search goes on until it finds no more. The program is over then: {@link recordProgram} begins the next one.
 *
 * @param root the resource
 * @returns how many resources there are, the root among them
 */
export async function settle(root: pulumi.Resource): Promise<number> {
  let known = 0;
  for (;;) {
    const all = descendants(root);
    await Promise.all(all.map(({ urn }) => promiseOf(urn)));
    if (all.length === known) {
      // What is still under way, such as the outputs of components, would end in the next test otherwise.
      await pulumi.runtime.disconnect();
      return known;
    }
    known = all.length;
  }
}

/** A resource and all below it. The SDK keeps the children for `dependsOn`; it has no public name for them. */
function descendants(resource: pulumi.Resource): pulumi.Resource[] {
  const { __childResources: children } = resource as pulumi.Resource & {
    readonly __childResources?: ReadonlySet<pulumi.Resource>;
  };
  return [resource, ...[...(children ?? [])].flatMap(descendants)];
}
