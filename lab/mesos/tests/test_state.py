"""Answers against the recorded ones, key by key and type by type."""

from support.cluster import NETWORK, ClusterCase, quoted, recording, request, run, wait
from support.scheduler import Scheduler
from support.shape import differences

# --cluster was given when state.json was recorded.
CLUSTER = ("--cluster=probe",)


class Shapes(ClusterCase):
    def same(self, name, found, ignored=()):
        self.assertEqual(differences(recording(name), found, ignored=ignored), [])

    def test_without_a_framework(self):
        master = self.master(*CLUSTER)
        self.slave(1, "--attributes=rack:r1")
        self.slave(2)
        self.registered(master, 2)
        # Only one of the recorded slaves has an attribute.
        ignored = ("/slaves[]/attributes",)
        self.same("state.json", master.json("/master/state.json"), ignored)
        self.same("state.json", master.json("/state.json"), ignored)
        self.same("slaves.json", master.json("/master/slaves"), ignored)
        self.same("metrics.json", master.json("/metrics/snapshot"))
        slave = self.daemons[1]
        self.same("slave1-state.json", slave.json("/slave(1)/state.json"))
        self.same("slave1-state.json", slave.json("/state.json"))
        self.assertEqual(self.slaves_of(master)[54]["attributes"], {"rack": "r1"})
        self.assertEqual(self.slaves_of(master)[55]["attributes"], {})

    def test_values_of_the_recording(self):
        master = self.master(*CLUSTER)
        self.slave(1, "--attributes=rack:r1")
        self.registered(master, 1)
        recorded, found = recording("state.json"), master.json("/state.json")
        for key in ("activated_slaves", "cluster", "completed_frameworks", "deactivated_slaves", "frameworks", "orphan_tasks",
                    "unregistered_frameworks", "version"):
            self.assertEqual(found[key], 1 if key == "activated_slaves" else recorded[key], key)
        own = ("hostname", "ip", "webui_dir", "work_dir")
        self.assertEqual({key: value for key, value in found["flags"].items() if key not in own},
                         {key: value for key, value in recorded["flags"].items() if key not in own})
        recorded_slave = next(one for one in recorded["slaves"] if one["hostname"] == "slave1")
        same = ("active", "attributes", "offered_resources", "reserved_resources", "resources", "unreserved_resources", "used_resources")
        self.assertEqual({key: found["slaves"][0][key] for key in same}, {key: recorded_slave[key] for key in same})
        flags = self.daemons[1].json("/state.json")["flags"]
        own = ("hostname", "ip", "launcher_dir", "master", "work_dir")
        recorded_flags = recording("slave1-state.json")["flags"]
        self.assertEqual({key: value for key, value in flags.items() if key not in own},
                         {key: value for key, value in recorded_flags.items() if key not in own})

    def test_with_a_framework(self):
        master, (slave, _) = self.cluster()
        ip = f"{NETWORK}.54"
        scheduler = Scheduler(master, name="")
        scheduler.subscribed()
        # What is left is refused for a minute, so that no offer is out when the state is looked at.
        scheduler.launch(scheduler.offer(ip, refuse_seconds=60), ("probe", "echo hello; sleep 30"), refuse_seconds=60)
        scheduler.update("TASK_RUNNING")
        self.same("state-task-running.json", master.json("/state.json"))
        self.same("slave-task-running.json", slave.json("/slave(1)/state.json"))
        found = slave.json("/state.json")["frameworks"][0]["executors"][0]
        recorded = recording("slave-task-running.json")["frameworks"][0]["executors"][0]
        for key in ("completed_tasks", "id", "name", "queued_tasks", "resources", "source"):
            self.assertEqual(found[key], recorded[key], key)
        scheduler.call("TEARDOWN")
        state = wait("completed framework", lambda: master.json("/state.json") if master.json("/state.json")["completed_frameworks"] else None)
        self.same("state-task-finished.json", state)

    def test_a_finished_task_as_recorded(self):
        master, _ = self.cluster()
        status, out, _ = run("bin/mesos-execute", f"--master={master.ip}:5050", "--name=probe", "--command=echo hello",
                             "--resources=cpus:0.1;mem:32")
        self.assertEqual(status, 0, out)
        self.assertEqual([line.split()[3] for line in out.splitlines() if line.startswith("Received")], ["TASK_RUNNING", "TASK_FINISHED"])
        state = master.json("/state.json")
        self.same("state-task-finished.json", state)
        done, recorded = state["completed_frameworks"][0], recording("state-task-finished.json")["completed_frameworks"][0]
        for key in ("active", "capabilities", "checkpoint", "executors", "failover_timeout", "name", "offers", "resources", "role",
                    "tasks", "used_resources", "webui_url"):
            self.assertEqual(done[key], recorded[key], key)
        # The framework stops inside the callback, so the last update is never acknowledged and the task counts as killed.
        states = [one["state"] for one in done["completed_tasks"][0]["statuses"]]
        self.assertEqual(states, [one["state"] for one in recorded["completed_tasks"][0]["statuses"]])


class Endpoints(ClusterCase):
    def test_paths(self):
        master = self.master()
        slave = self.slave(1)
        self.registered(master, 1)
        for daemon, path, status in [
            (master, "/master/health", 200), (master, "/health", 200), (master, "/version", 404), (master, "/master/state", 404),
            (master, "/stats.json", 404), (master, "/", 200), (master, "/static/app.js", 200), (master, "/static/../index.html", 404),
            (master, "/static/nothing.js", 404), (master, "/master/tasks.json", 200), (master, "/master/roles.json", 200),
            (master, "/master/state-summary", 200), (slave, "/slave(1)/health", 200), (slave, "/health", 200), (slave, "/", 404),
            (slave, "/metrics/snapshot", 200), (slave, "/slave(1)/stats.json", 404),
        ]:
            with self.subTest(path):
                self.assertEqual(daemon.get(path)[0], status)
        self.assertEqual(master.get("/health")[1], "")
        self.assertIn("stand-in", master.get("/")[1])
        status, headers, _ = request(master.ip, 5050, "GET", "/master/redirect")
        self.assertEqual((status, headers["Location"]), (307, f"//{master.ip}:5050"))
        self.assertEqual(slave.json("/metrics/snapshot")["slave/registered"], 1)

    def test_sandbox_and_log_in_the_browser(self):
        master = self.master()
        slave = self.slave(1, f"--log_dir={self.folder}/slave-log")
        self.registered(master, 1)
        run("bin/mesos-execute", f"--master={master.ip}:5050", "--name=probe", "--command=echo hello > mine; echo said",
            "--resources=cpus:0.1;mem:32")
        executor = wait("completed executor", lambda: slave.json("/state.json")["completed_frameworks"])[0]["completed_executors"][0]
        folder = executor["directory"]
        listed = slave.json(f"/files/browse.json?path={quoted(folder)}")
        self.assertEqual([one["path"].split("/")[-1] for one in listed], ["mine", "stderr", "stdout"])
        self.assertEqual(sorted(listed[0]), ["gid", "mode", "mtime", "nlink", "path", "size", "uid"])
        self.assertEqual(slave.json(f"/files/read.json?path={quoted(folder + '/mine')}&offset=0"), {"data": "hello\n", "offset": 0})
        self.assertEqual(slave.json(f"/files/read.json?path={quoted(folder + '/mine')}&offset=-1"), {"data": "", "offset": 6})
        latest = folder.rsplit("/", 1)[0] + "/latest"
        self.assertIn("said\n", slave.json(f"/files/read.json?path={quoted(latest + '/stdout')}&offset=0")["data"])
        status, body = slave.get(f"/files/read.json?path={quoted(folder + '/mine')}&offset=0&jsonp=back")
        self.assertEqual((status, body), (200, 'back({"data":"hello\\n","offset":0});'))
        self.assertIn("Log file", slave.json("/files/read.json?path=/slave/log&offset=0&length=50")["data"])
        for path in (folder + "/nothing", "/etc/passwd", folder + "/../../../../../../../meta", f"{self.folder}/s1/meta"):
            self.assertEqual(slave.get(f"/files/browse.json?path={quoted(path)}")[0], 404, path)
            self.assertEqual(slave.get(f"/files/read.json?path={quoted(path)}")[0], 404, path)
        self.assertEqual(slave.get("/files/browse.json")[0], 400)
