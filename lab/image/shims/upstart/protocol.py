"""What initctl and the supervisor say to each other: one JSON object a line
over a UNIX socket. Request: command, job, env, wait. Answer: ok, text."""

import json
import os
import socket


def socket_path() -> str:
    """The supervisor's socket, below LAB_ROOT in tests."""
    return os.path.join(os.environ.get("LAB_ROOT", "/"), "run/lab-upstart.sock")


def ask(request: dict) -> dict:
    """Sends one request and waits for its answer, as long as it takes.

    Raises ConnectionError where no supervisor runs, PermissionError for a
    user who may not ask.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(socket_path())
        connection.sendall(json.dumps(request).encode("ascii") + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            part = connection.recv(65536)
            if not part:
                raise ConnectionError("the supervisor ended before it answered")
            answer += part
    return json.loads(answer)
