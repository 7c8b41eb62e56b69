import * as pulumi from "@pulumi/pulumi";

/** Inputs of a resource or call, by name. */
type Values = Readonly<Record<string, unknown>>;

/** What a resource type answers beside its inputs, e.g. an `id` or a command's `stdout`. */
export type Responder = (inputs: Values, name: string) => Values;

/** What the engine is told of a resource beside its inputs; what is not here is refused, see {@link optionsOf}. */
export interface RecordedOptions {
  /** URN of the resource itself. */
  readonly urn: string;
  /** URN of the parent; empty for a resource without one. */
  readonly parent: string;
  /** URNs of all that it waits for, whether by an input or by `dependsOn`, sorted. */
  readonly dependencies: readonly string[];
  /** By input: URNs of the resources whose outputs went into it, sorted. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Inputs whose change counts for nothing, sorted. */
  readonly ignoreChanges: readonly string[];
  /** Inputs whose change makes a new resource, beside those of which the provider says so, sorted. */
  readonly replaceOnChanges: readonly string[];
  /** Whether the old one goes before the new one is made; undefined leaves it to the provider. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** URN of the resource with which it goes without being deleted; empty for none. */
  readonly deletedWith: string;
  /** Outputs that are secret beside those that the provider says, sorted. */
  readonly additionalSecretOutputs: readonly string[];
}

/** A resource that the program has registered. */
export interface RecordedResource {
  /** Type token, e.g. `libvirt:index/domain:Domain`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs as the engine gets them; secrets are plain here. */
  readonly inputs: Values;
  /** Names of the inputs that hold a secret, sorted. */
  readonly secretInputs: readonly string[];
  /** Whether a provider makes it; false for components. */
  readonly isCustom: boolean;
  /** Its options; undefined when it was not registered through {@link recordProgram}. */
  readonly options: RecordedOptions | undefined;
}

/** Project and stack that {@link recordProgram} pretends to be. */
export const testProject = {
  project: "mesos-testbed",
  stack: "test",
  // What a file backend has for all.
  organization: "organization",
} as const;

/** Prefix of the product's own component types, which no responder is needed for. */
const componentPrefix = "mesos-testbed:index:";

/** Everything that a program registers, refusing what nobody expects. */
export class Recorder implements pulumi.runtime.Mocks {
  private readonly recorded: RecordedResource[] = [];
  private readonly options = new Map<string, RecordedOptions>();

  /**
   * @param responders by type token; a resource of another type is an error
   * @param calls by function token; another call is an error
   * @param idOf ID of a resource by type token and name
   */
  constructor(
    private readonly responders: Readonly<Record<string, Responder>>,
    private readonly calls: Readonly<Record<string, (inputs: Values) => Values>> = {},
    private readonly idOf: (type: string, name: string) => string = (_, name) => `${name}-id`,
  ) {}

  /**
   * Takes the options of a resource that is about to be registered.
   *
   * @param type its type token
   * @param name its logical name
   * @param options its options
   */
  expectResource(type: string, name: string, options: RecordedOptions): void {
    this.options.set(`${type} ${name}`, options);
  }

  /** Called by the SDK for every resource. */
  newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    const given = args.inputs as Values;
    const inputs = withoutSecretMarks(given) as Values;
    const secretInputs = Object.keys(given)
      .filter((key) => JSON.stringify(given[key] ?? null) !== JSON.stringify(inputs[key] ?? null))
      .sort();
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
    const options = this.options.get(`${args.type} ${args.name}`);
    this.recorded.push({
      type: args.type,
      name: args.name,
      inputs,
      secretInputs,
      isCustom,
      options,
    });
    const state = { ...given, ...responder?.(inputs, args.name) };
    return { id: isCustom ? this.idOf(args.type, args.name) : undefined, state };
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

/** Key and value that make an object a secret to engine and SDK (sdk/go/common/resource/sig). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A value with every secret in it as the plain value. */
function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutSecretMarks);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const object = value as Values;
  return object[signatureKey] === secretSignature
    ? withoutSecretMarks(object["value"])
    : Object.fromEntries(
        Object.entries(object).map(([key, inner]) => [key, withoutSecretMarks(inner)]),
      );
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
  const { project, stack, organization } = testProject;
  await pulumi.runtime.setMocks(recorder, project, stack, false, organization);
  recordOptions(recorder);
  pulumi.runtime.setAllConfig({ ...config });
}

/** Has the mocks' monitor, which hands on nothing but inputs, tell the recorder the options too. */
function recordOptions(recorder: Recorder): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterRequest, ...rest: unknown[]): unknown;
    newUrn(parent: string, type: string, name: string): string;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    const fields = request.toObject();
    const urn = monitor.newUrn(fields.parent, fields.type, fields.name);
    recorder.expectResource(fields.type, fields.name, optionsOf(fields, urn));
    return register(request, ...rest);
  };
}

/** The SDK's message to the engine (resource.proto, RegisterResourceRequest). */
interface RegisterRequest {
  toObject(): RegisterFields;
}

/** Fields of that message. */
export interface RegisterFields {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly dependenciesList: readonly string[];
  readonly propertydependenciesMap: readonly (readonly [string, { urnsList: readonly string[] }])[];
  readonly ignorechangesList: readonly string[];
  readonly replaceonchangesList: readonly string[];
  readonly deletebeforereplace: boolean;
  readonly deletebeforereplacedefined: boolean;
  readonly deletedwith: string;
  readonly additionalsecretoutputsList: readonly string[];
  readonly [other: string]: unknown;
}

/** Options that change what the engine does and that the program does not use: whoever uses one extends the recorder. */
const unexpectedOptions = [
  "protect",
  "importid",
  "retainondelete",
  "aliasurnsList",
  "aliasesList",
  "replaceWithList",
  "replacementTrigger",
  "transformsList",
  "hooks",
  "remote",
];

/**
 * The options in the SDK's message to the engine.
 *
 * @param fields the message's fields
 * @param urn URN of the resource
 * @returns the options
 * @throws Error when an option is set that no test would see
 */
export function optionsOf(fields: RegisterFields, urn: string): RecordedOptions {
  for (const option of unexpectedOptions) {
    if (!Object.hasOwn(fields, option)) {
      throw new Error(`the SDK's message has no field ${option} any more`);
    }
    const value = fields[option];
    if (Array.isArray(value) ? value.length > 0 : Boolean(value)) {
      throw new Error(
        `resource ${fields.type} "${fields.name}" has option ${option}: not recorded`,
      );
    }
  }
  const sorted = (list: readonly string[]): string[] => [...list].sort();
  return {
    urn,
    parent: fields.parent,
    dependencies: sorted(fields.dependenciesList),
    propertyDependencies: Object.fromEntries(
      fields.propertydependenciesMap.map(([key, { urnsList }]) => [key, sorted(urnsList)]),
    ),
    ignoreChanges: sorted(fields.ignorechangesList),
    replaceOnChanges: sorted(fields.replaceonchangesList),
    deleteBeforeReplace: fields.deletebeforereplacedefined ? fields.deletebeforereplace : undefined,
    deletedWith: fields.deletedwith,
    additionalSecretOutputs: sorted(fields.additionalsecretoutputsList),
  };
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
