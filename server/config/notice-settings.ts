/**
 * Settings of notices: to which push services they may go.
 * https://12factor.net/config
 */
import { z } from 'zod';
import type { Setting } from './setting.ts';

/** https, with `*.` for every host below; http on this machine alone. */
const service =
  /^(?:https:\/\/(?:\*\.)?[a-z0-9][a-z0-9.-]*(?::\d+)?|http:\/\/(?:localhost|127\.0\.0\.1):\d+)$/;

/** By the name that the program uses. */
export const noticeSettings = {
  pushServices: {
    name: 'YISHU_PUSH_SERVICES',
    standard: [
      'https://fcm.googleapis.com',
      'https://updates.push.services.mozilla.com',
      'https://web.push.apple.com',
      'https://*.notify.windows.com',
    ].join(','),
    text: {
      en:
        'The push services of browsers to which notices may go, separated by commas; ' +
        '*. stands for every host below.',
      zh: '允许向其发送通知的浏览器推送服务，以逗号分隔；*. 表示其下所有主机。',
    },
    expected: 'https addresses such as https://a.example,https://*.b.example',
    check: z
      .string()
      .transform((text) => text.split(','))
      .refine((list) =>
        list.every((one) => service.test(one) && URL.canParse(one.replace('*.', ''))),
      )
      .transform((list): readonly string[] => list),
  },
  pushContact: {
    name: 'YISHU_PUSH_CONTACT',
    standard: undefined,
    text: {
      en: 'Whom a push service writes to about pushes; the public address by default.',
      zh: '推送服务的联系方式；默认为公开地址。',
    },
    expected: 'a mailbox such as mailto:it@hospital.example, or an https address',
    check: z
      .string()
      .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)
      .optional(),
  },
} as const satisfies Record<string, Setting>;
