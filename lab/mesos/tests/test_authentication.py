"""CRAM-MD5 of slaves and frameworks (observation 7), with credentials in text form."""

import base64
import json

from support.cluster import ClusterCase, request, run
from support.scheduler import Refused, Scheduler, proof, sign


class Credentials(ClusterCase):
    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def secure(self, *flags):
        credentials = self.file("credentials", "slave right-secret\n\nmarathon framework-secret\n")
        return self.master(f"--credentials={credentials}", *flags)


class Slaves(Credentials):
    def test_7_right_and_wrong_secret(self):
        master = self.secure("--authenticate", "--authenticate_slaves")
        self.slave(1, f"--credential={self.file('right', 'slave right-secret')}")
        wrong = self.slave(2, f"--credential={self.file('wrong', 'slave wrong-secret')}")
        self.assertEqual(wrong.ended(), 1)
        self.assertEqual(wrong.text().strip().splitlines()[-1], f"Master master@{master.ip}:5050 refused authentication")
        self.assertEqual(list(self.registered(master, 1)), [54])
        self.assertIn("Successfully authenticated principal 'slave' at slave(1)@", master.text())
        for text in (master.text(), self.daemons[1].text(), wrong.text(), json.dumps(master.json("/state.json"))):
            self.assertNotIn("-secret", text)

    def test_unknown_principal_and_none(self):
        master = self.secure("--authenticate_slaves")
        unknown = self.slave(1, f"--credential={self.file('unknown', 'nobody right-secret')}")
        self.assertEqual(unknown.ended(), 1)
        without = self.slave(2)
        self.assertEqual(without.ended(), 0)
        self.assertIn("because 'Slave is not authenticated'", without.text())
        self.assertEqual(self.slaves_of(master), {})

    def test_credential_on_a_master_without_credentials_is_refused(self):
        self.master()
        slave = self.slave(1, f"--credential={self.file('right', 'slave right-secret')}")
        self.assertEqual(slave.ended(), 1)

    def test_broken_files(self):
        for text, expected in (("", "is empty"), ("slave\tsecret", "Invalid credential format"), ('{"principal":"a"', "Invalid credential format")):
            path = self.file("broken", text)
            status, _, log = run("sbin/mesos-master", "--ip=127.0.0.1", "--port=0", "--registry=in_memory", f"--credentials={path}")
            self.assertEqual(status, 1)
            self.assertIn(expected, log)
        status, _, log = run("sbin/mesos-master", "--ip=127.0.0.1", "--port=0", "--registry=in_memory", "--authenticate_slaves")
        self.assertEqual(status, 1)
        self.assertIn("requires a credentials file", log)


class Frameworks(Credentials):
    def test_the_example_of_rfc_2195(self):
        # RFC 2195, section 2.
        self.assertEqual(sign("tanstaaftanstaaf", "<1896.697170952@postoffice.reston.mci.net>"), "b913a602c7eda7a495b4e6e7334d3890")

    def test_right_wrong_none_and_a_used_challenge(self):
        master = self.secure("--authenticate")
        good = proof(master, "marathon", "framework-secret")
        Scheduler(master, good, principal="marathon").subscribed()
        bad = [good, proof(master, "marathon", "wrong"), proof(master, "nobody", "framework-secret"),
               dict(proof(master, "marathon", "framework-secret"), challenge="<made@up>")]
        for one in bad:
            with self.assertRaises(Refused) as caught:
                Scheduler(master, one)
            self.assertEqual((caught.exception.args[0], json.loads(caught.exception.args[1])["message"]), (401, "Refused authentication"))
        with self.assertRaises(Refused) as caught:
            Scheduler(master)
        self.assertEqual(caught.exception.args[0], 401)
        self.assertIn("is not authenticated.", caught.exception.args[1])
        with self.assertRaises(Refused):
            Scheduler(master, proof(master, "marathon", "framework-secret"), principal="slave")
        status, _, text = run("bin/mesos-execute", f"--master={master.ip}:5050", "--name=a", "--command=true")
        self.assertEqual(status, 1)
        self.assertIn("is not authenticated.", text)
        self.assertEqual(len(master.json("/state.json")["frameworks"]), 1)

    def test_teardown_over_http_needs_basic_authentication(self):
        master = self.secure()
        scheduler = Scheduler(master)
        scheduler.subscribed()
        body = f"frameworkId={scheduler.id}"
        self.assertEqual(request(master.ip, 5050, "POST", "/master/teardown", body)[0], 401)
        wrong = {"Authorization": "Basic " + base64.b64encode(b"marathon:wrong").decode()}
        self.assertEqual(request(master.ip, 5050, "POST", "/master/teardown", body, wrong)[0], 401)
        right = {"Authorization": "Basic " + base64.b64encode(b"marathon:framework-secret").decode()}
        self.assertEqual(request(master.ip, 5050, "POST", "/master/teardown", "frameworkId=none", right)[0], 400)
        self.assertEqual(request(master.ip, 5050, "POST", "/master/teardown", body, right)[0], 200)
        scheduler.next("END")
        self.assertEqual([one["id"] for one in master.json("/state.json")["completed_frameworks"]], [scheduler.id])
