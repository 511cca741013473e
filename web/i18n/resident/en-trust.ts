/**
 * The words of who looked and who may in English, under the keys of zh-trust.ts.
 * https://www.i18next.com/misc/json-format
 */
import type { Words } from '../zh.ts';
import type { zhTrust } from './zh-trust.ts';

export const enTrust: Words<typeof zhTrust> = {
  looks: {
    title: 'Who looked at my record',
    help: 'Every look is written down; nobody can change or delete it.',
    own: 'Show my own looks too',
    none: 'Nobody has looked at your record yet.',
    noneOthers: 'Nobody but you has looked yet.',
    more: 'Earlier looks',
    you: 'You',
    somebody: 'Somebody without a name',
    somewhere: 'institution unknown',
    did: {
      read: 'looked at {{things}}',
      write: 'wrote or changed {{things}}',
      export: 'exported {{things}}',
      glass: 'opened in an emergency: {{things}}',
      refused: 'tried to see {{things}} and was stopped',
    },
    anything: 'your record',
    because: 'Why: {{why}}',
    noReason: 'No reason was given',
    times: '{{n}} times',
    deny: 'Not again',
    denySure:
      '{{name}} will not see your record any more, but in an emergency. You can withdraw this ' +
      'under “Who may look”.',
    denyDo: 'Shut out',
    denied: 'Done. You can withdraw it under “Who may look”.',
    contest: 'This is wrong',
    why: {
      'own-organization': 'records of that institution',
      care: 'caring for you',
      treating: 'caring for you',
      identified: 'checked your card in person',
      grant: 'you allowed it',
      self: 'you yourself',
      proxy: 'acting for you',
      duty: 'duty by law',
      'break-glass': 'an emergency',
      platform: 'upkeep of the platform',
    },
  },
  contest: {
    title: 'This look is wrong',
    help: 'Say what is wrong, as "I was not at that hospital". Somebody checks it and answers you.',
    text: 'What is wrong',
    send: 'Send',
    cancel: 'Cancel',
    sent: 'Sent. You will be told what comes of it.',
    content: 'I contest this look ({{look}}): {{text}}',
  },
  permissions: {
    title: 'Who may look at my record',
    help: 'Those who care for you can look anyway. Here you may allow more, or deny.',
    granted: 'I allow',
    denied: 'I deny',
    others: 'For other reasons',
    noGrants: 'You have allowed nobody else yet.',
    noDenials: 'You have denied nobody.',
    everybody: 'every institution',
    since: 'since {{date}}',
    until: 'until {{date}}',
    withdraw: 'Withdraw',
    withdrawn: 'Withdrawn',
    allow: 'Allow an institution',
    deny: 'Deny an institution',
    denyAll: 'Deny everybody',
    denyAllSure:
      'No institution will see your record but those that you allow one by one. ' +
      'In an emergency a doctor can still open it, and you are told at once.',
    denyAllDo: 'Deny everybody',
    search: 'Name of the institution',
    searchHint: 'Type a part of its name',
    searching: 'Searching…',
    nobody: 'No such institution was found',
    choose: 'Choose',
    back: 'Back',
    done: 'Done',
    kinds: {
      'legal-duty': 'Duty by law',
      'break-glass': 'Emergency access',
      identified: 'Checked your card',
    },
  },
};
