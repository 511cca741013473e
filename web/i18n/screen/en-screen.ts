/** The words of the waiting-room screen in English. https://www.i18next.com/misc/json-format */
import type { Words } from '../zh.ts';
import type { zhScreen } from './zh-screen.ts';

export const enScreen: Words<typeof zhScreen> = {
  title: 'Waiting room',
  now: 'Please come in',
  next: 'Next',
  nobody: 'Nobody is called',
  doctor: 'Doctor',
  anyDoctor: 'Department',
  number: 'No. {{n}}',
  waiting: '{{n}} waiting',
  passed: 'Passed',
  passedHelp: 'If you were passed over, tell the nurses: you are called after the next 3',
  checkIn: 'Check in',
  checkInHelp: 'Scan with your phone, or go to the desk',
  called: 'No. {{n}} {{name}}',
  goTo: 'Go to {{room}}',
  voice: 'Number {{n}}, please go to {{room}}',
  startVoice: 'Turn on the voice',
  voiceOn: 'The voice is on',
  noLines: 'No clinics today.',
  connecting: 'Connecting…',
  broken: 'The connection is lost and comes back by itself. Listen to the staff meanwhile.',
  refused: 'The link of this screen is not good, or no longer: ask the staff for a new one.',
};
