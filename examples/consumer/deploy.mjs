// Puts an application on a Marathon and waits until its tasks run, or removes it and waits until it is gone.
//
// Usage: node deploy.mjs deploy|remove < SETTINGS
// SETTINGS is JSON: `url` of Marathon's API, `credentials` (username and password, or absent), `definition` of the application,
// and `timeoutSeconds`. The API is that of Marathon 0.11 (docs/rest-api.md).

/** Longest wait for one answer, and pause between two looks, in milliseconds. */
const answerTimeoutMs = 10_000;
const pauseMs = 1_000;

/** Sends a request; `allowed` are the statuses that are an answer beside 2xx. */
async function request({ url, credentials }, method, path, { body, allowed = [] } = {}) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  if (credentials) {
    const { username, password } = credentials;
    headers.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
  const answer = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  }).catch((error) => {
    throw new Error(`${method} ${url}${path}: ${error.cause?.message ?? error.message}`);
  });
  const text = await answer.text();
  if (!answer.ok && !allowed.includes(answer.status)) {
    throw new Error(`${method} ${url}${path} answers with status ${answer.status}: ${text}`);
  }
  return { status: answer.status, json: answer.ok ? JSON.parse(text) : undefined };
}

/** Looks until `look` returns nothing, which is what is still missing; what cannot be seen is missing too. */
async function until(what, timeoutSeconds, look) {
  const end = Date.now() + timeoutSeconds * 1000;
  let said;
  for (;;) {
    const missing = await look().catch((error) => error.message);
    if (missing === undefined) {
      return;
    }
    if (Date.now() >= end) {
      throw new Error(`${what}: not within ${timeoutSeconds} s: ${missing}`);
    }
    if (missing !== said) {
      said = missing;
      console.error(`${what}: ${missing}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function deploy(settings) {
  const { definition, timeoutSeconds } = settings;
  const path = `/v2/apps${definition.id}`;
  // Makes it, or changes it; 409 while an earlier deployment of it is under way.
  await until(`application ${definition.id}`, timeoutSeconds, async () => {
    const { status } = await request(settings, "PUT", path, { body: definition, allowed: [409] });
    return status === 409 ? "an earlier deployment of it is under way" : undefined;
  });
  await until(`application ${definition.id}`, timeoutSeconds, async () => {
    const { json } = await request(settings, "GET", path);
    const { tasksRunning, deployments } = json.app;
    const isDone = deployments.length === 0 && tasksRunning === definition.instances;
    return isDone
      ? undefined
      : `${tasksRunning} of ${definition.instances} tasks run, ${deployments.length} deployments are under way`;
  });
}

async function remove(settings) {
  const { id } = settings.definition;
  await until(`removal of ${id}`, settings.timeoutSeconds, async () => {
    // By force: also in the middle of a deployment. 404 when somebody was faster.
    await request(settings, "DELETE", `/v2/apps${id}?force=true`, { allowed: [404] });
    return undefined;
  });
  await until(`removal of ${id}`, settings.timeoutSeconds, async () => {
    const { status } = await request(settings, "GET", `/v2/apps${id}`, { allowed: [404] });
    const { json } = await request(settings, "GET", "/v2/tasks");
    const left = json.tasks.filter(({ appId }) => appId === id).length;
    if (status === 404 && left === 0) {
      return undefined;
    }
    return status === 404 ? `${left} of its tasks still run` : "Marathon still has it";
  });
}

async function main() {
  const action = { deploy, remove }[process.argv[2]];
  if (action === undefined) {
    throw new Error("usage: node deploy.mjs deploy|remove < SETTINGS");
  }
  let text = "";
  for await (const part of process.stdin) {
    text += part;
  }
  await action(JSON.parse(text));
}

main().catch((error) => {
  console.error(`deploy.mjs: ${error.message}`);
  process.exitCode = 1;
});
