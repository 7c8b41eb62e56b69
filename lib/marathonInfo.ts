/** The part of Marathon's /v2/info that is read (Marathon 0.11, api/v2/InfoResource.scala). */
export interface MarathonInfo {
  /** Its version, e.g. `0.11.0`. */
  readonly version: string;
  /** Whether this one leads. */
  readonly elected: boolean;
  /** Host and port of the leader; absent while there is none. */
  readonly leader?: string;
  /** The ID that the master gave it; absent until it is registered. */
  readonly frameworkId?: string;
}

/**
 * What Marathon answers, checked as far as it is read.
 *
 * @param answer the JSON value
 * @throws Error when it is not Marathon's info
 */
export function parseMarathonInfo(answer: unknown): MarathonInfo {
  const { version, elected, leader, frameworkId } = (answer ?? {}) as Record<string, unknown>;
  if (typeof version !== "string" || typeof elected !== "boolean") {
    throw new Error("it is not the info of a Marathon");
  }
  return {
    version,
    elected,
    ...(typeof leader === "string" ? { leader } : {}),
    ...(typeof frameworkId === "string" ? { frameworkId } : {}),
  };
}
