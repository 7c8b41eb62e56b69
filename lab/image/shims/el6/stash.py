"""Reveals the files of packages that are in the image but hidden.

The image build moves them to one folder a unit below /var/lib/lab/stash; here
they are hard-linked to their places. Linking again changes nothing, so an
interrupted installation is simply repeated.
"""

import os
import subprocess
from typing import Iterable

from . import paths


class StashError(Exception):
    """A unit that the image does not have."""


def reveal(units: Iterable[str]) -> None:
    """Puts the files of `units` (Debian package or overlay:NAME) in place.

    Raises StashError for a unit without a folder, before anything is linked.
    """
    stash = paths.under_root(paths.STASH)
    folders = [os.path.join(stash, unit) for unit in dict.fromkeys(units)]
    for folder in folders:
        if not os.path.isdir(folder):
            raise StashError(f"lab: the image has no content for {os.path.basename(folder)}")
    for folder in folders:
        command = ["cp", "-a", "-l", "-f", f"{folder}/.", paths.root()]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    if folders and paths.root() == "/":
        subprocess.run(["/sbin/ldconfig"], check=True, stdin=subprocess.DEVNULL)
