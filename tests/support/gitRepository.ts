import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** A repository that a test has made. */
export interface TestRepository {
  /** Its path. */
  readonly place: string;
  /** Makes a commit; its id. */
  readonly commit: () => string;
  /** Runs git in it. */
  readonly git: (...args: string[]) => string;
}

/**
 * Makes an empty git repository, which nothing of the user's own git shapes.
 *
 * @param folder where to
 * @param name its name there
 */
export function makeRepository(folder: string, name: string): TestRepository {
  const place = path.join(folder, name);
  fs.mkdirSync(place);
  const git = (...args: string[]): string =>
    execFileSync(
      "git",
      ["-C", place, "-c", "user.name=test", "-c", "user.email=test@test.test", ...args],
      {
        encoding: "utf8",
        env: { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      },
    ).trim();
  git("init", "--quiet");
  const commit = (): string => {
    git("commit", "--quiet", "--allow-empty", "--message", "test");
    return git("rev-parse", "HEAD");
  };
  return { place, commit, git };
}
