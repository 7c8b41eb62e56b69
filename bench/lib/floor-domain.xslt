<?xml version="1.0"?>
<!-- A stack's domain, as virsh dumpxml prints it, under another name and on other files; all else stays as it is. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output omit-xml-declaration="yes" indent="yes"/>
  <xsl:strip-space elements="*"/>
  <xsl:param name="name"/>
  <xsl:param name="disk"/>
  <xsl:param name="seed"/>
  <xsl:param name="console"/>
  <xsl:template match="node()|@*">
    <xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/uuid"/>
  <xsl:template match="/domain/name/text()">
    <xsl:value-of select="$name"/>
  </xsl:template>
  <xsl:template match="/domain/devices/disk[target/@dev='vda']/source/@file">
    <xsl:attribute name="file"><xsl:value-of select="$disk"/></xsl:attribute>
  </xsl:template>
  <xsl:template match="/domain/devices/disk[target/@dev='vdb']/source/@file">
    <xsl:attribute name="file"><xsl:value-of select="$seed"/></xsl:attribute>
  </xsl:template>
  <!-- libvirt shows the first serial port a second time, as the console; both have the log. -->
  <xsl:template match="/domain/devices/*[self::serial or self::console]/log/@file">
    <xsl:attribute name="file"><xsl:value-of select="$console"/></xsl:attribute>
  </xsl:template>
</xsl:stylesheet>
