import { parseClusterOutputs, type ClusterOutputs } from "mesos-testbed";

/** The part of the Automation API's `Stack` that is used. */
export interface StackUnderTest {
  /** Name of the stack. */
  readonly name: string;
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
   * @throws Error with the CLI's own words, or with what is not right about the outputs
   */
  async up(timeoutSeconds: number): Promise<ClusterOutputs> {
    const signal = AbortSignal.any([
      this.ending.signal,
      AbortSignal.timeout(timeoutSeconds * 1000),
    ]);
    const run = this.stack.up({ onOutput: this.say, signal });
    this.underWay = run.catch(() => undefined);
    const { outputs } = await run;
    return parseClusterOutputs(
      this.stack.name,
      Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    );
  }

  /**
   * Destroys the cluster, or what there is of it. An `up` that still runs, since the test runner has lost patience with it, is
   * ended first: it holds the stack's lock.
   *
   * @param timeoutSeconds longest time
   * @throws Error with the CLI's own words; the machines may still be there then
   */
  async down(timeoutSeconds: number): Promise<void> {
    this.ending.abort();
    await this.underWay;
    await this.stack.destroy({
      onOutput: this.say,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
  }
}
