/** Names that a message lists. */
const MOST_LISTED = 12;

/**
 * `; did you mean "x"?` for the candidate nearest to what was written, or that begins with it; nothing where there is none.
 */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const word = written.toLowerCase();
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const tolerated = written.length < 3 ? 0 : Math.max(1, Math.floor(written.length / 3));
  const meant = nearest.find(
    ({ candidate, distance }) =>
      distance <= tolerated || (written.length > 3 && candidate.toLowerCase().startsWith(word)),
  );
  return meant === undefined ? '' : `; did you mean "${meant.candidate}"?`;
}

/** As `didYouMean`; where no candidate is near, the only one there is, or the list of them. */
export function suggest(written: string, candidates: readonly string[]): string {
  const near = didYouMean(written, candidates);
  const names = [...new Set(candidates)].sort();
  if (near !== '' || names.length === 0) return near;
  if (names.length === 1) return `; did you mean "${names[0]}"? There is no other`;
  const others = names.length - MOST_LISTED;
  return `; known: ${names.slice(0, MOST_LISTED).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? a.length;
}
