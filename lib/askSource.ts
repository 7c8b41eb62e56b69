import * as fs from "node:fs/promises";

import { fileDigest, isDigest } from "./fileDigest";
import { lastWords, runProgram } from "./runProgram";

/** Longest wait for an answer, in seconds; its tests have less patience. */
const ANSWER_SECONDS = Number(process.env["MESOS_TESTBED_ANSWER_SECONDS"] ?? 20);
/** A server that ignores the range of a request is cut off here, in bytes. */
const MOST_BYTES = 1_048_576;
/** curl's statuses for an answer that is larger than that, or that takes too long; its headers may be there. */
const CUT_OFF = [28, 63];
/** curl's status for a redirect to what it must not speak. */
const NO_PROTOCOL = 1;
/** Of curl and of HTTP: how servers say that they do not do HEAD, or not for such a client. */
const NO_ANSWER = [52, 55, 56, 92];
const NO_HEAD = [400, 403, 405, 501];

/** What a source said when it was asked whether it has something. */
export interface SourceAnswer {
  /** Whether it has it. */
  readonly isAlive: boolean;
  /** What it said, or why it said nothing. */
  readonly status: string;
  /** Size of what it has, in bytes, where it says it. */
  readonly sizeBytes?: number;
}

/** What {@link askSource} is told of what it asks for. */
export interface AskSourceOptions {
  /** SHA-256 that a file on this host has to have; one that is not of 64 digits is not known yet. @default not known */
  readonly sha256?: string;
  /** Whether who fetches it later speaks no TLS of today, so that a redirect from http to https leads nowhere. @default false */
  readonly isWithoutTls?: boolean;
}

/**
 * Asks a source whether it has something, without fetching it. It is asked by curl, like host/fetch does: with the same
 * proxies, and the same idea of whom to trust. What a URL has is verified when it is fetched; a file on this host already
 * here, where it costs no transfer: a wrong one would be found when the machines are up.
 *
 * @param place http(s) URL, or path on this host; a file URL is a guest's own and not asked
 * @param options what is known of the file
 * @returns what it said: a URL after twice 20 s at most
 * @throws Error when there is no curl
 */
export async function askSource(
  place: string,
  { sha256 = "", isWithoutTls = false }: AskSourceOptions = {},
): Promise<SourceAnswer> {
  if (place.startsWith("file:")) {
    return { isAlive: true, status: "in the guest, not asked" };
  }
  if (!/^https?:/.test(place)) {
    return askPath(place, sha256);
  }
  const redirects = isWithoutTls && place.startsWith("http:") ? "=http" : "=http,https";
  const ask = (...options: string[]): Promise<Ending> =>
    request(place, ["--proto-redir", redirects, ...options]);
  const head = await ask("--head");
  const isRefused = NO_ANSWER.includes(head.status) || NO_HEAD.includes(head.code ?? 0);
  return judge(
    isRefused ? await ask("--range", "0-0", "--max-filesize", String(MOST_BYTES)) : head,
  );
}

async function askPath(place: string, sha256: string): Promise<SourceAnswer> {
  try {
    await fs.access(place, fs.constants.R_OK);
    const stat = await fs.stat(place);
    if (stat.isFile()) {
      const digest = isDigest(sha256) ? await fileDigest(place) : sha256;
      return {
        isAlive: digest === sha256,
        status:
          digest === sha256
            ? "a file"
            : `a file, but its sha256 is ${digest}, not the expected one`,
        sizeBytes: stat.size,
      };
    }
  } catch {
    // Said below.
  }
  return { isAlive: false, status: "no such file, or not readable" };
}

/** How a request ended. */
interface Ending {
  /** Status of curl. */
  readonly status: number;
  /** Status of HTTP; absent where there was no answer. */
  readonly code?: number;
  /** Why there was none. */
  readonly failure: string;
  /** Headers of the last answer, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

async function request(url: string, options: readonly string[]): Promise<Ending> {
  const result = await runProgram(
    "curl",
    [
      ...["--silent", "--show-error", "--location", "--max-redirs", "5", "--proto", "=http,https"],
      ...["--max-time", String(ANSWER_SECONDS)],
      ...["--output", "/dev/null", "--dump-header", "-", ...options, "--", url],
    ],
    { timeoutMs: (ANSWER_SECONDS + 5) * 1000 },
  );
  if (/ENOENT/.test(result.stderr) && result.status === undefined) {
    throw new Error("program curl is missing on this host; install curl");
  }
  const { status = -1 } = result;
  // Of a message of several lines the first one tells what happened.
  const failure = /^curl: \(\d+\) (.*)$/m.exec(result.stderr)?.[1] ?? lastWords(result);
  const headers = lastHeaders(result.stdout);
  const code = headers.get(":code");
  const isAnswered = status === 0 || CUT_OFF.includes(status);
  return {
    status,
    ...(isAnswered && code !== undefined ? { code: Number(code) } : {}),
    failure,
    headers,
  };
}

/** The last of the header blocks; those before it are a proxy's, or redirects. */
function lastHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const code = /^HTTP\/\S+ (\d+)/.exec(line)?.[1];
    if (code !== undefined) {
      headers.clear();
      headers.set(":code", code);
    }
    const [, name, value] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      headers.set(name.toLowerCase(), value);
    }
  }
  return headers;
}

function judge({ status, code, failure, headers }: Ending): SourceAnswer {
  if (status === NO_PROTOCOL && /^https:/i.test(headers.get("location") ?? "")) {
    return { isAlive: false, status: "redirects to https, and yum before 6.8 speaks no TLS 1.2" };
  }
  if (code === undefined) {
    return { isAlive: false, status: failure };
  }
  if (code !== 200 && code !== 206) {
    return { isAlive: false, status: `HTTP ${code}` };
  }
  // What a provider puts where a host has gone, or a captive portal before every page.
  if (headers.get("content-type")?.startsWith("text/html") === true) {
    return { isAlive: false, status: `HTTP ${code}, but a web page` };
  }
  const size = headers.get("content-range")?.split("/")[1] ?? headers.get("content-length") ?? "";
  return {
    isAlive: true,
    status: `HTTP ${code}`,
    ...(/^\d+$/.test(size) ? { sizeBytes: Number(size) } : {}),
  };
}
