"""yum's lock: /var/run/yum.pid holds the number of the yum that runs."""

import os
import select
import sys

from . import paths


def _running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_for_end(pid: int) -> None:
    """Returns when the process is gone; its end is awaited, not polled."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        select.select([descriptor], [], [])
    finally:
        os.close(descriptor)


def acquire() -> None:
    """Takes the lock, waiting for another yum like yum 3.2 does.

    A lock file whose process is gone is taken over.
    """
    path = paths.under_root(paths.YUM_LOCK)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    while True:
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            os.write(descriptor, str(os.getpid()).encode("ascii"))
            os.close(descriptor)
            return
        except FileExistsError:
            _pass_holder(path)


def _pass_holder(path: str) -> None:
    try:
        with open(path, encoding="ascii") as file:
            holder = int(file.read().strip() or 0)
    except (FileNotFoundError, ValueError):
        holder = 0
    if holder and _running(holder):
        print(f"Existing lock {path}: another copy is running as pid {holder}.")
        print("Another app is currently holding the yum lock; waiting for it to exit...")
        sys.stdout.flush()
        _wait_for_end(holder)
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def release() -> None:
    """Gives the lock back."""
    try:
        os.unlink(paths.under_root(paths.YUM_LOCK))
    except FileNotFoundError:
        pass
