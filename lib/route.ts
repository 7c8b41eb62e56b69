import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import * as net from "node:net";
import * as path from "node:path";
import { Duplex } from "node:stream";

import { messageOf } from "./getJson";
import { proxySettings, type SshAccess } from "./sshAccess";

/** Opens a TCP connection; what goes wrong is an `error` of the stream. */
export type Connect = (address: string, port: number) => Duplex;

/** Opens a connection from this host. */
export const connectDirectly: Connect = (address, port) => net.connect(port, address);

/** Longest wait for the connection to a proxy, in milliseconds: ssh gives up after 15 s (host/lib/ssh-proxy.sh). */
const OPEN_TIMEOUT_MS = 20_000;

/**
 * Runs something with the way that leads to a cluster's addresses. Through a proxy that is one SSH connection, which ends
 * with it; each connection over it is a channel of that.
 *
 * @param proxy the proxy. @default the addresses are reached from here
 * @param work gets how addresses are reached; undefined for from here
 * @returns what `work` returns
 * @throws Error when the proxy cannot be logged in to
 */
export async function withRoute<T>(
  proxy: SshAccess | undefined,
  work: (connect: Connect | undefined) => Promise<T>,
): Promise<T> {
  if (proxy === undefined) {
    return work(undefined);
  }
  const opened = await openProxy(proxy);
  try {
    return await work((address, port) => connectThrough(opened.config, address, port));
  } finally {
    opened.close();
  }
}

/** host/open-proxy keeps the connection as long as its standard input is open, so it ends with this process too. */
function openProxy(proxy: SshAccess): Promise<{ config: string; close: () => void }> {
  const child = spawn(path.join(__dirname, "..", "host", "open-proxy"), [], { stdio: "pipe" });
  const close = (): void => void child.stdin.end();
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    const fail = (reason: string): void => {
      clearTimeout(timer);
      close();
      reject(new Error(`no connection to ${proxy.user}@${proxy.host}:${proxy.port}: ${reason}`));
    };
    const timer = setTimeout(() => {
      fail(`none within ${OPEN_TIMEOUT_MS / 1000} s`);
      child.kill();
    }, OPEN_TIMEOUT_MS);
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const config = /^(.*)\n/.exec(stdout)?.[1];
      if (config !== undefined) {
        clearTimeout(timer);
        resolve({ config, close });
      }
    });
    child.on("error", (error) => fail(messageOf(error)));
    child.on("close", (status) => fail(stderr.trim() || `status ${status}`));
    child.stdin.on("error", () => undefined);
    child.stdin.write(`${proxySettings(proxy).join("\n")}\n\n`);
  });
}

/** A connection as standard input and output of `ssh -W`, through the proxy's open connection. */
function connectThrough(config: string, address: string, port: number): Duplex {
  const child = spawn("ssh", ["-F", config, "-W", `${address}:${port}`, "mesos-testbed-proxy"], {
    stdio: "pipe",
  });
  return duplexOf(child);
}

/**
 * A program's standard input and output as one stream.
 *
 * @param child the program; it is ended with the stream. Why it ended, where it was not asked to, is the stream's error
 */
export function duplexOf(child: ChildProcessWithoutNullStreams): Duplex {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const stream = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk: Buffer, _, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) {
      child.stdout.pause();
    }
  });
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => stream.destroy(error));
  child.on("close", (status) => {
    if (status === 0) {
      stream.push(null);
    } else {
      stream.destroy(new Error(lastLine(stderr) || `ssh ended with status ${status}`));
    }
  });
  return stream;
}

function lastLine(text: string): string {
  // ssh's own last word says only that it gave up.
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && line !== "stdio forwarding failed");
  return lines.at(-1)?.trim() ?? "";
}
