"""The stand-in's rpm database: installed packages and imported keys.

Two small text files, replaced as a whole by rename, so that a killed yum
leaves the old state or the new one.
"""

import os
from typing import Iterable

from . import paths
from .packages import Package


def _replace(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, path)


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def installed() -> list[Package]:
    """The installed packages, ordered by name."""
    lines = _lines(paths.under_root(paths.INSTALLED))
    return sorted((Package(*line.split("\t")) for line in lines), key=lambda p: p.nvra)


def record(packages: Iterable[Package]) -> None:
    """Adds `packages`; an older version of the same name gives way."""
    by_name = {package.name: package for package in installed()}
    by_name.update({package.name: package for package in packages})
    lines = (
        "\t".join((p.name, p.version, p.release, p.arch, p.repository))
        for p in sorted(by_name.values(), key=lambda p: p.name)
    )
    _replace(paths.under_root(paths.INSTALLED), "".join(line + "\n" for line in lines))


def keys() -> list[str]:
    """Ids of the imported keys: 8 lower-case hex digits each."""
    return _lines(paths.under_root(paths.KEYS))


def import_key(key_id: str) -> None:
    """Adds a key; one that is there already stays as it is."""
    known = keys()
    if key_id not in known:
        _replace(paths.under_root(paths.KEYS), "".join(k + "\n" for k in [*known, key_id]))
