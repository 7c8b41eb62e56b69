#!/usr/bin/env python3
"""A framework of the user's, for the lab: subscribes at its stand-in master with a principal and its secret, and is gone again.

Usage: scheduler.py IP PORT < "PRINCIPAL SECRET". Prints the framework's ID; status 1, with the master's words, when it is refused.
"""

import os
import pathlib
import sys
import types

os.environ.setdefault("MESOS_INSTALL", "/nonexistent")  # read by the module at its import; no daemon is started here
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "lab/mesos/tests"))

from support.scheduler import Refused, Scheduler, proof  # noqa: E402


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    master = types.SimpleNamespace(ip=sys.argv[1], port=int(sys.argv[2]))
    principal, secret = sys.stdin.readline().split()
    try:
        framework = Scheduler(master, proof(master, principal, secret), principal=principal)
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
    print(framework.subscribed()["framework_id"])
    framework.call("TEARDOWN")


main()
