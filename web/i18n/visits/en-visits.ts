/**
 * The words of booking in English, under the keys of zh-visits.ts.
 * https://www.i18next.com/misc/json-format
 */
import type { zhVisits } from './zh-visits.ts';
import type { Words } from '../zh.ts';

export const enVisits: Words<typeof zhVisits> = {
  title: 'Book a visit',
  mine: 'My appointments',
  none: 'No appointments yet.',
  choose: 'Choose a hospital and department',
  noClinics: 'There are no clinics to book at present.',
  left: '{{n}} left',
  full: 'Fully booked',
  fee: 'Fee {{yuan}} yuan',
  free: 'No fee',
  back: 'Back',
  slots: 'Choose a time',
  opensAt: 'Opens {{day}} {{time}}',
  confirm: 'Book it',
  confirmHelp: 'Check, then confirm. Check in on this page when you are there; no need to queue.',
  wait: 'Wait for one',
  booked: 'Booked',
  waiting:
    'You are on the waitlist. When a number is free you are told, and it is kept 30 minutes.',
  payFirst: 'Pay before {{time}}, or the number goes to others.',
  wechat: 'WeChat Pay',
  alipay: 'Alipay',
  take: 'Take this number',
  cancel: 'Cancel',
  cancelSure: 'The number goes to somebody else; what you paid is paid back.',
  keep: 'Keep it',
  checkIn: 'Check in',
  number: 'No. {{n}}',
  status: {
    proposed: 'Kept for you: confirm it',
    pending: 'To be paid',
    booked: 'Booked',
    'checked-in': 'Checked in',
    fulfilled: 'Done',
    cancelled: 'Cancelled',
    noshow: 'Missed',
    waitlist: 'Waiting for a number',
  },
};
