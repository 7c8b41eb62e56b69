"""Parses a job file with the stanzas of Upstart 0.6.5 (init(5) of that
release) and no others: a newer stanza makes the whole job unknown, as on EL6."""

import resource
import shlex
import signal
from dataclasses import dataclass, field

from .events import EventError, parse_expression


class ConfError(Exception):
    """A fault in a job file, with its line: `12: Unknown stanza: setuid`."""

    def __init__(self, line: int, text: str):
        super().__init__(f"{line}: {text}")


@dataclass
class Process:
    """A command: one line for exec, several for a script (/bin/sh -e)."""

    text: str
    is_script: bool


@dataclass
class Job:
    """A job file. `respawn_limit` is count and seconds; None for unlimited.
    `kill_timeout_seconds` and the limit are 0.6.5's defaults."""

    name: str
    description: str = ""
    start_on: object = None
    stop_on: object = None
    processes: dict[str, Process] = field(default_factory=dict)
    env: list[tuple[str, str]] = field(default_factory=list)
    export: list[str] = field(default_factory=list)
    respawn: bool = False
    respawn_limit: tuple[int, int] | None = (10, 5)
    normal_exit: set[int] = field(default_factory=set)
    normal_signals: set[int] = field(default_factory=set)
    task: bool = False
    kill_timeout_seconds: int = 5
    console: str = "none"
    umask: int = 0o022
    nice: int | None = None
    oom: int | None = None
    chdir: str = "/"
    limits: dict[int, tuple[int, int]] = field(default_factory=dict)


_HOOKS = ("pre-start", "post-start", "pre-stop", "post-stop")
# Valid in 0.6.5, but beyond this stand-in; used by nobody here.
_NOT_PROVIDED = ("instance", "expect", "chroot")
_PLAIN = ("author", "version", "emits")


class _Lines:
    """The file's logical lines with their numbers; a backslash joins lines."""

    def __init__(self, text: str):
        self.lines = text.split("\n")
        self.number = 0

    def next(self) -> str | None:
        if self.number >= len(self.lines):
            return None
        line = self.lines[self.number]
        self.number += 1
        while line.endswith("\\") and self.number < len(self.lines):
            line = line[:-1] + " " + self.lines[self.number]
            self.number += 1
        return line

    def until_closed(self, line: str) -> str:
        """Joins lines while a parenthesis of an event expression is open."""
        while line.count("(") > line.count(")") and self.number < len(self.lines):
            line += " " + self.lines[self.number].split("#")[0].strip()
            self.number += 1
        return line

    def script(self) -> str:
        """The lines up to `end script`."""
        started, body = self.number, []
        while self.number < len(self.lines):
            line = self.lines[self.number]
            self.number += 1
            if line.split() == ["end", "script"]:
                return "\n".join(body) + "\n"
            body.append(line)
        raise ConfError(started, "Unterminated block")


def _number(line: int, text: str, base: int = 10) -> int:
    try:
        return int(text, base)
    except ValueError:
        raise ConfError(line, f"Illegal value: {text}") from None


def _words(line: int, text: str, count: int, stanza: str) -> list[str]:
    words = shlex.split(text, comments=True)
    if len(words) < count:
        raise ConfError(line, f"Expected token: {stanza}")
    if len(words) > count:
        raise ConfError(line, f"Unexpected token: {words[count]}")
    return words


def _process(job: Job, lines: _Lines, kind: str, stanza: str, rest: str) -> None:
    if stanza == "exec":
        if not rest:
            raise ConfError(lines.number, "Expected token: exec")
        job.processes[kind] = Process(rest, False)
    elif stanza == "script":
        if rest.split("#")[0].strip():
            raise ConfError(lines.number, f"Unexpected token: {rest}")
        job.processes[kind] = Process(lines.script(), True)
    else:
        raise ConfError(lines.number, f"Unknown stanza: {kind} {stanza}".strip())


def _respawn(job: Job, line: int, rest: str) -> None:
    words = shlex.split(rest, comments=True)
    if not words:
        job.respawn = True
    elif words[0] != "limit":
        raise ConfError(line, f"Unknown stanza: respawn {words[0]}")
    elif words[1:] == ["unlimited"]:
        job.respawn_limit = None
    else:
        count, seconds = _words(line, " ".join(words[1:]), 2, "respawn limit")
        job.respawn_limit = (_number(line, count), _number(line, seconds))


def _normal_exit(job: Job, line: int, rest: str) -> None:
    words = shlex.split(rest, comments=True)
    if len(words) < 2 or words[0] != "exit":
        raise ConfError(line, "Expected token: normal exit STATUS|SIGNAL")
    for word in words[1:]:
        name = word if word.startswith("SIG") else "SIG" + word
        if hasattr(signal, name):
            job.normal_signals.add(int(getattr(signal, name)))
        else:
            job.normal_exit.add(_number(line, word))


def _limit(job: Job, line: int, rest: str) -> None:
    name, soft, hard = _words(line, rest, 3, "limit")
    kind = getattr(resource, "RLIMIT_" + name.upper(), None)
    if kind is None:
        raise ConfError(line, f"Unknown limit: {name}")
    values = [resource.RLIM_INFINITY if v == "unlimited" else _number(line, v) for v in (soft, hard)]
    job.limits[kind] = (values[0], values[1])


def _console(job: Job, line: int, rest: str) -> None:
    job.console = _words(line, rest, 1, "console")[0]
    # `console log` came with 1.4.
    if job.console not in ("none", "output", "owner"):
        raise ConfError(line, f"Unknown stanza: console {job.console}")


def _kill(job: Job, line: int, rest: str) -> None:
    # `kill signal` came with 1.3.
    words = shlex.split(rest, comments=True)
    if not words or words[0] != "timeout":
        raise ConfError(line, f"Unknown stanza: kill {words[0] if words else ''}".strip())
    job.kill_timeout_seconds = _number(line, _words(line, " ".join(words[1:]), 1, "kill timeout")[0])


def _oom(job: Job, line: int, rest: str) -> None:
    word = _words(line, rest, 1, "oom")[0]
    job.oom = -17 if word == "never" else _number(line, word)
    if not -17 <= job.oom <= 15:
        raise ConfError(line, f"Illegal oom adjustment, expected -16 to 15 or 'never': {word}")


def _env(job: Job, line: int, rest: str) -> None:
    words = shlex.split(rest, comments=True)
    if len(words) != 1 or "=" not in words[0]:
        raise ConfError(line, "Expected token: env KEY=VALUE")
    key, _, value = words[0].partition("=")
    job.env.append((key, value))


def _events(job: Job, lines: _Lines, stanza: str, rest: str) -> None:
    words = lines.until_closed(rest.split("#")[0]).split()
    if not words or words[0] != "on":
        raise ConfError(lines.number, f"Unknown stanza: {stanza} {words[0] if words else ''}".strip())
    try:
        setattr(job, f"{stanza}_on", parse_expression(words[1:]))
    except EventError as error:
        raise ConfError(lines.number, f"{stanza} on: {error}") from None


_SIMPLE = {
    "respawn": _respawn,
    "normal": _normal_exit,
    "limit": _limit,
    "console": _console,
    "kill": _kill,
    "oom": _oom,
    "env": _env,
}


def _stanza(job: Job, lines: _Lines, stanza: str, rest: str) -> None:
    line = lines.number
    if stanza in ("exec", "script"):
        _process(job, lines, "main", stanza, rest)
    elif stanza in _HOOKS:
        kind, _, more = rest.partition(" ")
        _process(job, lines, stanza, kind, more.strip())
    elif stanza in ("start", "stop"):
        _events(job, lines, stanza, rest)
    elif stanza in _SIMPLE:
        _SIMPLE[stanza](job, line, rest)
    elif stanza == "description":
        job.description = _words(line, rest, 1, stanza)[0]
    elif stanza == "export":
        job.export += shlex.split(rest, comments=True)
    elif stanza == "task":
        _words(line, rest, 0, stanza)
        job.task = True
    elif stanza == "umask":
        job.umask = _number(line, _words(line, rest, 1, stanza)[0], 8)
    elif stanza == "nice":
        job.nice = _number(line, _words(line, rest, 1, stanza)[0])
    elif stanza == "chdir":
        job.chdir = _words(line, rest, 1, stanza)[0]
    elif stanza in _NOT_PROVIDED:
        raise ConfError(line, f"lab: the stand-in does not provide the stanza {stanza}")
    elif stanza not in _PLAIN:
        raise ConfError(line, f"Unknown stanza: {stanza}")


def parse_job(name: str, text: str) -> Job:
    """The job in the file's `text`. Raises ConfError."""
    job, lines = Job(name), _Lines(text)
    while (line := lines.next()) is not None:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        stanza, _, rest = stripped.replace("\t", " ").partition(" ")
        try:
            _stanza(job, lines, stanza, rest.strip())
        except ValueError as error:
            raise ConfError(lines.number, str(error)) from None
    return job
