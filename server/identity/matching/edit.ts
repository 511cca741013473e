/**
 * How alike two Latin words are: Jaro's measure, with Winkler's weight of a common beginning.
 * https://en.wikipedia.org/wiki/Jaro–Winkler_distance
 */

/** From 0, nothing alike, to 1, equal. */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b);
  let common = 0;
  while (common < 4 && common < a.length && a[common] === b[common]) common += 1;
  return jaro + common * 0.1 * (1 - jaro);
}

function jaroOf(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const matched: string[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] === 1 || a[i] !== b[j]) continue;
      taken[j] = 1;
      matched.push(a[i]!);
      break;
    }
  }
  if (matched.length === 0) return 0;
  let [turned, at] = [0, 0];
  for (let j = 0; j < b.length; j += 1) {
    if (taken[j] === 0) continue;
    if (matched[at] !== b[j]) turned += 1;
    at += 1;
  }
  const count = matched.length;
  return (count / a.length + count / b.length + (count - turned / 2) / count) / 3;
}
