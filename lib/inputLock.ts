import { messageOf } from "./getJson";
import { isCommitId } from "./mesosSource";

/** What was believed of a file when it was fetched for the first time. */
export interface TrustedFile {
  /** SHA-256, 64 lower-case hexadecimal digits: what the file has to be ever after. */
  readonly sha256: string;
  /** The URL or path that it came from. */
  readonly source: string;
  readonly commit?: never;
}

/** What was believed of a git tag or branch when it was asked for the first time. */
export interface TrustedCommit {
  /** Id of the commit, 40 lower-case hexadecimal digits: what that name stands for ever after. */
  readonly commit: string;
  /** The URL or path of the repository that has said so. */
  readonly source: string;
  readonly sha256?: never;
}

/** What is trusted, by what identifies each: of a file see FileInput, of a commit gitInputId. */
export type InputLock = Readonly<Record<string, TrustedFile | TrustedCommit>>;

/** Form of the lock file; a reader that does not know it must not guess. */
const lockForm = 1;

/**
 * Name of a stack's lock file, which lies beside the stack file. It is none that the CLI takes for a stack's
 * (`Pulumi.<stack>.json` could be).
 *
 * @param stack name of the stack
 */
export function lockFileName(stack: string): string {
  return `inputs.${stack}.lock.json`;
}

/**
 * Reads a lock file.
 *
 * @param text what is in it
 * @param file its name, for messages
 * @returns what is trusted
 * @throws Error that names the file, what is wrong, and the remedy
 */
export function parseInputLock(text: string, file: string): InputLock {
  const refuse = (fault: string): never => {
    throw new Error(
      `${file} ${fault}. Take it from your version control again; or remove it, and what it held is learned anew.`,
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse(`is no JSON (${messageOf(error)})`);
  }
  const { form, inputs } = asObject(json);
  if (form !== lockForm) {
    return refuse(`has form ${JSON.stringify(form) ?? "none"}, and this program knows ${lockForm}`);
  }
  for (const [id, entry] of Object.entries(asObject(inputs))) {
    const { sha256, commit, source } = asObject(entry);
    if (commit !== undefined) {
      if (typeof commit !== "string" || !isCommitId(commit)) {
        refuse(`has no commit of 40 lower-case hexadecimal digits for "${id}"`);
      }
    } else if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
      refuse(`has no sha256 of 64 lower-case hexadecimal digits for "${id}"`);
    }
    if (typeof source !== "string") {
      refuse(`has no source for "${id}"`);
    }
  }
  return asObject(inputs) as unknown as InputLock;
}

/**
 * Writes a lock file, the same text for the same files.
 *
 * @param lock the trusted files
 * @returns the text, sorted, in the layout of Prettier
 */
export function formatInputLock(lock: InputLock): string {
  const inputs = Object.fromEntries(
    Object.entries(lock)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { sha256, commit, source }]) => [
        id,
        commit === undefined ? { sha256, source } : { commit, source },
      ]),
  );
  return `${JSON.stringify({ form: lockForm, inputs }, undefined, 2)}\n`;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
