/**
 * The stylesheet that corrects what the provider (0.7.6) writes as a domain's XML:
 *
 * - disks as `type='file'`: with `type='volume'` AppArmor's helper on Debian 12 and Ubuntu cannot resolve the path and
 *   denies QEMU its disk (terraform-provider-libvirt#97, #978, #1163);
 * - `cache='unsafe'` on them: the cluster is for tests, and a guest's flushes cost much more than they are worth;
 * - the serial console also into a log file, which outlives the connection of whoever reads it;
 * - the CPU mode. The provider's own input for it cannot be used: at a refresh it reads what libvirt has made of the mode
 *   for the running machine, `custom` of `host-model`, and with an input beside that every `up` would replace every machine.
 *
 * @param poolPath folder of the pool on the libvirt host, without a slash at its end
 * @param consoleLogPath file on the libvirt host that gets the serial console's output
 * @param cpuMode libvirt's CPU mode. @default the choice is libvirt's
 * @returns the stylesheet's text
 * @throws Error when a path holds a character that would end an XSLT string
 */
export function domainXslt(
  poolPath: string,
  consoleLogPath: string,
  cpuMode?: "host-passthrough" | "host-model",
): string {
  const cpu = cpuMode === undefined ? "" : `\n    <cpu mode="${cpuMode}"/>`;
  for (const path of [poolPath, consoleLogPath]) {
    if (/['"<>&{}]/.test(path)) {
      throw new Error(
        `path ${path} on the libvirt host holds one of ' " < > & { }, which is not allowed`,
      );
    }
  }
  return `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output omit-xml-declaration="yes" indent="yes"/>
  <xsl:template match="node()|@*">
    <xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/devices/disk/@type[.='volume']">
    <xsl:attribute name="type">file</xsl:attribute>
  </xsl:template>
  <xsl:template match="/domain/devices/disk/source[@volume]">
    <source file="{concat('${poolPath}/', @volume)}"/>
  </xsl:template>
  <xsl:template match="/domain/devices/disk[@device='disk']/driver">
    <driver name="qemu" type="{@type}" cache="unsafe"/>
  </xsl:template>
  <xsl:template match="/domain/devices/console[target/@type='serial']">
    <xsl:copy>
      <xsl:apply-templates select="node()|@*"/>
      <log file="${consoleLogPath}" append="on"/>
    </xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/cpu"/>
  <xsl:template match="/domain/devices">${cpu}
    <xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>
  </xsl:template>
</xsl:stylesheet>
`;
}
