import type { SourceAnswer } from "./askSource";
import { isCommitId } from "./mesosSource";
import { lastWords, runProgram } from "./runProgram";

/** Longest wait for an answer, in seconds; its tests have less patience. */
const ANSWER_SECONDS = Number(process.env["MESOS_TESTBED_ANSWER_SECONDS"] ?? 20);

/** What a repository said when it was asked for a tag, branch or commit. */
export interface RepositoryAnswer extends SourceAnswer {
  /** The commit that the tag or branch is at; absent where it has none of that name, or a commit was asked for. */
  readonly commit?: string;
}

/**
 * Asks a git repository what a tag or branch is at, without fetching anything. Of a commit nobody can ask that: it is only
 * asked whether it answers.
 *
 * @param place http(s) URL, or path on this host
 * @param ref name of a tag, or else of a branch; or a commit's id
 * @returns what it said, after 20 s at most
 * @throws Error when there is no git
 */
export async function askRepository(place: string, ref: string): Promise<RepositoryAnswer> {
  const names = [`refs/tags/${ref}^{}`, `refs/tags/${ref}`, `refs/heads/${ref}`];
  const patterns = isCommitId(ref) ? ["HEAD"] : names;
  const result = await runProgram(
    "env",
    // Nobody is there to be asked for a password.
    ["GIT_TERMINAL_PROMPT=0", "git", "ls-remote", "--", place, ...patterns],
    { timeoutMs: ANSWER_SECONDS * 1000 },
  );
  if (result.status === 127) {
    throw new Error(
      "program git is missing on this host; install git, which mesos.source git needs",
    );
  }
  if (result.status !== 0) {
    const failure = /^(?:fatal|error): (.*)$/m.exec(result.stderr)?.[1];
    return { isAlive: false, status: failure ?? lastWords(result) };
  }
  if (isCommitId(ref)) {
    return { isAlive: true, status: "a repository" };
  }
  // A pattern also matches the end of a longer name.
  const found = new Map(
    result.stdout
      .split("\n")
      .map((line) => line.split("\t"))
      .map(([id = "", name = ""]) => [name, id]),
  );
  const commit = names.map((name) => found.get(name)).find((id) => id !== undefined);
  return commit === undefined
    ? { isAlive: false, status: `a repository without tag or branch ${ref}` }
    : { isAlive: true, status: `a repository, ${ref} is ${commit.slice(0, 12)}`, commit };
}
