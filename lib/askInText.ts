import type { Answer } from "./clusterState";
import { answerTimeoutMs, messageOf, type GetOptions } from "./getJson";
import { sshPort } from "./ports";
import { connectDirectly } from "./route";

/** What {@link askInText} needs beside the address. */
export interface AskInTextOptions extends Omit<GetOptions, "credentials"> {
  /** Whether what has come is all that is wanted. @default all until the other side closes */
  readonly isEnough?: (text: string) => boolean;
}

/**
 * Asks over TCP who does not speak HTTP.
 *
 * @param address IPv4 address
 * @param port its port
 * @param word what is sent; nothing where the other side speaks first
 * @param options longest wait for the whole answer, in milliseconds; and how it is reached. @default as for HTTP
 * @returns the text that came, or why none did
 */
export function askInText(
  address: string,
  port: number,
  word: string,
  {
    timeoutMs = answerTimeoutMs,
    connect = connectDirectly,
    isEnough = () => false,
  }: AskInTextOptions = {},
): Promise<Answer<string>> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(address, port);
    if (word !== "") {
      // Kept until there is a connection.
      socket.write(word);
    }
    const end = (answer: Answer<string>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // Of the whole, which the socket's own time-out (of silence) is not.
    const timer = setTimeout(
      () => end({ failure: `${address}:${port} does not answer within ${timeoutMs / 1000} s` }),
      timeoutMs,
    );
    socket.setEncoding("utf8").on("data", (data: string) => {
      text += data;
      if (isEnough(text)) {
        end({ state: text });
      }
    });
    socket.on("end", () => end({ state: text }));
    socket.on("error", (error: unknown) =>
      end({ failure: `${address}:${port} does not answer (${messageOf(error)})` }),
    );
  });
}

/**
 * Whether a machine has booted as far as its SSH server, which names itself to whoever connects (RFC 4253, 4.2).
 *
 * @param address its IPv4 address
 * @param options longest wait, in milliseconds; and how it is reached. @default as for HTTP
 */
export async function answersSsh(
  address: string,
  options: Omit<AskInTextOptions, "isEnough"> = {},
): Promise<boolean> {
  const isEnough = (text: string): boolean => text.startsWith("SSH-");
  const answer = await askInText(address, sshPort, "", { ...options, isEnough });
  return "state" in answer && isEnough(answer.state);
}
