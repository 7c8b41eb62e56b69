"""yum's command line, as far as the stand-in knows it: what it does not know
is refused, as yum 3.2.29 refuses what it does not know."""

import getopt
from dataclasses import dataclass, field

from .yumconfig import Main, Repository, switch

_SHORT = "yqtvCc:d:e:x:R:h"
_LONG = [
    "assumeyes",
    "quiet",
    "tolerant",
    "verbose",
    "cacheonly",
    "config=",
    "debuglevel=",
    "errorlevel=",
    "exclude=",
    "nogpgcheck",
    "enablerepo=",
    "disablerepo=",
    "disableplugin=",
    "setopt=",
    "version",
    "help",
]


class OptionError(Exception):
    """An option that yum 3.2 does not have, or one with a wrong value."""


@dataclass
class Options:
    """The parsed command line. `switches` keeps the order of --enablerepo and
    --disablerepo, since the later wins."""

    command: str = ""
    arguments: list[str] = field(default_factory=list)
    assume_yes: bool = False
    quiet: bool = False
    gpgcheck: bool = True
    cache_only: bool = False
    config: str = ""
    exclude: list[str] = field(default_factory=list)
    switches: list[tuple[bool, str]] = field(default_factory=list)
    plugins_off: list[str] = field(default_factory=list)
    setopt: list[tuple[str, str]] = field(default_factory=list)
    show_version: bool = False
    show_help: bool = False

    def apply(self, main: Main, repositories: list[Repository]) -> None:
        """Changes configuration and repositories as the options say.

        Raises yumconfig.ConfigError for a repository that is not there and
        OptionError for a setting that the stand-in does not act on.
        """
        for key, value in self.setopt:
            if key == "timeout":
                main.timeout_seconds = float(value)
            elif key == "retries":
                main.retries = int(value)
            elif key == "keepcache":
                main.keepcache = value in ("1", "yes", "true")
            else:
                raise OptionError(f"lab: --setopt={key} is not acted on; timeout, retries, keepcache are")
        if "fastestmirror" not in self.plugins_off:
            # The plugin sorts a repository's URLs by how fast they answer: in another order than the file's.
            for repository in repositories:
                repository.baseurl.reverse()
        for enabled, pattern in self.switches:
            switch(repositories, pattern, enabled)


def parse(arguments: list[str]) -> Options:
    """Parses everything after `yum`. Raises OptionError in yum's words."""
    try:
        pairs, rest = getopt.gnu_getopt(arguments, _SHORT, _LONG)
    except getopt.GetoptError as error:
        prefix = "--" if len(error.opt) > 1 else "-"
        if "requires argument" in error.msg:
            raise OptionError(f"Command line error: {prefix}{error.opt} option requires an argument")
        raise OptionError(f"Command line error: no such option: {prefix}{error.opt}") from None
    options = Options(command=rest[0] if rest else "", arguments=rest[1:])
    for name, value in pairs:
        if name in ("-y", "--assumeyes"):
            options.assume_yes = True
        elif name in ("-q", "--quiet"):
            options.quiet = True
        elif name == "--nogpgcheck":
            options.gpgcheck = False
        elif name in ("-c", "--config"):
            options.config = value
        elif name in ("-x", "--exclude"):
            options.exclude.append(value)
        elif name in ("--enablerepo", "--disablerepo"):
            options.switches.append((name == "--enablerepo", value))
        elif name == "--disableplugin":
            options.plugins_off.extend(value.split(","))
        elif name == "--setopt":
            key, equals, text = value.partition("=")
            if not equals:
                raise OptionError(f"Command line error: --setopt needs KEY=VALUE, not {value}")
            options.setopt.append((key, text))
        elif name == "--version":
            options.show_version = True
        elif name in ("-h", "--help"):
            options.show_help = True
        elif name in ("-C", "--cacheonly"):
            options.cache_only = True
        elif name == "-R":
            raise OptionError("lab: yum's -R is not provided by this stand-in")
    return options
