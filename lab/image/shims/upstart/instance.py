"""A job's life: goal, state, and what each process's end means.

The states and their order are those of job_next_state() and
job_process_terminated() in init/job.c and init/job_process.c of Upstart 0.6.5.
"""

import os
import signal
import subprocess
import time
from typing import Callable

from .conf import Job
from .spawn import spawn

# State that follows, by goal at the time of the change.
_NEXT_FOR_START = {
    "waiting": "starting",
    "starting": "pre-start",
    "pre-start": "spawned",
    "spawned": "post-start",
    "post-start": "running",
    "running": "stopping",
    "pre-stop": "running",
    "stopping": "killed",
    "killed": "post-stop",
    "post-stop": "starting",
}
_NEXT_FOR_STOP = {
    "starting": "stopping",
    "pre-start": "stopping",
    "spawned": "stopping",
    "post-start": "stopping",
    "pre-stop": "stopping",
    "stopping": "killed",
    "killed": "post-stop",
    "post-stop": "waiting",
}
_HOOK_STATES = ("pre-start", "post-start", "pre-stop", "post-stop")


class Instance:
    """A job and its processes.

    `pending` is a changed definition, taken when the job has come to rest.
    `log` gets lines for syslog, `emit` the events that a job makes. `console`
    is the device of `console output`. `now` is a clock in seconds.
    """

    def __init__(self, job: Job, log: Callable, emit: Callable, console: str, now: Callable = time.monotonic):
        self.job, self.pending = job, None
        self._log, self._emit, self._console, self._now = log, emit, console, now
        self.goal, self.state = "stop", "waiting"
        self.processes: dict[str, subprocess.Popen] = {}
        self.extra: dict[str, str] = {}
        self.failed = False
        self.kill_at: float | None = None
        self._respawn_count, self._respawn_start = 0, float("-inf")
        self._waiters: list[Callable] = []

    # What clients ask for.

    def start(self, extra: dict[str, str]) -> None:
        """Sets the goal to start, with more environment."""
        self.extra, self.failed, self.goal = extra, False, "start"
        if self.state == "waiting":
            self._respawn_count, self._respawn_start = 0, float("-inf")
            self._advance()

    def stop(self) -> None:
        """Sets the goal to stop; a running job goes through pre-stop."""
        self.goal = "stop"
        if self.state == "running":
            self._enter("pre-stop" if "pre-stop" in self.job.processes else "stopping")

    def restart(self) -> None:
        """Goal stop, then start at once (job_method_restart()): the old
        definition goes on, since the job never comes to rest."""
        self.stop()
        if self.state == "waiting":
            self.start(self.extra)
        else:
            self.goal = "start"

    def when_settled(self, waiter: Callable[[], bool]) -> None:
        """`waiter` is called at every change until it returns true."""
        if not waiter():
            self._waiters.append(waiter)

    def status_lines(self) -> str:
        """As `initctl status` prints it."""
        text = f"{self.job.name} {self.goal}/{self.state}"
        main = self.processes.get("main")
        hooks = [(kind, p) for kind, p in self.processes.items() if kind != "main"]
        if main:
            text += f", process {main.pid}"
        elif hooks:
            text += f", process {hooks.pop(0)[1].pid}"
        return text + "".join(f"\n\t{kind} process {p.pid}" for kind, p in hooks)

    # The machine.

    def _advance(self) -> None:
        table = _NEXT_FOR_START if self.goal == "start" else _NEXT_FOR_STOP
        self._enter(table[self.state])

    def _enter(self, state: str) -> None:
        self.state = state
        name = self.job.name
        if state == "starting":
            self._emit("starting", name)
            self._advance()
        elif state == "spawned":
            if "main" in self.job.processes and not self._spawn("main"):
                self._fail("main")
                return
            self._advance()
        elif state == "running":
            self._emit("started", name)
            self._run_out_of_work()
        elif state == "stopping":
            self._emit("stopping", name, self._result())
            self._advance()
        elif state == "killed":
            self._kill()
        elif state == "waiting":
            if self.pending is not None:
                self.job, self.pending = self.pending, None
            self._emit("stopped", name, self._result())
        elif state in self.job.processes:
            if not self._spawn(state):
                self._hook_ended(state, True)
        else:
            self._advance()
        self._tell()

    def _run_out_of_work(self) -> None:
        """Without a main process a job just stays running; one that ended
        during post-start is dealt with now; a goal changed meanwhile too."""
        if self.goal == "stop":
            self.stop()
        elif "main" in self.job.processes and "main" not in self.processes:
            self._advance()

    def _result(self) -> str:
        return "failed" if self.failed else "ok"

    def _tell(self) -> None:
        self._waiters = [waiter for waiter in self._waiters if not waiter()]

    def _spawn(self, kind: str) -> bool:
        try:
            process = spawn(self.job, self.job.processes[kind], self.extra, self._console)
        except OSError as error:
            self._log(f"Failed to spawn {self.job.name} {kind} process: {error}")
            return False
        self.processes[kind] = process
        return True

    def _fail(self, kind: str) -> None:
        self.failed, self.goal = True, "stop"
        self._advance()

    def _kill(self) -> None:
        main = self.processes.get("main")
        if main is None:
            self._advance()
            return
        self._signal(main, signal.SIGTERM)
        self.kill_at = self._now() + self.job.kill_timeout_seconds

    def _signal(self, process: subprocess.Popen, number: int) -> None:
        """To the process group, as system_kill() does."""
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass

    def tick(self) -> None:
        """Kills for good what has outlived its kill timeout."""
        if self.kill_at is not None and self._now() >= self.kill_at:
            self.kill_at = None
            if "main" in self.processes:
                self._signal(self.processes["main"], signal.SIGKILL)

    def reap(self) -> None:
        """Deals with every process that has ended."""
        for kind, process in list(self.processes.items()):
            if process.poll() is not None:
                del self.processes[kind]
                self._ended(kind, process)

    def _ended(self, kind: str, process: subprocess.Popen) -> None:
        status = process.returncode
        if status != 0:
            name = f"{self.job.name} {kind} process ({process.pid})"
            if status < 0:
                self._log(f"{name} killed by {signal.Signals(-status).name[3:]} signal")
            else:
                self._log(f"{name} terminated with status {status}")
        if kind == "main":
            self._main_ended(status)
        else:
            self._hook_ended(kind, status != 0)

    def _hook_ended(self, kind: str, failed: bool) -> None:
        if kind == "pre-start" and failed:
            self.failed, self.goal = True, "stop"
        if kind == "pre-stop" and self.goal == "start" and "main" not in self.processes:
            self._enter("stopping")
            return
        if self.state == kind:
            self._advance()

    def _main_ended(self, status: int) -> None:
        if self.state == "killed":
            self.kill_at = None
            self._advance()
            return
        if self.goal == "start":
            self._decide_on_end(status)
        if self.state == "running":
            self._enter("stopping")
        # In post-start and pre-stop the hook's own end moves the job on.

    def _decide_on_end(self, status: int) -> None:
        """Whether the job comes back. For a job with `respawn` a status of 0
        is a failure too, unless `normal exit` lists it."""
        job = self.job
        failed = status != 0 or (job.respawn and not job.task)
        if status >= 0 and status in job.normal_exit or status < 0 and -status in job.normal_signals:
            failed = False
        if failed and job.respawn:
            if not self._runs_away():
                self._log(f"{job.name} main process ended, respawning")
                return
            self._log(f"{job.name} respawning too fast, stopped")
            failed = False
        self.failed = self.failed or failed
        self.goal = "stop"

    def _runs_away(self) -> bool:
        """job_process_catch_runaway(): more than `limit` ends in `interval`."""
        if self.job.respawn_limit is None or 0 in self.job.respawn_limit:
            return False
        count, seconds = self.job.respawn_limit
        now = self._now()
        if now - self._respawn_start >= seconds:
            self._respawn_start, self._respawn_count = now, 1
            return False
        self._respawn_count += 1
        return self._respawn_count > count
