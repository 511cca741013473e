/**
 * What the classifier sees of a complaint: its character 1–3-grams, hashed with FNV-1a.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */

/** How many bits a feature has: 2^18 places. */
export const featureBits = 18;
const mask = 2 ** featureBits - 1;

/** Words for a child, all read as one. */
const child =
  /小朋友|小孩子?|小娃娃?|娃娃|娃儿?|宝宝|宝贝|婴儿|幼儿|儿子|女儿|孙子|孙女|男孩|女孩|新生儿/g;
/** Words for one thing, read as one: spoken and written, north and south. */
const alike: readonly (readonly [RegExp, string])[] = [
  [child, '孩子'],
  [/例假|大姨妈|姨妈|来红/g, '月经'],
  [/小便|解手|撒尿|尿尿|小解/g, '尿'],
  [/疼痛|疼/g, '痛'],
  [/喉咙|咽喉|咽部|喉头/g, '嗓子'],
  [/腹部|小腹/g, '肚子'],
  [/总是|老是|一直|经常|总/g, '老'],
  [/发热/g, '发烧'],
  [/[0-9]+/g, '#'],
];

/** The features of a text, each with how often it occurs. */
export function featuresOf(text: string): Map<number, number> {
  let plain = text.normalize('NFKC').toLowerCase();
  for (const [pattern, word] of alike) plain = plain.replace(pattern, word);
  const counts = new Map<number, number>();
  for (const clause of plain.split(/[^\p{L}\p{N}#]+/u)) {
    if (clause === '') continue;
    const letters = ['^', ...Array.from(clause), '$'];
    for (let size = 1; size <= 3; size += 1) {
      for (let at = 0; at + size <= letters.length; at += 1) {
        const gram = letters.slice(at, at + size).join('');
        if (gram === '^' || gram === '$') continue;
        const place = hash(`${size}:${gram}`);
        counts.set(place, (counts.get(place) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** FNV-1a of the UTF-16 units, folded to the bits of a feature. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    value = Math.imul(value ^ (unit & 0xff), 0x01000193);
    value = Math.imul(value ^ (unit >>> 8), 0x01000193);
  }
  return (value ^ (value >>> featureBits)) & mask;
}

/** One text as weighted features of length 1. Features without an idf (0) are left out. */
export function vectorOf(text: string, idf: Float32Array): [place: number, value: number][] {
  const vector: [number, number][] = [];
  let square = 0;
  for (const [place, count] of featuresOf(text)) {
    const value = (1 + Math.log(count)) * idf[place]!;
    if (value === 0) continue;
    vector.push([place, value]);
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (const entry of vector) entry[1] /= length;
  return vector;
}
