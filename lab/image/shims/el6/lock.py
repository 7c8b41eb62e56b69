"""yum's lock: /var/run/yum.pid holds the number of the yum that runs."""

import contextlib
import fcntl
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


@contextlib.contextmanager
def _alone(path: str):
    """Nobody else looks at the lock file or changes it meanwhile: its content and its being there are two things."""
    with open(path + ".guard", "w", encoding="ascii") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _holder(path: str) -> int:
    """The number of the yum that holds the lock, 0 for nobody; a file whose process is gone holds nothing."""
    try:
        with open(path, encoding="ascii") as file:
            pid = int(file.read().strip() or 0)
    except (FileNotFoundError, ValueError):
        return 0
    return pid if pid and _running(pid) else 0


def acquire() -> None:
    """Takes the lock, waiting for another yum like yum 3.2 does.

    A lock file whose process is gone is taken over.
    """
    path = paths.under_root(paths.YUM_LOCK)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    while True:
        with _alone(path):
            holder = _holder(path)
            if not holder:
                with open(path, "w", encoding="ascii") as file:
                    file.write(str(os.getpid()))
                return
        print(f"Existing lock {path}: another copy is running as pid {holder}.")
        print("Another app is currently holding the yum lock; waiting for it to exit...")
        sys.stdout.flush()
        _wait_for_end(holder)


def release() -> None:
    """Gives the lock back."""
    path = paths.under_root(paths.YUM_LOCK)
    with _alone(path):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
