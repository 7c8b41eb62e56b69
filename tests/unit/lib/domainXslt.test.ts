import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { domainXslt } from "../../../lib/domainXslt";

/** What the provider (0.7.6) writes, as far as the stylesheet touches it. */
const provided = `<domain type="kvm">
  <name>x</name>
  <cpu mode="custom"/>
  <devices>
    <disk type="volume" device="disk">
      <driver name="qemu" type="qcow2"/>
      <source pool="p" volume="v.qcow2"/>
      <target dev="vda" bus="virtio"/>
    </disk>
    <console type="pty"><target type="serial" port="0"/></console>
    <graphics type="vnc"/>
  </devices>
</domain>`;

/** The stylesheet's result, by the program that the provider uses as well. */
function transformed(...args: Parameters<typeof domainXslt>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "domain-xslt-"));
  try {
    const [sheet, input] = ["sheet.xsl", "domain.xml"].map((name) => path.join(folder, name));
    fs.writeFileSync(sheet as string, domainXslt(...args));
    fs.writeFileSync(input as string, provided);
    const text = execFileSync("xsltproc", [sheet as string, input as string], { encoding: "utf8" });
    return text.replace(/\s*\n\s*/g, "");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const devices =
  '<devices><disk type="file" device="disk"><driver name="qemu" type="qcow2" cache="unsafe"/>' +
  '<source file="/pool/v.qcow2"/><target dev="vda" bus="virtio"/></disk>' +
  '<console type="pty"><target type="serial" port="0"/><log file="/x.log" append="on"/></console>' +
  '<graphics type="vnc"/></devices>';

test.each([
  [undefined, ""],
  ["host-passthrough" as const, '<cpu mode="host-passthrough"/>'],
  ["host-model" as const, '<cpu mode="host-model"/>'],
])("disks by file, a console log, and CPU mode %s", (cpuMode, cpu) => {
  expect(transformed("/pool", "/x.log", cpuMode)).toBe(
    `<domain type="kvm"><name>x</name>${cpu}${devices}</domain>`,
  );
});

test("a path that would end an XSLT string is refused", () => {
  expect(() => domainXslt("/it's", "/x.log")).toThrow("path /it's on the libvirt host");
});
