"""Flags of both daemons: names, forms, faults."""

import re
import shutil
import subprocess
import unittest

from support.cluster import NETWORK, ClusterCase, environment, program, recording, run

SLAVE = ["--master=127.0.0.1:1"]


class FlagNames(unittest.TestCase):
    def test_usage_lists_every_recorded_flag_and_no_other(self):
        for name in ("master", "slave"):
            status, usage, _ = run(f"sbin/mesos-{name}", "--help")
            self.assertEqual(status, 0)
            self.assertIn("stand-in", usage)
            listed = sorted(re.findall(r"^  --(?:\[no-\])?(\w+)", usage, re.M))
            self.assertEqual(listed, recording("flags.json")[name])

    def test_version_says_what_it_is(self):
        for name in ("master", "slave"):
            status, text, _ = run(f"sbin/mesos-{name}", "--version")
            self.assertEqual((status, text.split("\n")[0]), (0, "mesos 0.24.0"))
            self.assertIn("stand-in", text)


class FlagFaults(unittest.TestCase):
    def refused(self, expected, *arguments, name="master", **variables):
        status, _, text = run(f"sbin/mesos-{name}", *arguments, **variables)
        self.assertEqual(status, 1, text)
        self.assertIn(expected, text)
        return text

    def test_faults(self):
        table = [
            ("Failed to load unknown flag 'bogus'", ["--bogus=1"]),
            ("Failed to load unknown flag 'no-bogus'", ["--no-bogus"]),
            ("Duplicate flag 'ip' on command line", ["--ip=127.0.0.1", "--ip=127.0.0.1"]),
            ("Failed to load non-boolean flag 'ip': Missing value", ["--ip"]),
            ("Failed to load non-boolean flag 'ip' via 'no-ip'", ["--no-ip"]),
            ("Failed to load flag 'port': Failed to load value 'abc'", ["--port=abc"]),
            ("Failed to load flag 'port': Failed to load value '70000'", ["--port=70000"]),
            ("Failed to load flag 'quiet': Failed to load value 'maybe'", ["--quiet=maybe"]),
            ("Failed to load flag 'quorum'", ["--quorum=1.5"]),
            ("Unknown duration unit 'sec'", ["--slave_ping_timeout=15sec"]),
            ("Invalid duration 'secs'", ["--slave_ping_timeout=secs"]),
            ("for --slave_ping_timeout", ["--slave_ping_timeout=500ms", "--work_dir=/nonexistent"]),
            ("for --max_slave_ping_timeouts", ["--max_slave_ping_timeouts=0", "--work_dir=/nonexistent"]),
            ("for --slave_reregister_timeout", ["--slave_reregister_timeout=1mins", "--work_dir=/nonexistent"]),
            ("--work_dir needed for replicated log based registry", ["--ip=127.0.0.1"]),
            ("Need to specify --quorum", ["--ip=127.0.0.1", "--work_dir=/nonexistent", "--zk=zk://127.0.0.1:1/mesos"]),
            ("Failed to load flag 'acls'", ["--acls={"]),
            ("is not a valid logging level", ["--logging_level=DEBUG", "--work_dir=/nonexistent"]),
            ("is not a supported option for registry persistence", ["--registry=disk"]),
            ("Failed to fetch value from 'file:///nonexistent'", ["--cluster=file:///nonexistent"]),
        ]
        for expected, arguments in table:
            with self.subTest(expected):
                self.refused(expected, *arguments)

    def test_unknown_flag_prints_usage(self):
        self.assertIn("Usage: mesos-slave", self.refused("Failed to load unknown flag 'bogus'", "--bogus", name="slave"))

    def test_slave_faults(self):
        table = [
            ("Missing required option --master", []),
            ("Failed to create a master detector", ["--master=nonsense", "--ip=127.0.0.1", "--work_dir=/tmp/mesos-test-none"]),
            ("Unknown option for 'recover' flag", [*SLAVE, "--recover=maybe"]),
            ("Unknown bytes unit 'XB'", [*SLAVE, "--fetcher_cache_size=2XB"]),
            ("Failed to load flag 'gc_disk_headroom'", [*SLAVE, "--gc_disk_headroom=much"]),
            ("for --registration_backoff_factor", [*SLAVE, "--registration_backoff_factor=2mins"]),
            ("missing or extra ':'", [*SLAVE, "--ip=127.0.0.1", "--work_dir=/tmp/mesos-test-none", "--resources=cpus"]),
            ("Invalid resource 'cpus'", [*SLAVE, "--ip=127.0.0.1", "--work_dir=/tmp/mesos-test-none", "--resources=cpus:[1-2]"]),
            ("unsupported type", [*SLAVE, "--ip=127.0.0.1", "--work_dir=/tmp/mesos-test-none", "--resources=gpus:many"]),
        ]
        self.addCleanup(lambda: shutil.rmtree("/tmp/mesos-test-none", ignore_errors=True))
        for expected, arguments in table:
            with self.subTest(expected):
                self.refused(expected, *arguments, name="slave")

    def test_environment_and_command_line_together_are_a_duplicate(self):
        self.refused("Duplicate flag 'ip' on command line", "--ip=127.0.0.1", MESOS_IP="127.0.0.1")
        self.refused("Duplicate flag 'ip' on command line", "--ip=127.0.0.1", MESOS_ip="127.0.0.1")


class FlagValues(ClusterCase):
    def test_forms(self):
        cluster = self.folder / "name"
        cluster.write_text("probe")
        credentials = self.folder / "credentials"
        credentials.write_text("slave secret\n")
        credentials.chmod(0o600)
        master = self.master("--quiet", "--no-root_submissions", "--registry_strict=1", "--offer_timeout=90secs",
                             f"--cluster=file://{cluster}", f"--credentials=file://{credentials}",
                             "--registry_fetch_timeout=120secs", "--allocation_interval=1500500us", "--registry_store_timeout=1.5weeks", "--recovery_slave_removal_limit=50%")
        flags = master.json("/state.json")["flags"]
        expected = {"quiet": "true", "root_submissions": "false", "registry_strict": "true", "offer_timeout": "90secs",
                    "cluster": "probe", "credentials": str(credentials), "registry_fetch_timeout": "2mins", "allocation_interval": "1.5005secs",
                    "registry_store_timeout": "1.5weeks",
                    "recovery_slave_removal_limit": "50%", "ip": f"{NETWORK}.51"}
        self.assertEqual({key: flags[key] for key in expected}, expected)
        self.assertEqual(master.text(), "")  # --quiet

    def test_log_files_are_named_as_by_glog(self):
        logs = self.folder / "logs"
        master = self.master(f"--log_dir={logs}")
        link = logs / "mesos-master.INFO"
        self.assertTrue(link.is_symlink())
        self.assertRegex(link.resolve().name, rf"^mesos-master\..+\..+\.log\.INFO\.\d{{8}}-\d{{6}}\.{master.process.pid}$")
        text = link.read_text()
        self.assertRegex(text, r"(?m)^I\d{4} \d\d:\d\d:\d\d\.\d{6} \d+ \w+\.cpp:\d+\] Elected as the leading master!$")
        self.assertIn("stand-in", text)
        self.assertTrue((logs / "mesos-master.WARNING").is_symlink())
        status, body = master.get("/files/read.json?path=/master/log&offset=0&length=20")
        self.assertEqual((status, body), (200, '{"data":"Log file created at:","offset":0}'))


class MissingAddress(unittest.TestCase):
    def test_own_name_that_does_not_resolve(self):
        done = subprocess.run(
            ["unshare", "--uts", "sh", "-c", 'hostname no-such-name.invalid && exec "$@"', "sh",
             program("sbin/mesos-slave"), *SLAVE],
            env=environment(), capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Failed to obtain the IP address for 'no-such-name.invalid'", done.stderr)
