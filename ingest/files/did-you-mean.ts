/** Names that a message lists. */
const MOST_LISTED = 12;

/** `; did you mean "x"?` for the candidate nearest to what was written, or nothing when none is near. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(written.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const tolerated = written.length < 3 ? 0 : Math.max(1, Math.floor(written.length / 3));
  return nearest !== undefined && nearest.distance <= tolerated ? `; did you mean "${nearest.candidate}"?` : '';
}

/** The first words of a name are nearly the name. */
function distanceOf(written: string, candidate: string): number {
  return candidate.startsWith(`${written}_`) ? 1 : editDistance(written, candidate);
}

/** As `didYouMean`; where no candidate is near, the only one there is, or the list of them. */
export function suggest(written: string, candidates: readonly string[]): string {
  const near = didYouMean(written, candidates);
  const names = [...new Set(candidates)].sort();
  if (near !== '' || names.length === 0) return near;
  if (names.length === 1) return `; did you mean "${names[0]}", the only one there is?`;
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
