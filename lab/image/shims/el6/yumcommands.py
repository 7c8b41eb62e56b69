"""yum's commands. Each takes the session and returns yum's exit status."""

import fnmatch
import shutil
import sys
from typing import Callable

from . import database, paths, transaction
from .metadata import Metadata, Offer, RepositoryError, load, load_cached
from .resolve import Plan, plan_install, plan_update
from .yumconfig import Main, Repository
from .yumoptions import Options


class UsageError(Exception):
    """A command without what it needs; exit status 1."""


class Session:
    """One run of yum: options, configuration, and metadata once it is read."""

    def __init__(self, options: Options, main: Main, repositories: list[Repository]):
        self.options, self.main, self.repositories = options, main, repositories
        self._metadata: list[Metadata] | None = None

    def say(self, text: str) -> None:
        """Prints progress, unless -q."""
        if not self.options.quiet:
            print(text, flush=True)

    def metadata(self) -> list[Metadata]:
        """Metadata of every enabled repository. Raises RepositoryError."""
        if self._metadata is None:
            enabled = [r for r in self.repositories if r.enabled]
            if not enabled:
                raise RepositoryError(
                    "There are no enabled repos.\n"
                    ' Run "yum repolist all" to see the repos you have.\n'
                    " You can enable repos with yum-config-manager --enable <repo>"
                )
            self._metadata = [m for r in enabled if (m := self._load(r))]
        return self._metadata

    def _load(self, repository: Repository) -> Metadata | None:
        try:
            if self.options.cache_only:
                return load_cached(repository)
            return load(repository, self.main, lambda line: print(line, file=sys.stderr))
        except RepositoryError:
            if repository.skip_if_unavailable:
                return None
            raise

    def offers(self) -> list[Offer]:
        """All offers that no --exclude takes out."""
        return [
            offer
            for one in self.metadata()
            for offer in one.offers
            if not any(fnmatch.fnmatchcase(offer.package.name, x) for x in self.options.exclude)
        ]


def _confirmed(session: Session) -> bool:
    if session.options.assume_yes or session.main.assumeyes:
        return True
    print("Is this ok [y/N]: ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _carry_out(session: Session, plan: Plan, process: str) -> int:
    for message in plan.messages:
        session.say(message)
    if not plan.all:
        if process == "Install" and not plan.known:
            print("Error: Nothing to do", file=sys.stderr)
            return 1
        session.say("No Packages marked for Update" if process == "Update" else "Nothing to do")
        return 0
    session.say("Resolving Dependencies\n--> Running transaction check")
    for offer in plan.all:
        package = offer.package
        session.say(f"---> Package {package.name}.{package.arch} 0:{package.version_release} will be installed")
    session.say("--> Finished Dependency Resolution\n\nDependencies Resolved\n")
    session.say(f"Transaction Summary\n{'=' * 80}\nInstall  {len(plan.all):>6} Package(s)\n")
    if not _confirmed(session):
        print("Exiting on user Command")
        return 1
    transaction.run(plan.all, session.metadata(), session.main, session.options.gpgcheck, session.say)
    session.say("\nComplete!")
    return 0


def install(session: Session) -> int:
    """yum install NAME..."""
    if not session.options.arguments:
        raise UsageError("Error: Need to pass a list of pkgs to install")
    session.say("Setting up Install Process")
    plan = plan_install(session.options.arguments, session.offers(), database.installed())
    return _carry_out(session, plan, "Install")


def update(session: Session) -> int:
    """yum update [NAME...]"""
    session.say("Setting up Update Process")
    plan = plan_update(session.options.arguments, session.offers(), database.installed())
    return _carry_out(session, plan, "Update")


def groupinstall(session: Session) -> int:
    """yum groupinstall GROUP..."""
    if not session.options.arguments:
        raise UsageError("Error: Need to pass a list of groups to install")
    session.say("Setting up Group Process")
    names: list[str] = []
    known = False
    for group in session.options.arguments:
        found = [m.groups[group] for m in session.metadata() if group in m.groups]
        known = known or bool(found)
        if not found:
            print(f"Warning: Group {group} does not exist.", file=sys.stderr)
        names += [name for members in found for name in members if name not in names]
    if not known:
        text = "Error: No packages in any requested group available to install or update"
        print(text, file=sys.stderr)
        return 1
    plan = plan_install(names, session.offers(), database.installed())
    return _carry_out(session, plan, "Group")


def groupinfo(session: Session) -> int:
    """yum groupinfo GROUP..."""
    if not session.options.arguments:
        raise UsageError("Error: Need to pass a list of groups to groupinfo")
    session.say("Setting up Group Process")
    unknown = 0
    for group in session.options.arguments:
        found = [m.groups[group] for m in session.metadata() if group in m.groups]
        if not found:
            print(f"Warning: Group {group} does not exist.", file=sys.stderr)
            unknown += 1
            continue
        print(f"\nGroup: {group}\n Mandatory Packages:")
        for name in (name for members in found for name in members):
            print(f"   {name}")
    return 1 if unknown == len(session.options.arguments) else 0


def makecache(session: Session) -> int:
    """yum makecache: sees that every repository's metadata can be read."""
    session.say("Making cache files for all metadata files.")
    session.metadata()
    session.say("Metadata Cache Created")
    return 0


def clean(session: Session) -> int:
    """yum clean all|packages|metadata|expire-cache|headers|dbcache|plugins|rpmdb"""
    known = ("headers", "packages", "metadata", "dbcache", "plugins", "expire-cache", "rpmdb", "all")
    wanted = session.options.arguments
    if not wanted:
        raise UsageError("Error: clean requires an option: " + ", ".join(known))
    for what in wanted:
        if what not in known:
            raise UsageError(f"Error: invalid clean argument: '{what}'")
    if {"all", "packages"} & set(wanted):
        shutil.rmtree(paths.under_root(paths.YUM_CACHE), ignore_errors=True)
    session.say("Cleaning repos: " + " ".join(r.id for r in session.repositories if r.enabled))
    return 0


def repolist(session: Session) -> int:
    """yum repolist [all|enabled|disabled]"""
    which = session.options.arguments[0] if session.options.arguments else "enabled"
    if which not in ("all", "enabled", "disabled"):
        raise UsageError(f"Error: lab: repolist knows all, enabled and disabled, not {which}")
    counts = {m.repository.id: len(m.offers) for m in session.metadata()} if which != "disabled" else {}
    print(f"{'repo id':<24}{'repo name':<40}{'status':>8}")
    for repository in session.repositories:
        if which == "all" or (which == "enabled") == repository.enabled:
            status = counts.get(repository.id, 0) if repository.enabled else "disabled"
            print(f"{repository.id:<24}{repository.name:<40}{status:>8}")
    print(f"repolist: {sum(counts.values())}")
    return 0


def list_packages(session: Session) -> int:
    """yum list [installed|available] [NAME...]"""
    arguments = list(session.options.arguments)
    which = arguments.pop(0) if arguments and arguments[0] in ("installed", "available") else "all"
    present = database.installed()
    shown = 0
    if which in ("installed", "all"):
        shown += _list_section("Installed Packages", present, arguments, "@")
    if which in ("available", "all"):
        have = {p.nvra for p in present}
        offered = [o.package for o in session.offers() if o.package.nvra not in have]
        shown += _list_section("Available Packages", offered, arguments, "")
    if not shown and arguments:
        print("Error: No matching Packages to list", file=sys.stderr)
        return 1
    return 0


def _list_section(title: str, packages: list, names: list[str], mark: str) -> int:
    chosen = [
        p
        for p in packages
        if not names or any(p.answers_to(n) or fnmatch.fnmatchcase(p.name, n) for n in names)
    ]
    if chosen:
        print(title)
    for p in chosen:
        print(f"{p.name + '.' + p.arch:<40}{p.version_release:<28}{mark + p.repository}")
    return len(chosen)


COMMANDS: dict[str, Callable[[Session], int]] = {
    "install": install,
    "update": update,
    "groupinstall": groupinstall,
    "groupinfo": groupinfo,
    "makecache": makecache,
    "clean": clean,
    "repolist": repolist,
    "list": list_packages,
}
# Commands that change the machine: they need root.
CHANGING = ("install", "update", "groupinstall", "makecache", "clean")

