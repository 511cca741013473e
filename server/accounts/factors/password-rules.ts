/**
 * What a password must be (SEC-01): pure, so that it can be read as a table.
 * https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
 */

/** Why a password will not do, in both languages. */
export interface Weakness {
  reason: string;
  reasonEn: string;
}

const shortest = 8;
/** Longer ones would only cost time. */
const longest = 256;
const classesNeeded = 3;

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

/** What is wrong with a password; undefined where nothing is. */
export function weaknessOf(password: string, login: string | undefined): Weakness | undefined {
  const length = Array.from(password).length;
  if (length < shortest || length > longest) {
    return {
      reason: `须为 ${shortest}–${longest} 个字符`,
      reasonEn: `it must have ${shortest} to ${longest} characters`,
    };
  }
  if (classes.filter((mark) => mark.test(password)).length < classesNeeded) {
    return {
      reason: '须含大写字母、小写字母、数字、符号中的至少三类',
      reasonEn: 'it must have three of: capitals, small letters, digits, signs',
    };
  }
  if (login !== undefined && password.toLowerCase().includes(login.toLowerCase())) {
    return { reason: '不能包含登录名', reasonEn: 'it must not contain the login' };
  }
  return undefined;
}
