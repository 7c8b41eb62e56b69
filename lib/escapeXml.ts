/**
 * Escapes text for the content of an XML element.
 *
 * @param text any text
 * @returns the text without markup characters
 */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
