import { parseClusterOutputs, type ClusterOutputs } from "mesos-testbed";

/** The part of the Automation API's `Stack` that is used. */
export interface StackUnderTest {
  /** Name of the stack. */
  readonly name: string;
  /** Reads its state. */
  exportStack(): Promise<{ readonly deployment: { readonly resources?: readonly unknown[] } }>;
  /** Brings it up. */
  up(options: StackOptions): Promise<{ readonly outputs: Record<string, { value: unknown }> }>;
  /** Destroys all that it has. */
  destroy(options: StackOptions): Promise<unknown>;
}

/** How a stack is brought up or destroyed. */
interface StackOptions {
  /** Gets the CLI's output, piece by piece. */
  readonly onOutput: (text: string) => void;
  /** Ends the CLI in good order, as Ctrl-C does. */
  readonly signal: AbortSignal;
}

/** A cluster that lives as long as the tests of one file. */
export class ClusterUnderTest {
  private readonly ending = new AbortController();
  private underWay: Promise<unknown> = Promise.resolve();
  /** Whether what the stack has was made here. */
  private isOurs = false;

  /**
   * @param stack its stack
   * @param say gets the CLI's output. @default process.stderr
   */
  constructor(
    private readonly stack: StackUnderTest,
    private readonly say: (text: string) => void = (text) => void process.stderr.write(text),
  ) {}

  /**
   * Brings the cluster up.
   *
   * @param timeoutSeconds longest time, after which the CLI is told to end
   * @returns its outputs, checked
   * @throws Error when the stack has resources already, with the CLI's own words, or with what is not right about the outputs
   */
  async up(timeoutSeconds: number): Promise<ClusterOutputs> {
    const signal = AbortSignal.any([
      this.ending.signal,
      AbortSignal.timeout(timeoutSeconds * 1000),
    ]);
    const run = this.upFromNothing(signal);
    this.underWay = run.catch(() => undefined);
    const { outputs } = await run;
    return parseClusterOutputs(
      this.stack.name,
      Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    );
  }

  /**
   * Destroys the cluster, or what there is of it, but nothing of a stack that {@link up} has refused. An `up` that still runs,
   * since the test runner has lost patience with it, is ended first: it holds the stack's lock.
   *
   * @param timeoutSeconds longest time
   * @throws Error with the CLI's own words; the machines may still be there then
   */
  async down(timeoutSeconds: number): Promise<void> {
    this.ending.abort();
    await this.underWay;
    if (this.isOurs) {
      await this.stack.destroy({
        onOutput: this.say,
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
      });
    }
  }

  /** Whatever the stack has in the end is destroyed, so it must not have anything that was not made here. */
  private async upFromNothing(signal: AbortSignal): ReturnType<StackUnderTest["up"]> {
    const { name } = this.stack;
    const { resources = [] } = (await this.stack.exportStack()).deployment;
    if (resources.length > 0) {
      throw new Error(
        `stack ${name} has ${resources.length} resources already (allowed: none, since the tests destroy what it has); ` +
          `nothing was changed. Name another stack, or run \`pulumi destroy -s ${name}\` where these are of tests that were killed`,
      );
    }
    signal.throwIfAborted();
    this.isOurs = true;
    return this.stack.up({ onOutput: this.say, signal });
  }
}
