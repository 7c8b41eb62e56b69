"""Where things lie, all below one root folder (LAB_ROOT, default /)."""

import os


def root() -> str:
    """The root folder: `LAB_ROOT` in tests, `/` in a guest."""
    return os.environ.get("LAB_ROOT", "/")


def under_root(path: str) -> str:
    """The absolute `path` of a guest as a path below the root folder."""
    return os.path.join(root(), path.lstrip("/"))


PACKAGE_TABLE = "/usr/lib/lab/packages.tsv"
INSTALLED = "/var/lib/rpm/lab-installed.tsv"
KEYS = "/var/lib/rpm/lab-keys"
STASH = "/var/lib/lab/stash"
YUM_CONF = "/etc/yum.conf"
YUM_REPOS = "/etc/yum.repos.d"
YUM_CACHE = "/var/cache/yum/x86_64/6"
YUM_LOCK = "/var/run/yum.pid"
YUM_LOG = "/var/log/yum.log"
