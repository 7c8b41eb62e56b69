/**
 * The command of a target of the Makefile for one stack.
 *
 * @param stackArguments what `make` needs to be told for that stack, e.g. `STACK=dev`. @default nothing
 * @returns a function from a target with its arguments to the command, e.g. `ssh NODE=slave1` to
 *   `make ssh NODE=slave1 STACK=dev`
 */
export function makeCommand(stackArguments = ""): (target: string) => string {
  return (target) => ["make", target, stackArguments].filter((word) => word !== "").join(" ");
}

/**
 * The same for what runs within an `up`: of the lab, or of make, the environment says how its commands are called; else make
 * has to be told the stack.
 *
 * @param stack the stack's name
 */
export function makeCommandWithin(stack: string): (target: string) => string {
  return makeCommand(process.env["HINT_ARGUMENTS"] ?? `STACK=${stack}`);
}
