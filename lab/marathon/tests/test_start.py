"""bin/start and the command line: what is refused, what is found, what is passed on."""

import os
import re
import socket
import subprocess

from support import harness
from support.case import LIBRARY, MarathonCase


class StartTest(MarathonCase):
    def start(self, *arguments, **environment):
        """Runs bin/start to its end."""
        variables = {"PATH": os.environ["PATH"], "LIBPROCESS_IP": "127.0.0.1", "JVM_OPTS": harness.JVM_OPTIONS}
        return subprocess.run(
            [self.marathon_home / "bin/start", *arguments], env=dict(variables, **environment),
            capture_output=True, text=True, timeout=30,
        )

    def refused(self, pattern, *arguments, **environment):
        """bin/start must end with status 1 and a matching text."""
        environment.setdefault("MESOS_NATIVE_JAVA_LIBRARY", str(LIBRARY))
        result = self.start(*arguments, **environment)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, pattern)
        return result

    def test_help_names_the_stand_in(self):
        result = self.start("--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("stand-in", result.stdout.splitlines()[0])
        self.assertIn("--mesos_authentication_secret_file", result.stdout)

    def test_missing_libmesos(self):
        if any(os.path.exists(f"{directory}/libmesos.so") for directory in ("/usr/lib", "/usr/local/lib")):
            self.skipTest("this machine has Mesos installed")
        variables = {"PATH": os.environ["PATH"]}
        result = subprocess.run(
            [self.marathon_home / "bin/start", "--master", "127.0.0.1:5050"], env=variables, capture_output=True,
            text=True, timeout=30,
        )
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "neither in /usr/lib nor in /usr/local/lib")

    def test_named_libmesos_is_missing_or_broken(self):
        self.refused("cannot be read", "--master", "127.0.0.1:5050", MESOS_NATIVE_JAVA_LIBRARY="/nowhere/libmesos.so")
        broken = self.work / "libmesos.so"
        broken.write_text("not a library")
        self.refused(
            "UnsatisfiedLinkError", "--master", "127.0.0.1:5050", MESOS_NATIVE_JAVA_LIBRARY=str(broken)
        )

    def test_libmesos_without_java(self):
        plain = self.work / "libplain.so"
        subprocess.run(["gcc", "-shared", "-x", "c", "-o", plain, "/dev/null"], check=True)
        self.refused("configured with Java", "--master", "127.0.0.1:5050", MESOS_NATIVE_JAVA_LIBRARY=str(plain))

    def test_refused_command_lines(self):
        good = ["--master", "127.0.0.1:5050"]
        table = [
            ("Unknown option 'bogus'", good + ["--bogus", "1"]),
            ("Required option 'master' not found", []),
            ("Option 'zk' needs a value", good + ["--zk"]),
            ("Excess arguments provided: 'true'", good + ["--checkpoint", "true"]),
            ("'http_port': '80x' is not a whole number", good + ["--http_port", "80x"]),
            ("neither zk://HOST:PORT/PATH nor HOST:PORT", ["--master", "http://127.0.0.1"]),
            ("--zk: 'zk://127.0.0.1/m' is not", good + ["--zk", "zk://127.0.0.1/m"]),
            ("not of the form USER:PASSWORD", good + ["--http_credentials", "nobody"]),
            ("--logging_level: 'loud' is not one of", good + ["--logging_level", "loud"]),
            ("needs --mesos_authentication_principal", good + ["--mesos_authentication_secret_file", "/dev/null"]),
        ]
        for text, arguments in table:
            with self.subTest(text):
                self.refused(re.escape(text), *arguments)

    def test_environment_becomes_flags_and_the_command_line_wins(self):
        self.refused("Unknown option 'home'", "--master", "127.0.0.1:5050", MARATHON_HOME="/opt/marathon")
        self.refused("neither zk", MARATHON_MASTER="ftp://x", MARATHON_APP_ID="/x", MARATHON_CHECKPOINT="")
        self.refused("'second:' is neither", "--master", "second:", MARATHON_MASTER="127.0.0.1:5050")

    def test_libprocess_address_and_port(self):
        good = ["--master", "127.0.0.1:5050"]
        self.refused("Failed to obtain the IP address", *good, LIBPROCESS_IP="no-such-host.invalid")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.refused("BindException", *good, LIBPROCESS_PORT=str(taken.getsockname()[1]))

    def test_waits_for_an_unreachable_zookeeper(self):
        port = harness.free_port()
        marathon = self.marathon("127.0.0.1:5050", zk_timeout="500")
        marathon.flags["zk"] = f"zk://127.0.0.1:{port}/marathon"
        marathon.start()
        harness.wait("two attempts", lambda: marathon.text().count("Unable to connect to Zookeeper, retrying...") >= 2)
        self.assertIn("stand-in", marathon.text().splitlines()[0])
        self.assertEqual(marathon.request("GET", "/ping")[0], 0, "no HTTP before ZooKeeper")
        self.assertIsNone(marathon.process.poll())
        late = harness.ZooKeeper(self.zookeeper_home, self.work / "late", port)
        self.addCleanup(late.stop)
        late.start()
        marathon.wait_http().wait_elected()
