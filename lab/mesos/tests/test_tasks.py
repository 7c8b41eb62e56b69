"""Tasks: they really run, survive what they must, and every update is repeated until it is acknowledged."""

import json
import os
import pathlib
import pwd
import signal
import time

from support.cluster import ClusterCase, NETWORK, wait
from support.scheduler import Scheduler

FIRST = f"{NETWORK}.54"


def gone(pid):
    """Whether a process is gone (or a zombie of somebody's)."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):  # the latter when it goes between open and read (ESRCH)
        return True


class TaskCase(ClusterCase):
    def scheduler(self, master, **framework):
        scheduler = Scheduler(master, **dict({"checkpoint": True, "failover_timeout": 60}, **framework))
        scheduler.subscribed()
        return scheduler

    def sandbox(self, number=1):
        """The latest sandbox of slave <number>'s only executor."""
        return next((self.folder / f"s{number}/slaves").glob("*/frameworks/*/executors/*/runs/latest"))


class States(TaskCase):
    def test_finished_failed_killed(self):
        master, _ = self.cluster()
        scheduler = self.scheduler(master)
        scheduler.launch(scheduler.offer(FIRST), ("good", "exit 0"), ("bad", "exit 3"), ("long", "trap '' TERM; sleep 100 & wait; sleep 100"))
        seen = {}
        for _ in range(5):
            status = scheduler.next("UPDATE")["status"]
            seen.setdefault(status["task_id"], []).append(status["state"])
            scheduler.call("ACKNOWLEDGE", slave_id=status["slave_id"], task_id=status["task_id"], uuid=status["uuid"])
        self.assertEqual(seen, {"good": ["TASK_RUNNING", "TASK_FINISHED"], "bad": ["TASK_RUNNING", "TASK_FAILED"], "long": ["TASK_RUNNING"]})
        scheduler.call("KILL", task_id="long")
        killed = scheduler.update("TASK_KILLED")
        self.assertEqual((killed["task_id"], killed["source"]), ("long", "SOURCE_EXECUTOR"))
        entry = wait("three completed tasks", lambda: [one for one in master.json("/state.json")["frameworks"] if len(one["completed_tasks"]) == 3])[0]
        self.assertEqual((entry["tasks"], entry["used_resources"]["cpus"]), ([], 0))

    def test_environment_user_sandbox(self):
        master, _ = self.cluster()
        scheduler = self.scheduler(master, user="nobody")
        task = {"id": "env", "name": "env", "resources": {"cpus": 0.1, "mem": 32, "ports": "[31005-31006]"},
                "command": {"value": "id -un; pwd; env; echo oops >&2", "environment": {"PORT": "31005"}}, "labels": {"k": "v"}}
        scheduler.launch(scheduler.offer(FIRST), task)
        scheduler.update("TASK_RUNNING")
        state = master.json("/state.json")["frameworks"][0]["tasks"][0]
        self.assertEqual((state["labels"], state["resources"]["ports"]), ([{"key": "k", "value": "v"}], "[31005-31006]"))
        scheduler.update("TASK_FINISHED")
        folder = self.sandbox()
        out = (folder / "stdout").read_text().splitlines()
        self.assertIn("nobody", out)
        self.assertIn(str(folder.resolve()), out)
        self.assertIn("PORT=31005", out)
        self.assertIn(f"MESOS_SANDBOX={folder.resolve()}", out)
        self.assertEqual((folder / "stderr").read_text(), "oops\n")
        self.assertEqual(folder.stat().st_uid, pwd.getpwnam("nobody").pw_uid)

    def test_unknown_user_fails(self):
        master, _ = self.cluster()
        scheduler = self.scheduler(master, user="no-such-user")
        scheduler.launch(scheduler.offer(FIRST), ("a", "true"))
        self.assertIn("no-such-user", scheduler.update("TASK_FAILED")["message"])

    def test_wrong_tasks(self):
        master, _ = self.cluster()
        scheduler = self.scheduler(master)
        good = {"id": "a", "name": "a", "resources": {"cpus": 0.1, "mem": 32}, "command": {"value": "sleep 60"}}
        for change, part in [({"resources": {"cpus": 3}}, "more resources"), ({"resources": {"ports": "[1-2]"}}, "more resources"),
                             ({"resources": {}}, "no resources"), ({"id": "a/b"}, "is invalid"), ({"command": {}}, "command.value"),
                             ({"container": {}}, "no task key 'container'"), ({"command": {"value": "x", "uris": []}}, "no command key 'uris'"),
                             ({"resources": {"cpus": "many"}}, "Invalid resource 'cpus'")]:
            with self.subTest(part):
                scheduler.launch(scheduler.offer(FIRST), dict(good, **change))
                status = scheduler.update("TASK_ERROR")
                self.assertEqual(status["reason"], "REASON_TASK_INVALID")
                self.assertIn(part, status["message"])
        offer = scheduler.offer(FIRST)
        scheduler.launch(offer, good, good)
        self.assertIn("duplicate", scheduler.update("TASK_ERROR")["message"])
        scheduler.update("TASK_RUNNING")
        scheduler.launch(offer, dict(good, id="b"))
        self.assertEqual(scheduler.update("TASK_LOST")["reason"], "REASON_INVALID_OFFERS")

    def test_kill_and_reconcile_of_the_unknown(self):
        master = self.master()
        scheduler = self.scheduler(master)
        scheduler.call("KILL", task_id="ghost")
        self.assertEqual(scheduler.update("TASK_LOST")["reason"], "REASON_RECONCILIATION")
        scheduler.call("RECONCILE", tasks=[{"task_id": "ghost", "slave_id": "x"}])
        self.assertEqual(scheduler.update("TASK_LOST")["reason"], "REASON_RECONCILIATION")


class Survival(TaskCase):
    def task(self, checkpoint=True):
        """A cluster with a running task that wrote its pid; master, slave, scheduler, pid."""
        master = self.master()
        slave = self.slave(1)
        self.registered(master, 1)
        scheduler = self.scheduler(master, checkpoint=checkpoint)
        scheduler.launch(scheduler.offer(FIRST), ("long", "echo $$ > pid; exec sleep 300"))
        scheduler.update("TASK_RUNNING")
        pattern = "s1/slaves/*/frameworks/*/executors/*/runs/latest/pid"
        path = wait("pid file", lambda: [one for one in self.folder.glob(pattern) if one.read_text().strip()])[0]
        self.settled()
        return master, slave, scheduler, int(path.read_text())

    def test_a_task_survives_kill_9_of_its_slave(self):
        master, slave, scheduler, pid = self.task()
        slave.kill()
        wait("inactive slave", lambda: not self.slaves_of(master)[54]["active"])
        self.slave(1)
        self.registered(master, 1)
        self.assertFalse(gone(pid))
        state = master.json("/state.json")["frameworks"][0]
        self.assertEqual([task["state"] for task in state["tasks"]], ["TASK_RUNNING"])
        scheduler.call("RECONCILE", tasks=[])
        self.assertEqual(scheduler.update("TASK_RUNNING")["reason"], "REASON_RECONCILIATION")
        os.kill(pid, signal.SIGKILL)
        self.assertIn("Killed", scheduler.update("TASK_FAILED")["message"])

    def test_a_result_reached_while_the_slave_was_down_is_reported(self):
        master, slave, scheduler, pid = self.task()
        slave.kill()
        os.kill(pid, signal.SIGKILL)
        wait("end of the task", lambda: gone(pid))
        self.slave(1)
        scheduler.update("TASK_FAILED")
        wait("completed task", lambda: master.json("/state.json")["frameworks"][0]["completed_tasks"])

    def test_without_checkpointing_a_task_ends_with_its_slave(self):
        master, slave, scheduler, pid = self.task(checkpoint=False)
        slave.kill()
        wait("end of the task", lambda: gone(pid))
        self.slave(1)
        self.registered(master, 1)
        scheduler.update("TASK_KILLED")

    def test_sigusr1_ends_the_tasks(self):
        master, slave, scheduler, pid = self.task()
        slave.signal(signal.SIGUSR1)
        self.assertEqual(scheduler.update("TASK_LOST")["reason"], "REASON_SLAVE_REMOVED")
        self.assertIn("slave_id", scheduler.next("FAILURE"))
        self.assertEqual(slave.ended(), 0)
        self.assertTrue(gone(pid))
        self.assertEqual(self.slaves_of(master), {})

    def test_teardown_ends_the_tasks(self):
        master, _, scheduler, pid = self.task()
        scheduler.call("TEARDOWN")
        wait("end of the task", lambda: gone(pid))
        self.assertEqual(master.json("/state.json")["completed_frameworks"][0]["completed_tasks"][0]["state"], "TASK_KILLED")

    def test_updates_are_repeated_to_the_next_scheduler(self):
        master, _, scheduler, pid = self.task()
        scheduler.drop()
        os.kill(pid, signal.SIGKILL)
        wait("end of the task", lambda: gone(pid))
        begin = time.monotonic()
        again = self.scheduler(master, id=scheduler.id)
        first = again.update("TASK_FAILED", acknowledge=False)
        second = again.update("TASK_FAILED", seconds=25)
        self.assertEqual(first["uuid"], second["uuid"])
        self.assertGreater(time.monotonic() - begin, 9)
        wait("completed task", lambda: master.json("/state.json")["frameworks"][0]["completed_tasks"])

    def test_recover_cleanup(self):
        master, slave, _, pid = self.task()
        slave.kill()
        slave = self.slave(1, "--recover=cleanup")
        self.assertEqual(slave.ended(), 0)
        self.assertTrue(gone(pid))

    def test_executor_killed(self):
        _, _, scheduler, pid = self.task()
        run_file = next((self.folder / "s1/meta").glob("slaves/*/frameworks/*/executors/long/runs/*/forked.json"))
        os.kill(json.loads(run_file.read_text())["pid"], signal.SIGKILL)
        self.assertEqual(scheduler.update("TASK_FAILED")["message"], "Executor terminated")
        os.kill(pid, signal.SIGKILL)
