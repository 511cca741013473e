/**
 * Text messages: that there is something to read, and nothing of what it is.
 * https://hl7.org/fhir/R4/communication.html
 */
import { newMessage } from '#model/notices/notice-codes.ts';
import type { NoticeParts } from '../parts.ts';
import type { Sender } from './deliver.ts';

/** The text, the same of every notice. */
export const noticeText = `【医枢】${newMessage.zh}，请登录医枢查看。`;

/** A sender of text messages. Rejects where the gateway does not take one. */
export function createTextSender({ accounts, sms }: NoticeParts): Sender {
  return async ({ account }) => {
    const phone = await accounts.phoneOf(account);
    if (phone === undefined) return 'gone';
    await sms.send(phone, noticeText);
    return 'sent';
  };
}
