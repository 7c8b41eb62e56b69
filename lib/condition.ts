/** One thing that has to be true of a node, and what was seen of it. */
export interface Condition {
  /** What it is about, e.g. `slave active`; the same for every node. */
  readonly name: string;
  /** Host name of the node, e.g. `slave1`. */
  readonly node: string;
  /** Whether it holds. */
  readonly ok: boolean;
  /** What was seen. */
  readonly seen: string;
  /** What has to be seen. */
  readonly expected: string;
  /** True where nothing could be seen because another condition does not hold, which says why. @default false */
  readonly unknown?: true;
}

/** The answer of whoever was not asked. */
export const notAsked = { failure: "it was not asked" } as const;

/**
 * A condition that was not looked at because another one does not hold.
 *
 * @param name what it is about
 * @param node host name of the node
 * @param expected what has to be seen
 * @param reason why nothing was seen
 */
export function unknownCondition(
  name: string,
  node: string,
  expected: string,
  reason: string,
): Condition {
  return { name, node, ok: false, seen: `not known: ${reason}`, expected, unknown: true };
}

/**
 * A condition that does not hold, as a part of a sentence.
 *
 * @param condition the condition
 * @returns e.g. `slave1, slave active: not registered (expected: active once at 192.168.5.54:5051)`
 */
export function faultSentence({ name, node, seen, expected }: Condition): string {
  return `${node}, ${name}: ${seen} (expected: ${expected})`;
}
