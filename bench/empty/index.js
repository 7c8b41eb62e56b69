// Nothing: what an up of this takes, the CLI and its language host take.
