import { isNativeError } from "node:util/types";

/** Longest wait for one answer of a daemon, in milliseconds: it is one network away, and answers from memory. */
export const answerTimeoutMs = 5_000;

/** What {@link getJson} needs beside the address. */
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
  { timeoutMs = answerTimeoutMs, credentials }: GetOptions = {},
): Promise<T> {
  const headers: Record<string, string> = {};
  if (credentials !== undefined) {
    const { username, password } = credentials;
    headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    const answer = await fetch(url, { headers, signal });
    text = await answer.text();
    if (!answer.ok) {
      throw new Error(`answers with status ${answer.status}`);
    }
  } catch (error) {
    const reason = signal.aborted
      ? `does not answer within ${timeoutMs / 1000} s`
      : reasonOf(error);
    throw new Error(`${url} ${reason}`);
  }
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${url} answers something else: ${messageOf(error)}`);
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
