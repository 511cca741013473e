/**
 * What a patient is told of a booking that changed without them: a Communication in their record.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Resource } from '#model/fhir.ts';
import { noticeSystem } from '#model/notices/notice-codes.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Write } from '#fhir/store/write.ts';
import { patientIn } from './bookings/appointment.ts';

/** What a patient is told of. */
export type Told =
  | ('drawn' | 'offered' | 'lapsed' | 'missed' | 'excused' | 'conflict')
  | ('stopped' | 'rebooked' | 'unserved')
  | ('called' | 'soon' | 'leave');

/** The same in both languages. */
export interface Words {
  zh: string;
  en: string;
}

/** The words; what they are about stands in the Appointment. */
export const noticeWords: Readonly<Record<Told, Words>> = {
  drawn: {
    zh: '您在抽签中取得号源，请按时就诊；须支付或确认的，请在保留时间内完成。',
    en: 'You have a number by the draw. Pay or confirm it in time where that is asked; then come.',
  },
  offered: {
    zh: '您候补的号有了，请在保留时间内确认，过时自动释放。',
    en: 'A number you waited for is kept for you: confirm it in time, or it goes to the next.',
  },
  lapsed: {
    zh: '您的号未在规定时间内确认或支付，或候补未成功，已释放。',
    en: 'Your number was not confirmed or paid in time, or none became free; it was released.',
  },
  stopped: {
    zh:
      '您预约的门诊停诊，预约已取消，费用将原路退回。' +
      '一周内没有同科室的号可为您保留，请改约其他时间。',
    en:
      'The clinic you booked does not take place. Fees are paid back. No number of the ' +
      'department was free within a week to keep for you: please book another time.',
  },
  rebooked: {
    zh:
      '您预约的{was}的门诊停诊，费用将原路退回。已为您保留{when} {who}的号，' +
      '请在{until}前确认，过时自动释放。',
    en:
      'The clinic you booked for {was} does not take place. Fees are paid back. A number is ' +
      'kept for you: {when}, {who}. Confirm it by {until}, or it goes to others.',
  },
  unserved: {
    zh: '您候补的门诊停诊，候补已取消，请改约其他时间。',
    en: 'The clinic you were waiting for does not take place. Please book another time.',
  },
  missed: {
    zh: '您未按时就诊，本次预约记为爽约；半年内三次将暂停线上预约。',
    en: 'You did not come to an appointment. After three in half a year online booking is paused.',
  },
  called: {
    zh: '请您就诊，请到：{room}。',
    en: 'It is your turn. Please go to: {room}.',
  },
  soon: {
    zh: '快轮到您了，请在诊室附近等候。',
    en: 'It is your turn soon. Please wait near the room.',
  },
  leave: {
    zh: '现在出发，正好赶上就诊。',
    en: 'Set out now to be there in time for your visit.',
  },
  excused: {
    zh: '医院已核销您的一次爽约记录，不再计入次数。',
    en: 'The hospital excused an appointment that you missed; it counts no longer.',
  },
  conflict: {
    zh: '您的号与医院窗口售出的号冲突，本次未能保留，费用将原路退回，医院会与您联系，请改约。',
    en:
      'Your number was sold here and at the hospital, and could not be kept for you. Fees are ' +
      'paid back; the hospital will contact you. Please book another time.',
  },
};

/** What a notice is about. */
export interface About {
  /** Ids; of no Appointment where none came to be. */
  appointment: string | undefined;
  patient: string;
  /** Reference of the hospital. */
  source: string | undefined;
  /** What replaces `{name}` in the words. */
  details?: Readonly<Record<string, string | Words>>;
}

/** The notices of Appointments that are written, to be written with them. */
export function noticesOf(bound: Store, writes: readonly Write[], what: Told): Write[] {
  return writes.flatMap(({ id, content }) => {
    if (content === undefined) return [];
    const { resource } = content;
    const source = resource.meta?.['source'];
    return noticeAbout(
      bound,
      {
        appointment: id,
        patient: patientIn(resource),
        source: typeof source === 'string' ? source : undefined,
      },
      what,
    );
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Day and time of a moment where the house stands. @param at milliseconds since 1970. */
export function momentWords(at: number, offset: ZoneOffset): Words {
  const wall = new Date(at + offset(at + offset(at)));
  const time = wall.toISOString().slice(11, 16);
  const [month, day] = [wall.getUTCMonth(), wall.getUTCDate()];
  return { zh: `${month + 1}月${day}日${time}`, en: `${day} ${months[month]!} ${time}` };
}

/** A notice about an Appointment, to be written. */
export function noticeAbout(bound: Store, about: About, what: Told): Write {
  const notice = noticeOf(about, what, bound.now());
  return prepareCreate(bound, { resource: notice, faithful: notice });
}

/** The notice. @param now milliseconds since 1970. */
function noticeOf(about: About, what: Told, now: number): Resource {
  const subject = { reference: `Patient/${about.patient}` };
  const fill = (language: keyof Words) =>
    noticeWords[what][language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const detail = about.details?.[name] ?? '';
      return typeof detail === 'string' ? detail : detail[language];
    });
  return {
    resourceType: 'Communication',
    ...(about.source === undefined ? {} : { meta: { source: about.source } }),
    status: 'completed',
    category: [{ coding: [{ system: noticeSystem, code: `appointment-${what}` }] }],
    subject,
    recipient: [subject],
    ...(about.appointment === undefined
      ? {}
      : { about: [{ reference: `Appointment/${about.appointment}` }] }),
    sent: new Date(now).toISOString(),
    payload: [{ contentString: fill('zh') }, { contentString: fill('en') }],
  } as Resource;
}
