/**
 * The words of the light pages of sign-in in the chosen language.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../design/appearance-context.ts';
import type { Language } from '../design/moment.ts';
import { enSignIn } from '../i18n/en-sign-in.ts';
import { zhSignIn } from '../i18n/zh-sign-in.ts';
import type { Words } from '../i18n/zh.ts';
import { fill } from '../i18n/fill.ts';
import { ApiFailure } from '../session/json-api.ts';

export type SignInWords = Words<typeof zhSignIn>;

/** The words, by their keys. */
export function useSignInWords(): SignInWords {
  return useAppearance().language === 'en' ? enSignIn : zhSignIn;
}

/** Names that browsers give to a passkey that was refused, cancelled or is not there. */
const passkeyErrors = /^(?:NotAllowedError|AbortError|InvalidStateError|SecurityError)$/;

/** What went wrong, in a sentence: the server's own where it said one. */
export function failureText(error: unknown, words: SignInWords, language: Language): string {
  const { failure } = words;
  if (!(error instanceof ApiFailure)) {
    const name = error instanceof Error ? error.name : '';
    return passkeyErrors.test(name) ? failure.passkey : failure.passkeyNone;
  }
  const { status, said } = error;
  if (status === 0) return failure.offline;
  const own = said[language];
  if (own !== undefined && status < 500) return own;
  if (status === 429) return failure.tooMany;
  return status < 500 ? failure.refused : fill(failure.server, { status });
}
