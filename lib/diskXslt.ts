/**
 * The stylesheet of a node's disk. It changes nothing of the disk, but names the seed that the machine starts with first: the
 * provider (0.7.6) makes a new volume for another stylesheet. A machine that started with another seed from its old disk
 * would still let the old key in, and start its daemons with the old addresses before anybody could tell it the new ones.
 *
 * @param seedDigest digest of the node's seed, hexadecimal
 * @returns the stylesheet's text
 */
export function diskXslt(seedDigest: string): string {
  return `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- seed ${seedDigest} -->
  <xsl:output omit-xml-declaration="yes" indent="yes"/>
  <xsl:template match="node()|@*">
    <xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>
  </xsl:template>
</xsl:stylesheet>
`;
}
