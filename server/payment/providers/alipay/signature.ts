/**
 * What Alipay signs (RSA2): the parameters of a request or a notice in the order of their names,
 * and the content of an answer as it stands in the text; the same for both sides.
 * https://opendocs.alipay.com/common/02kf5q
 */
import type { KeyObject } from 'node:crypto';
import { isSigned, signText } from '../rsa.ts';

/** `a=1&b=2`: what is signed of parameters. Empty ones and those left out are not. */
export function sortedText(
  parameters: Record<string, string>,
  leftOut: readonly string[] = ['sign'],
): string {
  return Object.keys(parameters)
    .filter((name) => parameters[name] !== '' && !leftOut.includes(name))
    .toSorted()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

/** What is not signed of a notice, unlike a request. */
const leftOutOfNotices = ['sign', 'sign_type'];

/** The parameters of a request with their signature. */
export function signRequest(
  parameters: Record<string, string>,
  key: KeyObject,
): Record<string, string> {
  return { ...parameters, sign: signText(sortedText(parameters), key) };
}

/** The parameters of a notice with their signature. */
export function signNotice(
  parameters: Record<string, string>,
  key: KeyObject,
): Record<string, string> {
  const sign = signText(sortedText(parameters, leftOutOfNotices), key);
  return { ...parameters, sign_type: 'RSA2', sign };
}

/** Whether parameters are signed by the owner of this key. @param what which of the two rules. */
export function areSigned(
  parameters: Record<string, string>,
  key: KeyObject,
  what: 'request' | 'notice',
): boolean {
  if (parameters['sign_type'] !== 'RSA2') return false;
  const text = sortedText(parameters, what === 'notice' ? leftOutOfNotices : ['sign']);
  return isSigned(text, parameters['sign'] ?? '', key);
}

/**
 * The content of an answer as it stands in the text, from its first brace to the one that ends it;
 * undefined where there is none. What is signed is this text, not what it would be written anew.
 */
export function contentIn(text: string, name: string): string | undefined {
  const mark = `"${name}":`;
  const start = text.indexOf(mark) + mark.length;
  if (start < mark.length || text[start] !== '{') return undefined;
  let depth = 0;
  let quoted = false;
  for (let place = start; place < text.length; place += 1) {
    const letter = text[place];
    if (quoted && letter === '\\') place += 1;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === '{') depth += 1;
    else if (!quoted && letter === '}') depth -= 1;
    if (depth === 0) return text.slice(start, place + 1);
  }
  return undefined;
}
