"""Marathon, real ZooKeeper and the stand-in Mesos together: tasks that really run, and daemons killed under them."""

import os
import uuid

from support import harness, mesos
from support.case import MarathonCase

# A part of loopback for each run: the daemons' ports are fixed, and two runs may go on at once.
NETWORK = f"127.{20 + os.getpid() // 250 % 200}.{os.getpid() % 250}"
MASTER = f"{NETWORK}.51"
SLAVES = {"slave1": f"{NETWORK}.54", "slave2": f"{NETWORK}.55"}


class MesosTest(MarathonCase):
    def cluster(self, master_flags=(), standalone=False):
        """A master and two slaves; returns the master's daemon."""
        self.folder = self.work / uuid.uuid4().hex[:8]
        self.folder.mkdir()
        url = f"{MASTER}:5050" if standalone else self.zk_url("/mesos")
        flags = list(master_flags) + ([] if standalone else [f"--zk={url}", "--quorum=1"])
        self.daemons = {"master": mesos.master(self.folder, MASTER, *flags)}
        for name, ip in SLAVES.items():
            self.daemons[name] = mesos.slave(self.folder, ip, name, url, "--recovery_timeout=5mins")
        for daemon in self.daemons.values():
            self.addCleanup(daemon.kill)
            daemon.start()
        harness.wait("two slaves", lambda: mesos.state(MASTER).get("activated_slaves") == 2)
        return url

    def run_app(self, server):
        """Registers, runs one task on each slave; returns framework ID and task ids."""
        framework_id = self.registered(server)
        # Whatever the test does, no task outlives it.
        self.addCleanup(self.end_tasks, framework_id)
        proof = self.folder / "proof"
        app = {
            "id": "/web", "cmd": f"echo $PORT0 >>{proof}; exec sleep 300", "cpus": 0.5, "mem": 32, "instances": 2,
            "constraints": [["node", "UNIQUE"]],
        }
        self.assertEqual(server.request("POST", "/v2/apps", app)[0], 201)
        tasks = self.running(server, "/web", 2)
        self.assertEqual({task["host"] for task in tasks.values()}, set(SLAVES.values()))
        harness.wait("what the tasks write", lambda: proof.exists() and len(proof.read_text().split()) == 2)
        ports = sorted(str(task["ports"][0]) for task in tasks.values())
        self.assertEqual(sorted(proof.read_text().split()), ports)
        return framework_id, set(tasks)

    def end_tasks(self, framework_id):
        if self.daemons["master"].process.poll() is None:
            mesos.teardown(MASTER, framework_id, "marathon:s3cret")
            harness.wait("no task", lambda: not any(f["tasks"] for f in mesos.state(MASTER).get("frameworks", [])))

    def framework(self, framework_id):
        """The framework in the master's state, with its running tasks; or None."""
        for found in mesos.state(MASTER).get("frameworks", []):
            if found["id"] == framework_id and found["active"]:
                return {task["id"] for task in found["tasks"] if task["state"] == "TASK_RUNNING"}
        return None

    def test_daemons_killed_in_turn(self):
        url = self.cluster()
        server = self.marathon(url, mesos_user="root").start()
        framework_id, tasks = self.run_app(server)
        self.assertEqual(self.framework(framework_id), tasks)

        with self.subTest("master"):
            self.daemons["master"].kill()
            self.daemons["master"].start()
            harness.wait("the framework with its tasks", lambda: self.framework(framework_id) == tasks, 40)
            self.assertEqual(mesos.state(MASTER)["orphan_tasks"], [])
            self.assertEqual(set(self.running(server, "/web", 2)), tasks)
        with self.subTest("Marathon"):
            server.kill()
            server.start()
            self.assertEqual(self.registered(server), framework_id)
            harness.wait("the framework with its tasks", lambda: self.framework(framework_id) == tasks)
            self.assertEqual(set(self.running(server, "/web", 2)), tasks)
        with self.subTest("slave1"):
            self.daemons["slave1"].kill()
            self.daemons["slave1"].start()
            harness.wait("two slaves", lambda: mesos.state(MASTER).get("activated_slaves") == 2)
            harness.wait("the framework with its tasks", lambda: self.framework(framework_id) == tasks)
            self.assertEqual(set(self.running(server, "/web", 2)), tasks)
        with self.subTest("scaled and deleted"):
            self.assertEqual(server.request("PUT", "/v2/apps/web?force=true", {"instances": 1})[0], 200)
            self.assertLess(set(self.running(server, "/web", 1)), tasks)
            self.assertEqual(server.request("DELETE", "/v2/apps/web?force=true")[0], 200)
            harness.wait("no task", lambda: self.framework(framework_id) == set())

    def test_standalone_master_loses_the_framework_for_good(self):
        # Recorded observation 14; the slaves' pings are shortened so that they are back in seconds.
        url = self.cluster(["--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=2"], standalone=True)
        server = self.marathon(url, mesos_user="root").start()
        framework_id, tasks = self.run_app(server)
        self.daemons["master"].kill()
        self.daemons["master"].start()
        harness.wait("two slaves", lambda: mesos.state(MASTER).get("activated_slaves") == 2, 40)
        found = mesos.state(MASTER)
        self.assertEqual((found["frameworks"], found["unregistered_frameworks"]), ([], [framework_id]))
        self.assertEqual({task["id"] for task in found["orphan_tasks"]}, tasks)
        server.kill()
        server.start()
        harness.wait("the framework with its tasks", lambda: self.framework(framework_id) == tasks)
        self.assertEqual(mesos.state(MASTER)["orphan_tasks"], [])

    def test_authenticated_framework(self):
        credentials = self.work / "master.credentials"
        credentials.write_text("marathon s3cret\n")
        secret = self.work / "marathon.secret"
        secret.write_bytes(b"s3cret")
        url = self.cluster(["--authenticate", f"--credentials={credentials}"])
        refused = self.marathon(url, mesos_user="root").start()
        self.assertEqual(refused.process.wait(20), 1)
        self.assertIn("is not authenticated", refused.text())
        server = self.marathon(
            url, mesos_user="root", mesos_authentication_principal="marathon",
            mesos_authentication_secret_file=str(secret),
        ).start()
        self.run_app(server)
