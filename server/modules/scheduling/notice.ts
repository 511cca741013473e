/**
 * What a patient is told of a booking that changed without them: a Communication in their record.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import type { Write } from '#fhir/store/write.ts';
import { patientIn } from './bookings/appointment.ts';

/** What a patient is told of. */
export type Told = 'offered' | 'lapsed' | 'stopped' | 'missed' | 'conflict';

const categorySystem = 'https://yishu.example/CodeSystem/notice';

/** The words; what they are about stands in the Appointment. */
export const noticeWords: Readonly<Record<Told, { zh: string; en: string }>> = {
  offered: {
    zh: '您候补的号有了，请在保留时间内确认，过时自动释放。',
    en: 'A number you waited for is kept for you: confirm it in time, or it goes to the next.',
  },
  lapsed: {
    zh: '您的号未在规定时间内确认或支付，或候补未成功，已释放。',
    en: 'Your number was not confirmed or paid in time, or none became free; it was released.',
  },
  stopped: {
    zh: '您预约的门诊停诊，预约已取消，费用将原路退回，请改约其他时间。',
    en: 'The clinic you booked does not take place. Fees are paid back; please book another time.',
  },
  missed: {
    zh: '您未按时就诊，本次预约记为爽约；半年内三次将暂停线上预约。',
    en: 'You did not come to an appointment. After three in half a year online booking is paused.',
  },
  conflict: {
    zh: '您的号与医院窗口售出的号冲突，本次未能保留，费用将原路退回，医院会与您联系，请改约。',
    en:
      'Your number was sold here and at the hospital, and could not be kept for you. Fees are ' +
      'paid back; the hospital will contact you. Please book another time.',
  },
};

/** The notices of Appointments that are written, to be written with them. */
export function noticesOf(bound: Store, writes: readonly Write[], what: Told): Write[] {
  return writes.flatMap(({ id, content }) => {
    if (content === undefined) return [];
    const { resource } = content;
    const about = { patient: patientIn(resource), about: id, source: resource.meta?.['source'] };
    const notice = noticeOf(about, what, bound.now());
    return prepareCreate(bound, { resource: notice, faithful: notice });
  });
}

/**
 * The notice.
 * @param given.patient id of the Patient.
 * @param given.about id of the Appointment; undefined: there is none.
 * @param now milliseconds since 1970.
 */
export function noticeOf(
  given: { patient: string; about: string | undefined; source: unknown },
  what: Told,
  now: number,
): Resource {
  const subject = { reference: `Patient/${given.patient}` };
  const { zh, en } = noticeWords[what];
  return {
    resourceType: 'Communication',
    meta: { source: given.source },
    status: 'completed',
    category: [{ coding: [{ system: categorySystem, code: `appointment-${what}` }] }],
    subject,
    recipient: [subject],
    ...(given.about === undefined ? {} : { about: [{ reference: `Appointment/${given.about}` }] }),
    sent: new Date(now).toISOString(),
    payload: [{ contentString: zh }, { contentString: en }],
  } as Resource;
}
