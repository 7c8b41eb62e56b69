/** Resources of a slave that a framework without a role of its own can still get. */
export interface SlaveRoom {
  /** ID that the master gave the slave. */
  readonly slaveId: string;
  /** CPUs that no task uses. */
  readonly cpus: number;
  /** Memory that no task uses, in MiB. */
  readonly memoryMiB: number;
}

/** A task as a master lists it among its framework's. */
export interface TaskEntry {
  /** ID that its framework gave it. */
  readonly id: string;
  /** ID of the slave that it is on. */
  readonly slaveId: string;
  /** Its state, e.g. `TASK_RUNNING`. */
  readonly state: string;
}

/** The part of a master's /master/state.json that is about room and tasks (Mesos 0.24.0, master/http.cpp). */
export interface TaskView {
  /** The slaves that are active. */
  readonly rooms: readonly SlaveRoom[];
  /** The tasks that have not ended. */
  readonly tasks: readonly TaskEntry[];
}

/**
 * What a master says of room and tasks, checked as far as it is read.
 *
 * @param answer the JSON value
 * @throws Error when it is not a master's state
 */
export function parseTaskView(answer: unknown): TaskView {
  const { slaves, frameworks } = record(answer);
  if (!Array.isArray(slaves) || !Array.isArray(frameworks)) {
    throw new Error("it is not the state of a Mesos master");
  }
  return {
    rooms: slaves
      .map(record)
      .filter(({ active }) => active === true)
      .map(roomOf),
    tasks: frameworks
      .map(record)
      .flatMap(({ tasks }) => (Array.isArray(tasks) ? tasks.map(taskOf) : [])),
  };
}

/** Reserved resources are another role's; what tasks use is not told by role, so room is rather seen too small. */
function roomOf(slave: Record<string, unknown>): SlaveRoom {
  const open = record(slave["unreserved_resources"]);
  const used = record(slave["used_resources"]);
  const left = (name: string): number => Number(open[name] ?? 0) - Number(used[name] ?? 0);
  return { slaveId: String(slave["id"]), cpus: left("cpus"), memoryMiB: left("mem") };
}

function taskOf(task: unknown): TaskEntry {
  const { id, slave_id: slaveId, state } = record(task);
  return { id: String(id), slaveId: String(slaveId), state: String(state) };
}

function record(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}
