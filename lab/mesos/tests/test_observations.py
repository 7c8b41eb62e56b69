"""The recorded observations (recordings/README.md), by their numbers. Where the real one waits 75 s for missed pings, the
master here has --slave_ping_timeout=1secs and a few timeouts."""

import pathlib
import re
import shutil
import signal
import struct
import socket
import time

from support.cluster import NETWORK, RECORDINGS, RESOURCES, ClusterCase, program, run, wait
from support.scheduler import Scheduler

SHORT_PINGS = ("--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=3")


class Registration(ClusterCase):
    def test_1_numbers_follow_registration(self):
        master = self.master()
        self.slave(2)
        self.registered(master, 1, seconds=2)
        self.slave(1)
        slaves = self.registered(master, 2, seconds=2)
        self.assertTrue(slaves[55]["id"].endswith("-S0"))
        self.assertTrue(slaves[54]["id"].endswith("-S1"))

    def test_9_ids_encode_the_address(self):
        master = self.master()
        number = struct.unpack("<I", socket.inet_aton(f"{NETWORK}.51"))[0]
        self.assertRegex(master.json("/state.json")["id"], rf"^\d{{8}}-\d{{6}}-{number}-5050-{master.process.pid}$")
        self.assertEqual(struct.unpack("<I", socket.inet_aton("192.168.5.51"))[0], 856008896)

    def test_3_and_4_same_id_after_sigterm_and_kill(self):
        master = self.master()
        slave = self.slave(1)
        first = self.registered(master, 1)[54]["id"]
        for number in (signal.SIGTERM, signal.SIGKILL):
            slave.signal(number)
            self.assertEqual(slave.ended(), -number)
            wait("deactivated slave", lambda: master.json("/state.json")["deactivated_slaves"] == 1, 1)
            self.assertEqual(master.json("/state.json")["activated_slaves"], 0)
            self.assertIs(self.slaves_of(master)[54]["active"], False)
            slave = self.slave(1)
            again = self.registered(master, 1)[54]
            self.assertEqual(again["id"], first)
            self.assertIn("reregistered_time", again)

    def test_5_incompatible_slave(self):
        master = self.master()
        flags = ("--attributes=rack:r1",)
        slave = self.slave(1, *flags, hostname="slave1")
        identity = self.registered(master, 1)[54]["id"]
        slave.kill()
        slave = self.slave(1, *flags, hostname="slave1", resources="cpus:1;mem:1024;disk:45148;ports:[31000-32000]")
        self.assertEqual(slave.ended(), 1)
        def end(text):
            return text[text.index("Failed to perform recovery"):]
        recorded = end((RECORDINGS / "slave-incompatible.log").read_text())
        expected = re.sub(r'value: "\d{8}-[^"]*-S1"', f'value: "{identity}"', recorded).replace("/var/lib/mesos-s1", f"{self.folder}/s1")
        self.assertEqual(end(slave.text()).strip(), expected.strip())
        (self.folder / "s1/meta/slaves/latest").unlink()
        self.slave(1, *flags, hostname="slave1", resources="cpus:1;mem:1024;disk:45148;ports:[31000-32000]")
        self.assertNotEqual(wait("new slave", lambda: self.registered(master, 1))[54]["id"], identity)

    def test_reboot_gives_a_new_id_without_a_complaint(self):
        master = self.master()
        slave = self.slave(1)
        first = self.registered(master, 1)[54]["id"]
        slave.kill()
        (self.folder / "s1/meta/boot_id").write_text("another boot")
        self.slave(1, resources="cpus:1;mem:1024;disk:45148;ports:[31000-32000]")
        self.assertNotEqual(self.registered(master, 1)[54]["id"], first)

    def test_11_sigusr1_unregisters(self):
        master = self.master()
        slave = self.slave(1)
        first = self.registered(master, 1)[54]["id"]
        slave.signal(signal.SIGUSR1)
        wait("empty list", lambda: not self.slaves_of(master), 2)
        self.assertEqual(slave.ended(), 0)
        self.slave(1)
        second = self.registered(master, 1)[54]["id"]
        self.assertEqual(second, first.replace("-S0", "-S1"))
        self.assertEqual(master.json("/metrics/snapshot")["master/slave_removals/reason_unregistered"], 1)

    def test_12_wiped_meta(self):
        master = self.master()
        slave = self.slave(1)
        self.registered(master, 1)
        slave.kill()
        shutil.rmtree(self.folder / "s1/meta")
        self.slave(1)
        self.assertTrue(self.registered(master, 1)[54]["id"].endswith("-S1"))
        self.assertEqual(len(self.slaves_of(master)), 1)
        self.assertEqual(master.json("/metrics/snapshot")["master/slave_removals/reason_registered"], 1)

    def test_13_stopped_slave_is_removed_and_ends_with_0(self):
        master = self.master(*SHORT_PINGS)
        slave = self.slave(1)
        first = self.registered(master, 1)[54]["id"]
        slave.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        wait("removal", lambda: not self.slaves_of(master), 10)
        self.assertGreater(time.monotonic() - stopped, 2)
        slave.signal(signal.SIGCONT)
        self.assertEqual(slave.ended(), 0)
        self.assertRegex(slave.text(), "Slave asked to shut down by master@.* because")
        self.slave(1)
        self.assertNotEqual(self.registered(master, 1)[54]["id"], first)

    def test_slave_gone_too_long_is_shut_down_when_it_returns(self):
        master = self.master(*SHORT_PINGS)
        slave = self.slave(1)
        first = self.registered(master, 1)[54]["id"]
        slave.kill()
        wait("removal", lambda: not self.slaves_of(master), 10)
        slave = self.slave(1)
        self.assertEqual(slave.ended(), 0)
        self.assertIn("attempted to re-register after removal", slave.text())
        self.slave(1)
        self.assertNotEqual(self.registered(master, 1)[54]["id"], first)


class Standalone(ClusterCase):
    def test_6_restarted_master_is_found_by_missing_pings_alone(self):
        master, _ = self.cluster(*SHORT_PINGS)
        before = {key: entry["id"] for key, entry in self.slaves_of(master).items()}
        old = master.json("/state.json")["id"]
        master.kill()
        time.sleep(1.1)  # the second is part of the ID
        begin = time.monotonic()
        master = self.master(*SHORT_PINGS)
        self.assertNotEqual(master.json("/state.json")["id"], old)
        self.assertEqual(self.slaves_of(master), {})
        self.assertGreater(begin + 1, time.monotonic())
        slaves = self.registered(master, 2, 10)
        self.assertGreater(time.monotonic() - begin, 0.8)
        self.assertEqual({key: entry["id"] for key, entry in slaves.items()}, before)
        self.assertIn("No pings from master received within 3secs", self.daemons[1].text())

    def test_14_a_framework_does_not_find_a_restarted_standalone_master(self):
        master, _ = self.cluster(*SHORT_PINGS)
        self.start("bin/mesos-execute", master.ip, 0, self.folder / "execute.log",
                   [f"--master={master.ip}:5050", "--name=probe", "--command=sleep 60", "--resources=cpus:0.1;mem:32", "--checkpoint"])
        framework = wait("running task", lambda: [one["id"] for one in master.json("/state.json")["frameworks"]
                                                  if [task for task in one["tasks"] if task["state"] == "TASK_RUNNING"]])[0]
        master.kill()
        master = self.master(*SHORT_PINGS)
        self.registered(master, 2, 10)
        time.sleep(2)
        state = master.json("/state.json")
        self.assertEqual((state["frameworks"], state["unregistered_frameworks"]), ([], [framework]))
        self.assertEqual([task["id"] for task in state["orphan_tasks"]], ["probe"])
        # A scheduler that does subscribe anew with this ID gets its task back.
        scheduler = Scheduler(master, id=framework, checkpoint=True, failover_timeout=60)
        self.assertEqual(scheduler.subscribed()["framework_id"], framework)
        state = master.json("/state.json")
        self.assertEqual((state["orphan_tasks"], state["unregistered_frameworks"]), ([], []))
        self.assertEqual(state["frameworks"][0]["tasks"][0]["state"], "TASK_RUNNING")


class Build(ClusterCase):
    def test_installed_files(self):
        root = pathlib.Path(program(""))
        for name in ("sbin/mesos-master", "sbin/mesos-slave", "bin/mesos-execute", "libexec/mesos/mesos-executor", "lib/libmesos-0.24.0.so",
                     "share/mesos/webui/master/static/index.html", "etc/mesos/mesos-master-env.sh.template",
                     "etc/mesos/mesos-slave-env.sh.template"):
            self.assertTrue((root / name).is_file(), name)
        self.assertEqual((root / "lib/libmesos.so").readlink(), pathlib.Path("libmesos-0.24.0.so"))

    def test_detected_resources_when_none_are_given(self):
        master = self.master()
        self.slave(1, resources="cpus:2")
        found = self.registered(master, 1)[54]["resources"]
        self.assertEqual(found["ports"], "[31000-32000]")
        self.assertTrue(all(found[key] > 0 for key in ("cpus", "mem", "disk")), found)
        self.assertNotEqual(RESOURCES, "")

    def test_executor_and_execute_say_what_they_are(self):
        self.assertIn("stand-in", run("libexec/mesos/mesos-executor")[2])
        self.assertIn("stand-in", run("bin/mesos-execute", "--help")[1])
        status, _, text = run("bin/mesos-execute", "--master=zk://127.0.0.1:2181/mesos", "--name=a", "--command=b")
        self.assertEqual(status, 1, text)
