/**
 * What a verification of the audit log can find, in words that name it.
 * https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-92.pdf
 */

interface FindingKind {
  zh: string;
  en: string;
}

/** `{name}` is replaced by the detail of that name. */
const kinds = {
  'block-altered': {
    zh: '区块 {block}（链号 {n}，{at}）的内容被改动',
    en: 'Block {block} (link {n}, {at}) was altered',
  },
  'block-missing': {
    zh: '区块 {block}（链号 {n}，{at}）被删除',
    en: 'Block {block} (link {n}, {at}) was removed',
  },
  'block-inserted': {
    zh: '区块 {block}（{at}）不在链中：被插入，或其排队记录被删除',
    en: 'Block {block} ({at}) is not in the chain: inserted, or no longer waiting for it',
  },
  'link-altered': {
    zh: '链号 {n} 被改动、调换或重排',
    en: 'Link {n} was altered, exchanged or reordered',
  },
  'links-missing': {
    zh: '链号 {n} 至 {to} 被删除',
    en: 'Links {n} to {to} were removed',
  },
  'seal-altered': {
    zh: '封签 {number} 被改动，或前一封签被调换',
    en: 'Seal {number} was altered, or the one before it exchanged',
  },
  'seal-missing': {
    zh: '封签 {number} 至 {to} 被删除',
    en: 'Seals {number} to {to} were removed',
  },
  'seal-signature': {
    zh: '封签 {number} 的签名无效',
    en: 'The signature of seal {number} is not valid',
  },
  'seal-key': {
    zh: '封签 {number} 所用的密钥不受信任',
    en: 'The key of seal {number} is not a trusted one',
  },
  'seal-differs': {
    zh: '封签 {number} 封存的链号 {n} 与现在的链不符：该处或之前被改写',
    en: 'Seal {number} holds another hash for link {n}: the chain was rewritten there or before',
  },
  'seal-beyond': {
    zh: '封签 {number} 封存到链号 {n}，但链只到 {head}：末尾被删除',
    en: 'Seal {number} sealed link {n} but the chain ends at {head}: its end was removed',
  },
  'removal-altered': {
    zh: '到期清理记录 {number} 被改动或签名无效',
    en: 'The record of removal {number} was altered or its signature is not valid',
  },
  'removal-missing': {
    zh: '到期清理记录 {number} 之前的记录缺失',
    en: 'Records of removals before {number} are missing',
  },
  'head-differs': {
    zh: '另行记下的链号 {n} 与现在的链不符',
    en: 'The head noted elsewhere for link {n} is not that of the chain',
  },
} as const satisfies Record<string, FindingKind>;

/** One thing that is wrong with the log. */
export interface Finding {
  kind: keyof typeof kinds;
  /** What it is about: `n`, `block`, `number`, … */
  details: Record<string, string | number>;
  zh: string;
  en: string;
}

/** A finding with its texts. */
export function finding(
  kind: keyof typeof kinds,
  details: Record<string, string | number>,
): Finding {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
  return { kind, details, zh: fill(kinds[kind].zh), en: fill(kinds[kind].en) };
}

/** How a block is named: as the ids of its events begin. */
export function blockName(block: { bucket: number; id: string }): string {
  const bucket = block.bucket.toString(16).padStart(4, '0');
  return bucket + BigInt(block.id).toString(16).padStart(16, '0');
}
