/** User and password of Marathon's HTTP API. */
export interface Credentials {
  /** User. */
  readonly username: string;
  /** Password. */
  readonly password: string;
}

/** A task, and where it runs. */
export interface MarathonTask {
  /** ID that Marathon gave it. */
  readonly id: string;
  /** Host name of the slave, which in this cluster is its address. */
  readonly host: string;
  /** ID of the slave. */
  readonly slaveId: string;
}

/** Longest wait for Marathon's answer, in milliseconds. */
const answerTimeoutMs = 10_000;

/**
 * Reads where an application's tasks run (Marathon 0.11, GET /v2/apps/{id}/tasks).
 *
 * @param url root of Marathon's API
 * @param applicationId ID of the application, an absolute path
 * @param credentials user and password, where it asks for some
 * @returns its tasks, in order of their IDs
 * @throws Error that names the address and what is wrong; never a secret
 */
export async function readTasks(
  url: string,
  applicationId: string,
  credentials?: Credentials,
): Promise<MarathonTask[]> {
  const address = `${url}/v2/apps${applicationId}/tasks`;
  const headers: Record<string, string> = { accept: "application/json" };
  if (credentials !== undefined) {
    const { username, password } = credentials;
    headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
  const answer = await fetch(address, { headers, signal: AbortSignal.timeout(answerTimeoutMs) });
  if (!answer.ok) {
    throw new Error(`${address} answers with status ${answer.status} (expected: 200)`);
  }
  const { tasks } = (await answer.json()) as { tasks: MarathonTask[] };
  return tasks
    .map(({ id, host, slaveId }) => ({ id, host, slaveId }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
