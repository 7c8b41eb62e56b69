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
