import { clockCommand } from "../../../lib/clock";
import { marathonFiles } from "../../../lib/daemonSettings";
import { nodeFiles } from "../../../lib/nodeFiles";
import { packageArguments } from "../../../lib/packages";
import { firewallCommand, marathonPorts, masterPorts, slavePorts } from "../../../lib/ports";
import { readSpec } from "../../support/spec";

test("the ports are those of the daemons, of tasks, and of the clock", () => {
  // 9090: slaves send framework messages straight to Marathon's driver.
  expect([...masterPorts, ...marathonPorts]).toEqual(["5050", "123/udp", "2181", "8080", "9090"]);
  expect(slavePorts).toEqual(["5051", "31000:32000"]);
});

test.each([
  [false, "--network 192.168.5.0/24"],
  [true, "--off"],
])("ports are for the cluster's network alone; outbound traffic %s is %s", (traffic, limit) => {
  expect(firewallCommand("192.168.5.0/24", slavePorts, traffic)).toBe(
    "sudo /usr/local/lib/mesos-testbed/open-ports --from 192.168.5.0/24 5051 31000:32000" +
      ` && sudo /usr/local/lib/mesos-testbed/limit-outbound ${limit}`,
  );
});

test("the image's TLS libraries are updated before anything is installed", () => {
  expect(packageArguments({ groups: ["A B"], packages: ["c"] })).toBe(
    "--update nss --update curl --update ca-certificates --group 'A B' c",
  );
});

test("slaves follow the master's clock, and the master its own", () => {
  expect(clockCommand()).toBe("sudo /usr/local/lib/mesos-testbed/ensure-clock");
  expect(clockCommand("192.168.5.51")).toBe(
    "sudo /usr/local/lib/mesos-testbed/ensure-clock --server 192.168.5.51",
  );
});

test("every node gets the scripts, and the drop-in that has logs rotated", () => {
  const files = nodeFiles();
  expect(files.length).toBeGreaterThan(30);
  // Without its mode, logrotate 3.7.8 passes over a file that others may write.
  expect(files.find(({ path }) => path === "/etc/logrotate.d/mesos-testbed")).toMatchObject({
    mode: "0644",
    owner: "root:root",
  });
});

test("Marathon's secret is read as it is: without a newline, for root alone", () => {
  const secrets = { slave: "s1", marathon: "s2", marathonHttp: "s3", principals: {} };
  expect(marathonFiles(readSpec({ authentication: '{"frameworks":true}' }), secrets)).toMatchObject(
    [{ content: "s2", mode: "0600", owner: "root:root" }],
  );
});
