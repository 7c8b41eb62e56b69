/**
 * `; did you mean "X"?` for the closest of some words, or nothing when none is close.
 *
 * @param given what was written
 * @param known what would be allowed
 */
export function suggestion(given: unknown, known: readonly string[]): string {
  if (typeof given !== "string") {
    return "";
  }
  const lower = given.toLowerCase();
  const ranked = known
    .map((word) => ({ word, distance: editDistance(lower, word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  // A third of the word may differ; farther off, a proposal confuses more than it helps.
  return best !== undefined && best.distance <= Math.max(1, Math.floor((best.word.length + 1) / 3))
    ? `; did you mean "${best.word}"?`
    : "";
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
