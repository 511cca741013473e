/**
 * Notices to residents, for server and pages: their codes, and the words that leave the house.
 * https://hl7.org/fhir/R4/communication.html
 */

/** System of the category that makes a Communication a notice. */
export const noticeSystem = 'https://yishu.example/CodeSystem/notice';

/** System of the topic of a notice about an operation. */
export const surgeryStepSystem = 'https://yishu.example/CodeSystem/surgery-step';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/**
 * The categories, and how long telling of each is of use, in milliseconds. The codes leave the
 * house: none may say anything of somebody's health.
 */
export const noticeLives = {
  'appointment-called': 30 * minuteMs,
  'appointment-soon': 30 * minuteMs,
  'appointment-leave': 60 * minuteMs,
  'appointment-drawn': dayMs,
  'appointment-offered': dayMs,
  'appointment-lapsed': dayMs,
  'appointment-stopped': dayMs,
  'appointment-rebooked': dayMs,
  'appointment-unserved': dayMs,
  'appointment-missed': dayMs,
  'appointment-excused': dayMs,
  'appointment-conflict': dayMs,
  result: dayMs,
  surgery: 240 * minuteMs,
  message: dayMs,
} as const;

/** A category as it leaves the house. */
export type NoticeCode = keyof typeof noticeLives;

/** A category that is not known leaves the house as `message`: it might say too much. */
export function noticeCodeOf(code: string | undefined): NoticeCode {
  return code !== undefined && Object.hasOwn(noticeLives, code) ? (code as NoticeCode) : 'message';
}

/** What every push and every text message says. */
export const newMessage = {
  zh: '您有一条新消息',
  en: 'You have a new message',
} as const;

/** What a push carries, as JSON. */
export interface PushMessage {
  text: typeof newMessage;
  code: NoticeCode;
  /** Id of the Communication. */
  id: string;
}
