/**
 * Addresses as they are compared: division, road, number, unit; of Latin ones street and town.
 * https://hl7.org/fhir/R4/datatypes.html#Address
 */
import type { Resource } from '#model/fhir.ts';
import { toSimplified } from './clean-name.ts';

/** An address of a person. */
export interface PostalAddress {
  isHan: boolean;
  /** Words of province to village, joined; of a Latin one the town. */
  area: string;
  /** Road or street without the number. */
  road: string;
  /** The number at the road, or the group in a village. */
  number: string;
  /** Building and flat. */
  unit: string;
  /** The second line of a Latin address, a house or estate. */
  estate: string;
  postcode: string;
  state: string;
}

interface Address {
  text?: string;
  line?: string[];
  city?: string;
  district?: string;
  state?: string;
  postalCode?: string;
}

/** The addresses of a Patient that say more than a division. */
export function addressesOf(patient: Resource): PostalAddress[] {
  return ((patient['address'] ?? []) as Address[]).map(addressOf).filter(saysSomething);
}

const saysSomething = (one: PostalAddress) =>
  [one.area, one.road, one.number, one.unit, one.estate, one.postcode].some((part) => part !== '');

const han = /\p{Script=Han}/u;

function addressOf(address: Address): PostalAddress {
  const { text, line = [], city = '', district = '', state = '' } = address;
  const joined = [state, city, district, ...line].join('');
  const written = line.length > 0 && han.test(joined) ? joined : (text ?? joined);
  return han.test(written) ? hanAddress(written, address) : latinAddress(address);
}

// A place ends with its kind; what stands before the road is the division.
const areaWord =
  /^.{1,12}?(?:自治区|自治州|自治县|街道|社区|居委会|村委会|[省市县区旗盟州镇乡村])/u;
const roadWords = /^(.*?(?:路|街|道|巷|弄|大道|胡同|里|条|组|屯|寨|庄|园|小区|花园|苑|新村))/u;
const numbers: Record<string, string> = Object.fromEntries(
  Array.from('〇一二三四五六七八九', (digit, value) => [digit, String(value)]),
);

function hanAddress(written: string, { postalCode = '' }: Address): PostalAddress {
  const text = toSimplified(written.normalize('NFKC'))
    .replace(/[\s,，。、()]/g, '')
    .replace(/[〇一二三四五六七八九](?=[号组栋幢室单])/gu, (digit) => numbers[digit] ?? digit);
  const words = divisionsOf(text);
  const rest = text.slice(words.join('').length);
  const road = roadWords.exec(rest)?.[1] ?? rest.replace(/\d.*$/u, '');
  const figures = rest.slice(road.length).match(/\d+/g) ?? [];
  const [number = '', ...unit] = figures;
  return {
    isHan: true,
    // Provinces and cities are left out as often as they are written: the last two tell.
    area: words.slice(-2).join(''),
    road,
    number,
    unit: unit.join('-'),
    estate: '',
    postcode: postalCode,
    state: '',
  };
}

/** The divisions at the beginning of an address, from the province down. */
function divisionsOf(text: string): string[] {
  const words: string[] = [];
  for (let rest = text; ;) {
    const word = areaWord.exec(rest)?.[0];
    // A street with a number is no division, as 村 in 新村3号 is none.
    if (word === undefined || /\d/.test(word)) return words;
    words.push(word);
    rest = rest.slice(word.length);
  }
}

const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function latinAddress({ line = [], city, state, postalCode }: Address): PostalAddress {
  const [first = '', ...others] = line.map(plain);
  const [, number = '', road = ''] = /^(\d+[a-z]?)?\s*(.*)$/.exec(first) ?? [];
  return {
    isHan: false,
    area: plain(city ?? ''),
    road,
    number,
    unit: '',
    estate: others.join(' '),
    postcode: plain(postalCode ?? ''),
    state: plain(state ?? ''),
  };
}
