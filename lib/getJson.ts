import { isNativeError } from "node:util/types";

/** Longest wait for one answer of a daemon, in milliseconds: it is one network away, and answers from memory. */
export const answerTimeoutMs = 5_000;

/** What {@link getJson} and {@link sendJson} need beside the address. */
export interface GetOptions {
  /** Longest wait for the whole answer, in milliseconds. @default {@link answerTimeoutMs} */
  readonly timeoutMs?: number;
  /** User and password for HTTP's basic authentication. @default none */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/**
 * Gets a JSON value over HTTP.
 *
 * @param url where from
 * @param parse makes the value out of the JSON value, and throws when it is not what it has to be
 * @param options bound and credentials
 * @returns the value
 * @throws Error whose message names the address and what is wrong; never a secret
 */
export async function getJson<T>(
  url: string,
  parse: (json: unknown) => T,
  options: GetOptions = {},
): Promise<T> {
  const text = await exchange(url, {}, options);
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${url} answers something else: ${messageOf(error)}`);
  }
}

/**
 * Changes something over HTTP. What is answered is not looked at, apart from its status.
 *
 * @param method HTTP's method
 * @param url what it is about
 * @param body the JSON value that is sent. @default nothing
 * @param options bound and credentials
 * @throws Error whose message names the address and what is wrong; never a secret
 */
export async function sendJson(
  method: "POST" | "DELETE",
  url: string,
  body?: unknown,
  options: GetOptions = {},
): Promise<void> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  await exchange(url, { method, ...sent }, options);
}

async function exchange(
  url: string,
  request: { readonly method?: string; readonly body?: string },
  { timeoutMs = answerTimeoutMs, credentials }: GetOptions,
): Promise<string> {
  const headers: Record<string, string> = {};
  if (credentials !== undefined) {
    const { username, password } = credentials;
    headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
  if (request.body !== undefined) {
    headers["content-type"] = "application/json";
  }
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, { ...request, headers, signal });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`answers with status ${answer.status}`);
    }
    return text;
  } catch (error) {
    const reason = signal.aborted
      ? `does not answer within ${timeoutMs / 1000} s`
      : reasonOf(error);
    throw new Error(`${url} ${reason}`);
  }
}

/** Why there is no answer. Node's own message is "fetch failed" for all reasons; the cause has the one that helps. */
function reasonOf(error: unknown): string {
  return isNativeError(error) && error.cause !== undefined
    ? `does not answer (${messageOf(error.cause)})`
    : messageOf(error);
}

/**
 * The message of whatever was thrown.
 *
 * @param error what was caught
 */
export function messageOf(error: unknown): string {
  // Not instanceof: an error of Node's own may be another realm's.
  return isNativeError(error) ? error.message : String(error);
}
