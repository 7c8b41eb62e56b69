"""Starts the processes of a job as Upstart 0.6.5 does."""

import os
import re
import resource
import shlex
import subprocess

from .conf import Job, Process

# What init gives every job (init/system.h, environ.c of 0.6.5).
DEFAULT_ENVIRONMENT = {"PATH": "/sbin:/usr/sbin:/bin:/usr/bin", "TERM": "linux"}
# Characters for which an exec line goes through a shell (init/process.h).
_SHELL_CHARACTERS = re.compile(r"[~`!$^&*()=|\\{}\[\];\"'<>?]")


def command_of(process: Process) -> list[str]:
    """argv of a process: a script by /bin/sh -e, an exec line with characters
    of the shell by `exec` in a shell, any other directly."""
    if process.is_script:
        return ["/bin/sh", "-e", "-c", process.text]
    if _SHELL_CHARACTERS.search(process.text):
        return ["/bin/sh", "-e", "-c", "exec " + process.text]
    return shlex.split(process.text)


def environment_of(job: Job, extra: dict[str, str]) -> dict[str, str]:
    """Environment of a job's processes: defaults, `env`, then what the start
    or its event brought, and the names by which it finds itself."""
    environment = dict(DEFAULT_ENVIRONMENT)
    environment.update(job.env)
    environment.update(extra)
    environment.update({"UPSTART_JOB": job.name, "UPSTART_INSTANCE": ""})
    return environment


def _prepare(job: Job) -> None:
    """Runs in the child, before the program."""
    os.umask(job.umask)
    for kind, values in job.limits.items():
        resource.setrlimit(kind, values)
    if job.nice is not None:
        os.setpriority(os.PRIO_PROCESS, 0, job.nice)
    if job.oom is not None:
        # oom_adj's -17 to 15 on the scale of its successor, -1000 to 1000.
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write(str(-1000 if job.oom == -17 else job.oom * 1000 // 17))


def spawn(job: Job, process: Process, extra: dict[str, str], console: str) -> subprocess.Popen:
    """Starts `process` in a session of its own. `console` is the device for
    `console output`. Raises OSError where it cannot be started."""
    with open(os.devnull, "rb") as null:
        output = open(console if job.console != "none" else os.devnull, "wb")
        try:
            return subprocess.Popen(
                command_of(process),
                stdin=null,
                stdout=output,
                stderr=output,
                env=environment_of(job, extra),
                cwd=job.chdir,
                start_new_session=True,
                preexec_fn=lambda: _prepare(job),
                close_fds=True,
            )
        except subprocess.SubprocessError as error:
            raise OSError(f"unable to set limits or scheduling: {error}") from None
        finally:
            output.close()
