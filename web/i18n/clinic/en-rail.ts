/** The words of the left rail and of the sheet of keys. https://www.i18next.com/misc/json-format */
import type { Words } from '../zh.ts';
import type { zhRail } from './zh-rail.ts';

export const enRail: Words<typeof zhRail> = {
  rail: {
    label: 'Pages',
    keys: 'Keys',
    search: 'Search',
    today: 'Today',
    templates: 'Templates',
    ledger: 'Ledger',
    'no-shows': 'No-shows',
    reconciliation: 'Reconcile',
    review: 'Review',
    administration: 'Admin',
  },
  keys: {
    title: 'Keys',
    help: 'While you are typing, these keys only type.',
    search: 'Search for a resident',
    down: 'Next row',
    up: 'Previous row',
    open: 'Open the row',
    act: 'Act on the row',
    create: 'New',
    dayBefore: 'The day before',
    dayAfter: 'The day after',
    close: 'Close a dialog, empty the search',
    keys: 'This sheet',
  },
  noRight: {
    title: 'Your role does not see this page',
    why: 'It is open to the roles whose work it is, and every look is logged.',
    whom: 'If your work needs it, ask the system administrator of your institution.',
    home: 'Back to your first page',
  },
};
