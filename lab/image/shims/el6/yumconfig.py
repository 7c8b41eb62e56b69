"""yum's configuration: /etc/yum.conf and /etc/yum.repos.d/*.repo."""

import configparser
import fnmatch
import glob
import os
from dataclasses import dataclass, field

from . import paths

_TRUE, _FALSE = ("1", "yes", "true", "on"), ("0", "no", "false", "off")


class ConfigError(Exception):
    """A fault in a configuration file, in yum's words."""


@dataclass
class Main:
    """Section [main] of yum.conf, as far as the stand-in acts on it."""

    gpgcheck: bool = False
    keepcache: bool = False
    timeout_seconds: float = 30.0
    retries: int = 10
    assumeyes: bool = False


@dataclass
class Repository:
    """One section of a .repo file. URLs come with their variables filled in."""

    id: str
    name: str
    baseurl: list[str] = field(default_factory=list)
    mirrorlist: str = ""
    gpgkey: list[str] = field(default_factory=list)
    enabled: bool = True
    gpgcheck: bool = False
    skip_if_unavailable: bool = False


def _flag(section: configparser.SectionProxy, key: str, default: bool) -> bool:
    text = section.get(key, "").strip().lower()
    if not text:
        return default
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ConfigError(f'Config Error: Error parsing "{key} = {text}": invalid boolean value')


def _fill_in(text: str) -> str:
    """Replaces yum's variables with what an EL6 machine has for them."""
    for name, value in (("$releasever", "6"), ("$basearch", "x86_64"), ("$arch", "x86_64")):
        text = text.replace(name, value)
    return text


def _urls(section: configparser.SectionProxy, key: str) -> list[str]:
    return [_fill_in(url) for url in section.get(key, "").replace(",", " ").split()]


def _parser(path: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    except configparser.Error as error:
        raise ConfigError(f"Config Error: File contains no valid sections: {path}: {error}") from None
    return parser


def read_main(path: str = "") -> Main:
    """[main] of yum.conf. Raises ConfigError where the file is missing or wrong."""
    path = path or paths.under_root(paths.YUM_CONF)
    if not os.path.exists(path):
        raise ConfigError(f"Config Error: Error accessing file for config file://{path}")
    parser = _parser(path)
    if not parser.has_section("main"):
        raise ConfigError(f"Config Error: no section [main] in {path}")
    section = parser["main"]
    return Main(
        _flag(section, "gpgcheck", False),
        _flag(section, "keepcache", False),
        float(section.get("timeout", "30")),
        int(section.get("retries", "10")),
        _flag(section, "assumeyes", False),
    )


def read_repositories(main: Main) -> list[Repository]:
    """All repositories of yum.repos.d, in the order of files and sections."""
    found: list[Repository] = []
    for path in sorted(glob.glob(os.path.join(paths.under_root(paths.YUM_REPOS), "*.repo"))):
        parser = _parser(path)
        for name in parser.sections():
            section = parser[name]
            if any(repository.id == name for repository in found):
                continue
            found.append(
                Repository(
                    name,
                    _fill_in(section.get("name", name)),
                    _urls(section, "baseurl"),
                    _fill_in(section.get("mirrorlist", "").strip()),
                    _urls(section, "gpgkey"),
                    _flag(section, "enabled", True),
                    _flag(section, "gpgcheck", main.gpgcheck),
                    _flag(section, "skip_if_unavailable", False),
                )
            )
    return found


def switch(repositories: list[Repository], pattern: str, enabled: bool) -> None:
    """Applies --enablerepo or --disablerepo; `pattern` may be a comma list of globs.

    Raises ConfigError where no repository matches, as yum does.
    """
    for one in pattern.split(","):
        matching = [r for r in repositories if fnmatch.fnmatchcase(r.id, one)]
        if not matching:
            raise ConfigError(f"\n\nError getting repository data for {one}, repository not found")
        for repository in matching:
            repository.enabled = enabled
