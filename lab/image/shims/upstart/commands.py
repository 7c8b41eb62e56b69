"""What the supervisor does for each command of initctl, in its words."""

import signal
from typing import Callable

from .events import Event
from .instance import Instance
from .registry import Registry

Reply = Callable[[bool, str], None]


def _environment(words: list[str]) -> dict[str, str]:
    return dict(word.partition("=")[::2] for word in words)


def start(registry: Registry, request: dict, reply: Reply) -> None:
    """Answers when the job runs, or for a task when it has ended."""
    instance = registry.find(request["job"])
    if instance is None:
        return reply(False, f"Unknown job: {request['job']}")
    if instance.goal == "start":
        return reply(False, f"Job is already running: {request['job']}")
    instance.start(_environment(request["env"]))
    _answer_when_up(instance, request, reply)


def _answer_when_up(instance: Instance, request: dict, reply: Reply) -> None:
    if not request["wait"]:
        return reply(True, instance.status_lines())

    def settled() -> bool:
        if instance.state == "running" and not instance.job.task and instance.goal == "start":
            reply(True, instance.status_lines())
        elif instance.state == "waiting" and instance.goal == "stop":
            if instance.failed:
                reply(False, "Job failed to start")
            else:
                reply(True, instance.status_lines())
        else:
            return False
        return True

    instance.when_settled(settled)


def stop(registry: Registry, request: dict, reply: Reply) -> None:
    """Answers when the job has stopped."""
    instance = registry.find(request["job"])
    if instance is None:
        return reply(False, f"Unknown job: {request['job']}")
    if instance.goal == "stop":
        return reply(False, "Unknown instance: ")
    instance.stop()
    if not request["wait"]:
        return reply(True, instance.status_lines())

    def settled() -> bool:
        if instance.state == "waiting" or (instance.state == "running" and instance.goal == "start"):
            reply(True, instance.status_lines())
            return True
        return False

    instance.when_settled(settled)


def restart(registry: Registry, request: dict, reply: Reply) -> None:
    """Answers when the job runs again."""
    instance = registry.find(request["job"])
    if instance is None:
        return reply(False, f"Unknown job: {request['job']}")
    if instance.goal == "stop":
        return reply(False, "Unknown instance: ")
    instance.restart()
    _answer_when_up(instance, request, reply)


def reload(registry: Registry, request: dict, reply: Reply) -> None:
    """SIGHUP to the main process."""
    instance = registry.find(request["job"])
    if instance is None:
        return reply(False, f"Unknown job: {request['job']}")
    if "main" not in instance.processes:
        return reply(False, "Unknown instance: ")
    instance.processes["main"].send_signal(signal.SIGHUP)
    reply(True, "")


def status(registry: Registry, request: dict, reply: Reply) -> None:
    """Goal, state and processes of a job."""
    instance = registry.find(request["job"])
    if instance is None:
        return reply(False, f"Unknown job: {request['job']}")
    reply(True, instance.status_lines())


def list_jobs(registry: Registry, request: dict, reply: Reply) -> None:
    """The status of every job."""
    registry.reload()
    reply(True, "\n".join(i.status_lines() for _, i in sorted(registry.instances.items())))


def emit(registry: Registry, request: dict, reply: Reply) -> None:
    """Emits an event; answers when it has been handed round."""
    registry.reload()
    pairs = tuple(_environment(request["env"]).items())
    registry.emit(Event(request["job"], pairs))
    reply(True, "")


def reload_configuration(registry: Registry, request: dict, reply: Reply) -> None:
    """Reads the job files again."""
    registry.reload()
    reply(True, "")


COMMANDS = {
    "start": start,
    "stop": stop,
    "restart": restart,
    "reload": reload,
    "status": status,
    "list": list_jobs,
    "emit": emit,
    "reload-configuration": reload_configuration,
}
