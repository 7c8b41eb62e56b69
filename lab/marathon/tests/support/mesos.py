"""The stand-in Mesos as processes on loopback addresses of their own."""

import base64
import json
import os
import pathlib
import subprocess
import urllib.request

MESOS = pathlib.Path(os.environ["MESOS"])


class Daemon:
    """One mesos-master or mesos-slave; killed and started at will."""

    def __init__(self, program, directory, *flags):
        self.command = [str(MESOS / "sbin" / program), *flags]
        self.log = pathlib.Path(directory) / f"{program}-{id(self)}.log"
        self.process = None

    def start(self):
        """Starts it, without waiting."""
        environment = dict(os.environ, LD_LIBRARY_PATH=str(MESOS / "lib"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def kill(self):
        """kill -9, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait(10)


def master(directory, ip, *flags):
    """A master on ip:5050."""
    return Daemon(
        "mesos-master", directory, f"--ip={ip}", f"--hostname={ip}", f"--work_dir={directory}/master-{ip}",
        f"--webui_dir={MESOS}/share/mesos/webui", "--registry_store_timeout=30secs", *flags,
    )


def slave(directory, ip, name, master_url, *flags):
    """A slave on ip:5051 with two CPUs and the attribute node."""
    return Daemon(
        "mesos-slave", directory, f"--ip={ip}", f"--hostname={ip}", f"--master={master_url}",
        f"--work_dir={directory}/slave-{name}", f"--launcher_dir={MESOS}/libexec/mesos", f"--attributes=node:{name}",
        "--resources=cpus:2;mem:1024;disk:1000;ports:[31000-31099]", *flags,
    )


def state(ip):
    """The master's state.json; empty when it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{ip}:5050/master/state.json", timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return {}


def teardown(ip, framework_id, credentials):
    """Ends a framework and all its tasks; credentials are user:password, of use where the master authenticates."""
    request = urllib.request.Request(
        f"http://{ip}:5050/master/teardown", f"frameworkId={framework_id}".encode(),
        {"Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()},
    )
    with urllib.request.urlopen(request, timeout=5):
        pass
