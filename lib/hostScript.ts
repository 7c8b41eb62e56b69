import * as path from "node:path";

/**
 * The shell command that runs one of the scripts in `host/` on the Pulumi host.
 *
 * The script is found from this module's own place, whoever's program it is in; its path is relative to the working folder of
 * the run (which the engine hands to its plugins), so that no resource input holds a path of this checkout: `up` from
 * another folder changes nothing.
 *
 * @param script file name in `host/`
 * @param args arguments, each quoted for the shell
 * @returns the command line
 */
export function hostScript(script: string, args: readonly string[] = []): string {
  const file = path.relative(process.cwd(), path.join(__dirname, "..", "host", script));
  // A word without a slash would be looked for in PATH.
  return [file.includes("/") ? file : `./${file}`, ...args].map(shellQuote).join(" ");
}

/**
 * The shell command that runs one of the TypeScript programs in `host/` on the Pulumi host.
 *
 * @param program file name in `host/`
 * @returns the command line
 */
export function hostProgram(program: string): string {
  return `node ${hostScript("run.cjs", [program])}`;
}

/**
 * Quotes one word for a POSIX shell.
 *
 * @param word any text without NUL
 * @returns the word as it is when it holds nothing that a shell reads, else in single quotes
 */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
