"""Packages: identity, order of versions, and the table of the image."""

import re
from dataclasses import dataclass
from typing import Iterable, Iterator


@dataclass(frozen=True)
class Package:
    """Name, version, release and architecture of a package, and the id of the
    repository that it came from."""

    name: str
    version: str
    release: str
    arch: str
    repository: str

    @property
    def nvra(self) -> str:
        """As `rpm -q` prints it: wget-1.12-5.el6.x86_64."""
        return f"{self.name}-{self.version}-{self.release}.{self.arch}"

    @property
    def version_release(self) -> str:
        """For example 1.12-5.el6."""
        return f"{self.version}-{self.release}"

    def answers_to(self, wanted: str) -> bool:
        """Whether `wanted` names this package in one of rpm's forms."""
        return wanted in (
            self.name,
            f"{self.name}.{self.arch}",
            f"{self.name}-{self.version}",
            f"{self.name}-{self.version_release}",
            self.nvra,
        )


@dataclass(frozen=True)
class TableRow:
    """One line of packages.tsv; see its header for the columns."""

    package: Package
    installed: bool
    group: str
    requires: tuple[str, ...]
    content: tuple[str, ...]


def _field(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split())


def read_table(lines: Iterable[str]) -> Iterator[TableRow]:
    """Parses packages.tsv.

    Raises ValueError with the line for a wrong number of columns or a state
    other than `installed` and `available`.
    """
    for line in lines:
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 9:
            raise ValueError(f"packages.tsv: 9 columns expected, {len(fields)} found: {line}")
        name, version, release, arch, repository, state, group, requires, content = fields
        if state not in ("installed", "available"):
            raise ValueError(f"packages.tsv: state of {name} is {state}, not installed or available")
        yield TableRow(
            Package(name, version, release, arch, repository),
            state == "installed",
            "" if group == "-" else group,
            _field(requires),
            () if content == "none" else _field(content),
        )


def compare_versions(left: str, right: str) -> int:
    """Orders two version or release strings as rpm does: -1, 0 or 1.

    Segments of digits and of letters are compared in turn, digits as numbers
    and as newer than letters; the rest separates (rpm 4.8, lib/rpmvercmp.c).
    """
    one = re.findall(r"[0-9]+|[a-zA-Z]+", left)
    two = re.findall(r"[0-9]+|[a-zA-Z]+", right)
    for a, b in zip(one, two):
        if a.isdigit() != b.isdigit():
            return 1 if a.isdigit() else -1
        if a.isdigit():
            a, b = int(a), int(b)
        if a != b:
            return 1 if a > b else -1
    return (len(one) > len(two)) - (len(one) < len(two))


def newer(left: Package, right: Package) -> bool:
    """Whether `left` is a newer version of the package than `right`."""
    order = compare_versions(left.version, right.version)
    return (order or compare_versions(left.release, right.release)) > 0
