/** A slave as a master lists it. */
export interface SlaveEntry {
  /** ID that the master gave it. */
  readonly id: string;
  /** Its process, e.g. `slave(1)@192.168.5.54:5051`. */
  readonly pid: string;
  /** What it was started with as `--hostname`. */
  readonly hostname: string;
  /** False from the moment when the connection to it is lost; the entry goes up to 75 s later. */
  readonly active: boolean;
}

/** A framework as a master lists it. */
export interface FrameworkEntry {
  /** ID that the master gave it. */
  readonly id: string;
  /** Its name, e.g. `marathon`. */
  readonly name: string;
  /** Whether its scheduler is connected. */
  readonly active: boolean;
}

/** The part of a master's /master/state.json that is read (Mesos 0.24.0, master/http.cpp). */
export interface MasterState {
  /** The master's own ID, another one after each of its starts. */
  readonly id: string;
  /** Its process, e.g. `master@192.168.5.51:5050`. */
  readonly pid: string;
  /** The leading master's process; absent while there is none. */
  readonly leader?: string;
  /** Its version, e.g. `0.24.0`. */
  readonly version: string;
  /** Its slaves, in order of registration. */
  readonly slaves: readonly SlaveEntry[];
  /** Its frameworks, without the completed ones. */
  readonly frameworks: readonly FrameworkEntry[];
}

/** The part of a slave's /slave(1)/state.json that is read (Mesos 0.24.0, slave/http.cpp). */
export interface SlaveState {
  /** The ID that it goes by; empty until a master gave it one. */
  readonly id: string;
  /** Its process. */
  readonly pid: string;
  /** Its version, e.g. `0.24.0`. */
  readonly version: string;
}

/**
 * What a master answers, checked as far as it is read.
 *
 * @param answer the JSON value
 * @throws Error when it is not a master's state
 */
export function parseMasterState(answer: unknown): MasterState {
  const state = record(answer);
  const leader = state?.["leader"];
  const slaves = list(state?.["slaves"], ({ id, pid, hostname, active }) =>
    isText(id) && isText(pid) && isText(hostname) && typeof active === "boolean"
      ? { id, pid, hostname, active }
      : undefined,
  );
  const frameworks = list(state?.["frameworks"], ({ id, name, active }) =>
    isText(id) && isText(name) && typeof active === "boolean" ? { id, name, active } : undefined,
  );
  const daemon = parseDaemon(state);
  if (daemon === undefined || slaves === undefined || frameworks === undefined) {
    throw new Error("it is not the state of a Mesos master");
  }
  return { ...daemon, ...(isText(leader) ? { leader } : {}), slaves, frameworks };
}

/**
 * What a slave answers, checked as far as it is read.
 *
 * @param answer the JSON value
 * @throws Error when it is not a slave's state
 */
export function parseSlaveState(answer: unknown): SlaveState {
  const daemon = parseDaemon(record(answer));
  if (daemon === undefined) {
    throw new Error("it is not the state of a Mesos slave");
  }
  return daemon;
}

/** What the states of both daemons have. */
function parseDaemon(state: Record<string, unknown> | undefined): SlaveState | undefined {
  const { id, pid, version } = state ?? {};
  return isText(id) && isText(pid) && isText(version) ? { id, pid, version } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Every item as `parse` reads it; undefined where one is not what it has to be. */
function list<T>(
  value: unknown,
  parse: (item: Record<string, unknown>) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const items = value.map((item) => parse(record(item) ?? {}));
  return items.includes(undefined) ? undefined : (items as T[]);
}
