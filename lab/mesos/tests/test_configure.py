"""configure with fake tools: each missing thing is named; make-tarball; a build that is killed and goes on."""

import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["MESOS_SOURCE"])
COMPILER = """#!/bin/sh
# A compiler that "has" everything but what $MISSING names; the programs that it makes succeed unless MISSING is cram.
case "$*" in *-dumpversion*) echo "${VERSION:-4.8.2}"; exit 0 ;; esac
for argument in "$@"; do
  case $argument in -l"$MISSING") exit 1 ;; *.cpp) text=$(cat "$argument") ;; esac
done
case $text in *"too old"*) [ -z "${VERSION:-}" ] || exit 1 ;; esac
out=$(printf '%s\\n' "$*" | sed 's/.* -o \\([^ ]*\\).*/\\1/')
printf '#!/bin/sh\\n[ "%s" != cram ]\\n' "$MISSING" >"$out"
chmod +x "$out"
"""


class Configure(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mesos-test."))
        self.addCleanup(lambda: shutil.rmtree(self.folder))
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name in ("sh", "cat", "sed", "mktemp", "rm", "mv", "date", "dirname", "chmod", "uname"):
            (self.bin / name).symlink_to(shutil.which(name))
        self.tool("g++", COMPILER)
        (self.folder / "include").mkdir()
        (self.folder / "include/Python.h").touch()
        self.tool("python", f"#!/bin/sh\necho {self.folder}/include\n")
        for name in ("patch", "make", "javac", "mvn"):
            self.tool(name, "#!/bin/sh\n")

    def tool(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def configure(self, *arguments, **variables):
        build = self.folder / "build"
        build.mkdir(exist_ok=True)
        done = subprocess.run([SOURCE / "configure", *arguments], cwd=build, capture_output=True, text=True, timeout=30,
                              env=dict({"PATH": str(self.bin), "MISSING": "none", "TMPDIR": str(self.folder)}, **variables))
        return done.returncode, done.stdout + done.stderr, build / "Makefile"

    def test_all_there(self):
        # CFLAGS are of what only the real one has.
        status, text, makefile = self.configure("--prefix=/opt/mesos", "--enable-optimize", "CFLAGS=-Wno-error")
        self.assertEqual(status, 0, text)
        self.assertIn("stand-in", text)
        written = makefile.read_text()
        for line in ("prefix := /opt/mesos", "CXXFLAGS := -g1 -O2", "WITH_JAVA := 1",
                     "LIBS := -lsasl2 -lsvn_delta-1 -lsvn_subr-1 -lapr-1 -lcurl -lz "):
            self.assertIn(line + "\n", written)

    def test_each_missing_thing(self):
        table = [(f"cannot find {name}", {"MISSING": name}) for name in ("z", "curl", "apr-1", "svn_subr-1", "svn_delta-1", "sasl2")]
        table += [("no CRAM-MD5 support", {"MISSING": "cram"}), ("GCC 4.8 or higher required (found 4.4.7)", {"VERSION": "4.4.7"})]
        for expected, variables in table:
            with self.subTest(expected):
                status, text, makefile = self.configure(**variables)
                self.assertEqual((status, makefile.exists()), (1, False), text)
                self.assertIn(expected, text)
        for tool, expected in [("mvn", "cannot find mvn"), ("javac", "could not find a JDK"), ("patch", "cannot find patch"),
                               ("python", "Python headers are required"), ("g++", "no C++ compiler")]:
            with self.subTest(expected):
                (self.bin / tool).rename(self.folder / tool)
                status, text, _ = self.configure()
                self.assertEqual(status, 1)
                self.assertIn(expected, text)
                (self.folder / tool).rename(self.bin / tool)

    def test_disabled_parts_are_not_needed(self):
        for name in ("mvn", "javac", "python"):
            (self.bin / name).unlink()
        status, text, makefile = self.configure("--disable-java", "--disable-python", "CXXFLAGS=-g0 -O0")
        self.assertEqual(status, 0, text)
        self.assertIn("WITH_JAVA := 0\n", makefile.read_text())
        self.assertIn("CXXFLAGS := -g0 -O0\n", makefile.read_text())

    def test_unknown_options(self):
        for argument in ("--bogus", "--prefix=relative", "FOO=bar", "--with-network-isolator"):
            self.assertEqual(self.configure(argument)[0], 1, argument)


class Tarball(unittest.TestCase):
    def test_same_bytes_and_layout(self):
        with tempfile.TemporaryDirectory() as folder:
            made = []
            for number in (1, 2):
                environment = dict(os.environ, MESOS_TESTBED_CACHE=f"{folder}/cache{number}")
                for _ in range(2):  # the second time from the cache
                    done = subprocess.run([SOURCE / "make-tarball", f"{folder}/out{number}"], env=environment, check=True,
                                          capture_output=True, text=True)
                self.assertIn("found in the cache", done.stderr)
                made.append(pathlib.Path(done.stdout.strip()).read_bytes())
            self.assertEqual(made[0], made[1])
            names = subprocess.run(["tar", "tzf", done.stdout.strip()], check=True, capture_output=True, text=True).stdout.split()
            self.assertIn("mesos-0.24.0/configure", names)
            self.assertFalse([name for name in names if not name.startswith("mesos-0.24.0/") or "/tests/" in name])


class Build(unittest.TestCase):
    """The native build of tests/run, looked at again."""

    def make(self, *arguments):
        return subprocess.run(["make", "-C", os.environ["MESOS_BUILD"], "-f", SOURCE / "rules.mk", f"SRC={SOURCE}", *arguments],
                              capture_output=True, text=True, timeout=120, check=True).stdout

    def test_nothing_to_do_and_one_file_again(self):
        self.assertIn("Nothing to be done", self.make("all"))
        lo = pathlib.Path(os.environ["MESOS_BUILD"]) / "src/execute.lo"
        lo.unlink()
        quiet = self.make("all", "V=0")
        self.assertEqual([line.split() for line in quiet.splitlines() if line.startswith("  ")],
                         [["CXX", "execute.lo"], ["CXXLD", "mesos-execute"]])
        lo.unlink()
        self.assertRegex(self.make("all"), r"(?m)^ ?g\+\+ .* -c ")
        self.assertEqual(list(lo.parent.glob("*.tmp")), [])

    def test_library_tells_whether_java_is_in(self):
        import ctypes
        library = ctypes.CDLL(str(pathlib.Path(os.environ["MESOS_INSTALL"]) / "usr/local/lib/libmesos.so"))
        library.mesos_standin_version.restype = ctypes.c_char_p
        self.assertEqual((library.mesos_standin_version(), library.mesos_standin_has_java()), (b"0.24.0", 0))
