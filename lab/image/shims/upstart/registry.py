"""The jobs: reads /etc/init/*.conf, hands events round, finds by name."""

import os
from typing import Callable

from .conf import ConfError, parse_job
from .events import Event
from .instance import Instance


class Registry:
    """All jobs of one folder. `log` gets lines for syslog; `console` is the
    device of `console output`."""

    def __init__(self, folder: str, log: Callable[[str], None], console: str):
        self.folder, self._log, self._console = folder, log, console
        self.instances: dict[str, Instance] = {}
        self._seen: dict[str, tuple] = {}
        self._gone: set[str] = set()
        self._queue: list[Event] = []
        self._draining = False

    def reload(self) -> None:
        """Reads what has changed. A job whose file has a fault or is gone is
        unknown; one that runs keeps its old definition until it stops."""
        present = self._files()
        for name in [n for n in self._seen if n not in present]:
            del self._seen[name]
            self._gone.add(name)
        for name, stamp in present.items():
            if self._seen.get(name) != stamp:
                self._seen[name] = stamp
                self._read(name)
        self._drop_gone()

    def _files(self) -> dict[str, tuple]:
        found = {}
        for folder, _, files in os.walk(self.folder):
            for file in files:
                if file.endswith(".conf"):
                    path = os.path.join(folder, file)
                    try:
                        information = os.stat(path)
                    except FileNotFoundError:
                        continue
                    name = os.path.relpath(path, self.folder)[: -len(".conf")]
                    found[name] = (information.st_mtime_ns, information.st_size, information.st_ino)
        return found

    def _read(self, name: str) -> None:
        path = os.path.join(self.folder, name + ".conf")
        try:
            with open(path, encoding="utf-8") as file:
                job = parse_job(name, file.read())
        except ConfError as error:
            self._log(f"{path}:{error}")
            self._gone.add(name)
            return
        except OSError as error:
            self._log(f"{path}: {error.strerror}")
            self._gone.add(name)
            return
        self._gone.discard(name)
        instance = self.instances.get(name)
        if instance is None:
            self.instances[name] = Instance(job, self._log, self._emit_of_job, self._console)
        elif instance.state == "waiting":
            instance.job = job
        else:
            instance.pending = job

    def _drop_gone(self) -> None:
        for name in list(self._gone):
            instance = self.instances.get(name)
            if instance is None or instance.state == "waiting":
                self.instances.pop(name, None)
                self._gone.discard(name)

    def find(self, name: str) -> Instance | None:
        """The job, after a look for changed files (Upstart uses inotify)."""
        self.reload()
        return self.instances.get(name)

    def _emit_of_job(self, name: str, job: str, result: str = "") -> None:
        env = [("JOB", job), ("INSTANCE", "")]
        if result:
            env.append(("RESULT", result))
        self.emit(Event(name, tuple(env)))

    def emit(self, event: Event) -> None:
        """Starts and stops the jobs that wait for `event`. Events that this
        causes are queued, so that none is handled inside another."""
        self._queue.append(event)
        if self._draining:
            return
        self._draining = True
        try:
            while self._queue:
                self._hand_round(self._queue.pop(0))
        finally:
            self._draining = False

    def _hand_round(self, event: Event) -> None:
        for instance in list(self.instances.values()):
            job = instance.job
            if job.stop_on is not None:
                job.stop_on.handle(event)
                if job.stop_on.true():
                    job.stop_on.reset()
                    instance.stop()
            if job.start_on is not None:
                job.start_on.handle(event)
                if job.start_on.true():
                    job.start_on.reset()
                    if instance.goal == "stop":
                        instance.start(dict(event.env))
