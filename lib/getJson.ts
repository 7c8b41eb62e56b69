import * as http from "node:http";
import { text as textOf } from "node:stream/consumers";
import { isNativeError } from "node:util/types";

import type { Connect } from "./route";

/** Longest wait for one answer of a daemon, in milliseconds: it is one network away, and answers from memory. */
export const answerTimeoutMs = 5_000;

/** What {@link getJson} and {@link sendJson} need beside the address. */
export interface GetOptions {
  /** Longest wait for the whole answer, in milliseconds. @default {@link answerTimeoutMs} */
  readonly timeoutMs?: number;
  /** User and password for HTTP's basic authentication. @default none */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** How the address is reached. @default from this host */
  readonly connect?: Connect | undefined;
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
  { timeoutMs = answerTimeoutMs, credentials, connect }: GetOptions,
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
    const { status, text } = await (connect === undefined
      ? fetchText(url, { ...request, headers, signal })
      : requestText(url, { ...request, headers, signal }, connect));
    if (status < 200 || status > 299) {
      throw new Error(`answers with status ${status}`);
    }
    return text;
  } catch (error) {
    const reason = signal.aborted
      ? `does not answer within ${timeoutMs / 1000} s`
      : reasonOf(error);
    throw new Error(`${url} ${reason}`);
  }
}

/** A request, and what bounds it. */
interface BoundRequest {
  readonly method?: string;
  readonly body?: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}

/** An answer, whatever its status. */
interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

async function fetchText(url: string, request: BoundRequest): Promise<TextAnswer> {
  const answer = await fetch(url, request);
  return { status: answer.status, text: await answer.text() };
}

/** Node's fetch takes no connection of the caller's. One that fails is the cause of the error, as fetch has it. */
async function requestText(
  url: string,
  { body, ...options }: BoundRequest,
  connect: Connect,
): Promise<TextAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(hostname, Number(port || 80));
  try {
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = http.request(url, {
        ...options,
        headers: { ...options.headers, connection: "close" },
        createConnection: () => socket,
      });
      request.on("response", resolve);
      request.on("error", (cause) => reject(new Error("no answer", { cause })));
      request.end(body);
    });
    return { status: answer.statusCode ?? 0, text: await textOf(answer) };
  } finally {
    socket.destroy();
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
