"""The stand-in's daemons as processes on loopback addresses, each started and ended by its test."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.parse

INSTALL = pathlib.Path(os.environ["MESOS_INSTALL"])  # folder that `make install DESTDIR=` filled; set by tests/run
RECORDINGS = pathlib.Path(__file__).resolve().parents[2] / "recordings"
NETWORK = f"127.0.{os.getpid() % 200 + 1}"  # addresses of one run's own, so that two runs do not meet
RESOURCES = "cpus:2;mem:2808;disk:45148;ports:[31000-32000]"


def recording(name):
    """A recorded answer of a real 0.24.0."""
    return json.loads((RECORDINGS / name).read_text())


def program(path):
    """Path of an installed program, such as sbin/mesos-master."""
    return str(INSTALL / "usr/local" / path)


def environment(**more):
    """Environment of the daemons: this one's without MESOS_*, and the uninstalled libmesos."""
    clean = {key: value for key, value in os.environ.items() if not key.upper().startswith("MESOS_")}
    return dict(clean, LD_LIBRARY_PATH=str(INSTALL / "usr/local/lib"), **more)


def run(path, *arguments, timeout=10, **more):
    """Runs a program to its end; returns status, standard output, standard error."""
    done = subprocess.run(
        [program(path), *arguments], env=environment(**more), capture_output=True, text=True, timeout=timeout
    )
    return done.returncode, done.stdout, done.stderr


def wait(what, condition, seconds=15):
    """Waits until condition() is truthy and returns that; fails, naming `what`, after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what} (last: {value!r})")
        time.sleep(0.05)


def request(ip, port, method, path, body=None, headers=None):
    """One HTTP request; returns status, headers, body. Status 0 when nobody answers."""
    connection = http.client.HTTPConnection(ip, port, timeout=5)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    except OSError:
        return 0, {}, ""
    finally:
        connection.close()


class Daemon:
    """A started program with its log; `ip` and `port` are where it serves HTTP."""

    def __init__(self, path, ip, port, log, arguments):
        self.ip, self.port, self.log = ip, port, pathlib.Path(log)
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [program(path), *arguments], env=environment(), stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )

    def get(self, path):
        """Status and body of GET."""
        status, _, body = request(self.ip, self.port, "GET", path)
        return status, body

    def json(self, path):
        """Parsed body of GET, {} when nobody answers."""
        status, body = self.get(path)
        return json.loads(body) if status == 200 else {}

    def signal(self, number):
        self.process.send_signal(number)

    def ended(self, seconds=10):
        """Exit status (negative: signal) once it has ended."""
        return self.process.wait(timeout=seconds)

    def kill(self):
        """kill -9, and its end."""
        self.process.kill()
        return self.process.wait(timeout=10)

    def text(self):
        """What it logged so far."""
        return self.log.read_text(errors="replace")


class ClusterCase(unittest.TestCase):
    """A test with a folder of its own whose daemons end with it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mesos-test."))
        self.daemons = []
        self.addCleanup(self._end)

    def _end(self):
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                daemon.signal(signal.SIGCONT)
                daemon.kill()
        for run_file in self.folder.glob("s*/meta/slaves/*/frameworks/*/executors/*/runs/*/forked.json"):
            pid = json.loads(run_file.read_text())["pid"]
            try:
                command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if str(run_file.parent).encode() in command:
                os.kill(pid, signal.SIGTERM)
                wait(f"end of executor {pid}", lambda pid=pid: not pathlib.Path(f"/proc/{pid}/cmdline").exists())
        shutil.rmtree(self.folder)

    def start(self, *arguments):
        """Any daemon; ended with the test."""
        daemon = Daemon(*arguments)
        self.daemons.append(daemon)
        return daemon

    def master(self, *flags, elected=True, name="m"):
        """A master on .51 with work_dir <folder>/<name>; waits until it is elected."""
        ip = f"{NETWORK}.51"
        arguments = [f"--ip={ip}", f"--hostname={ip}", f"--work_dir={self.folder}/{name}",
                     f"--webui_dir={INSTALL}/usr/local/share/mesos/webui", *flags]
        daemon = self.start("sbin/mesos-master", ip, 5050, self.folder / f"{name}.log", arguments)
        if elected:
            wait("elected master", lambda: "elected_time" in daemon.json("/master/state.json"))
        return daemon

    def slave(self, number, *flags, master=None, resources=RESOURCES, hostname=None):
        """Slave 1 on .54, 2 on .55, ..., with work_dir <folder>/s<number>."""
        ip = f"{NETWORK}.{53 + number}"
        arguments = [f"--ip={ip}", f"--hostname={hostname or ip}", f"--master={master or NETWORK + '.51:5050'}",
                     f"--work_dir={self.folder}/s{number}", f"--launcher_dir={program('libexec/mesos')}",
                     f"--resources={resources}", *flags]
        return self.start("sbin/mesos-slave", ip, 5051, self.folder / f"s{number}.log", arguments)

    def slaves_of(self, master):
        """Listed slaves by the last part of their address: 54 -> entry of state.json."""
        listed = master.json("/master/state.json").get("slaves", [])
        return {int(entry["pid"].split(":")[0].split(".")[-1]): entry for entry in listed}

    def registered(self, master, count, seconds=15):
        """Waits for so many active slaves and returns slaves_of."""
        def look():
            active = {key: entry for key, entry in self.slaves_of(master).items() if entry["active"]}
            return active if len(active) == count else None
        return wait(f"{count} active slaves", look, seconds)

    def settled(self):
        """Waits until every acknowledgement has reached its slave: one under way when a daemon is killed is lost, and the
        update is then rightly repeated."""
        def pending():
            files = list(self.folder.glob("s*/meta/slaves/*/frameworks/*/executors/*/runs/*/updates.json"))
            return [one for one in files if json.loads(one.read_text())["pending"]]
        wait("acknowledgements at the slaves", lambda: not pending())

    def cluster(self, *master_flags):
        """A master and two registered slaves."""
        master = self.master(*master_flags)
        slaves = [self.slave(1), self.slave(2)]
        self.registered(master, 2)
        return master, slaves


def quoted(path):
    """For a query."""
    return urllib.parse.quote(path, safe="")
