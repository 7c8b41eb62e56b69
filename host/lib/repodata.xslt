<?xml version="1.0" encoding="UTF-8"?>
<!--
  Metadata of a yum repository (createrepo's format, as yum 3.2 reads it) as lines of tab-separated fields:
  of repomd.xml    metadata  TYPE  HREF  CHECKSUM-TYPE  CHECKSUM
  of primary.xml   package   NAME-VERSION-RELEASE.ARCHITECTURE  HREF  CHECKSUM-TYPE  CHECKSUM
  A HREF whose base is elsewhere (xml:base) is preceded by it, so that the reader refuses it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:repo="http://linux.duke.edu/metadata/repo" xmlns:common="http://linux.duke.edu/metadata/common">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/">
    <xsl:for-each select="repo:repomd/repo:data">
      <xsl:value-of select="concat('metadata&#9;', @type, '&#9;')"/>
      <xsl:value-of select="concat(repo:location/@xml:base, repo:location/@href, '&#9;')"/>
      <xsl:value-of select="concat(repo:checksum/@type, '&#9;', normalize-space(repo:checksum), '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="common:metadata/common:package">
      <xsl:value-of select="concat('package&#9;', common:name, '-', common:version/@ver, '-', common:version/@rel)"/>
      <xsl:value-of select="concat('.', common:arch, '&#9;')"/>
      <xsl:value-of select="concat(common:location/@xml:base, common:location/@href, '&#9;')"/>
      <xsl:value-of select="concat(common:checksum/@type, '&#9;', normalize-space(common:checksum), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
