"""Real ZooKeeper and the stand-in Marathon as processes on loopback, each started and ended by its test."""

import base64
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request

JVM_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m"


def free_port():
    """A TCP port of loopback that is free now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, condition, timeout_seconds=20):
    """Waits until condition() is truthy and returns that; fails, naming `what`, after the timeout."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_seconds} s: {what} (last: {value!r})")
        time.sleep(0.05)


def unpack(tarball, directory):
    """Unpacks a tarball and returns its one top folder."""
    with tarfile.open(tarball) as archive:
        tops = {member.name.split("/")[0] for member in archive.getmembers()}
        assert len(tops) == 1, tops
        archive.extractall(directory)
    return pathlib.Path(directory) / tops.pop()


def answers(port, word):
    """What a ZooKeeper answers to a four-letter word; empty when it does not."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(word)
            return connection.recv(4096)
    except OSError:
        return b""


class ZooKeeper:
    """The tarball's server, by its own zkServer.sh."""

    def __init__(self, home, directory, port=None):
        self.port = port or free_port()
        self.home = home
        self.conf = pathlib.Path(directory)
        self.conf.mkdir(parents=True, exist_ok=True)
        (self.conf / "zoo.cfg").write_text(
            "tickTime=1000\ninitLimit=10\nsyncLimit=5\n"
            f"dataDir={self.conf}/data\nclientPort={self.port}\nclientPortAddress=127.0.0.1\n"
        )

    def run(self, *arguments):
        """Runs zkServer.sh; returns the finished process."""
        environment = dict(
            os.environ, ZOOCFGDIR=str(self.conf), ZOO_LOG_DIR=str(self.conf / "log"), JVMFLAGS=JVM_OPTIONS
        )
        return subprocess.run(
            [self.home / "bin/zkServer.sh", *arguments], env=environment, capture_output=True, text=True, timeout=60
        )

    def start(self):
        """Starts and waits until sessions are served: imok alone comes some milliseconds too early."""
        result = self.run("start")
        assert result.returncode == 0, result.stderr
        wait("ZooKeeper's imok", lambda: answers(self.port, b"ruok") == b"imok")
        wait("ZooKeeper's mode", lambda: b"Mode: standalone" in answers(self.port, b"srvr"))
        return self

    def stop(self):
        """Stops it, if it runs."""
        self.run("stop")


class Marathon:
    """One Marathon, by bin/start, with its HTTP API."""

    def __init__(self, home, directory, library, **flags):
        self.home, self.library = home, library
        self.port = flags.pop("http_port", None) or free_port()
        self.flags = dict(
            {"hostname": "127.0.0.1", "http_address": "127.0.0.1", "mesos_user": "mesos-task",
             "zk_session_timeout": "4000", "zk_timeout": "5000", "reconciliation_initial_delay": "500",
             "min_revive_offers_interval": "200"},
            http_port=str(self.port), **flags,
        )
        self.log = pathlib.Path(directory) / f"marathon-{self.port}.log"
        self.credentials = None
        self.process = None

    def start(self, environment=None, arguments=None):
        """Starts it, without waiting for anything."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("MARATHON_", "LIBPROCESS_"))}
        variables.update(
            MESOS_NATIVE_JAVA_LIBRARY=str(self.library), LIBPROCESS_IP="127.0.0.1", JVM_OPTS=JVM_OPTIONS
        )
        variables.update(environment or {})
        command = [str(self.home / "bin/start")]
        for name, value in self.flags.items():
            command += [f"--{name}", value]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command + (arguments or []), env=variables, stdout=log, stderr=log)
        return self

    def kill(self):
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self):
        """SIGTERM, if it runs; returns the exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(15)

    def request(self, method, path, body=None, credentials=None):
        """One request; returns status, parsed body (text when not JSON) and headers; status 0 when nobody listens."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        credentials = credentials or self.credentials
        if credentials:
            request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, data, timeout=10) as answer:
                status, headers, text = answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            status, headers, text = refusal.code, refusal.headers, refusal.read().decode()
        except OSError:
            return 0, "", {}
        is_json = "json" in headers.get("Content-Type", "")
        return status, json.loads(text) if is_json else text, headers

    def get(self, path):
        """The body of a GET that must succeed."""
        status, body, _ = self.request("GET", path)
        assert status == 200, (path, status, body)
        return body

    def wait_http(self):
        """Waits until the API answers at all."""
        wait(f"HTTP of Marathon, log {self.log}", lambda: self.request("GET", "/ping")[0])
        return self

    def wait_elected(self):
        """Waits until it leads."""
        wait("leadership", lambda: self.request("GET", "/v2/info")[0] == 200 and self.get("/v2/info")["elected"])
        return self

    def text(self):
        """The whole log."""
        return self.log.read_text()
