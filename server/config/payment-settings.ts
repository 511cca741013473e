/**
 * Settings of payments: who we are to WeChat Pay and to Alipay. Without them there is no such
 * channel; a demonstration has simulators of both.
 * https://12factor.net/config
 */
import { z } from 'zod';
import { type Setting, number, path } from './setting.ts';

const name = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .optional();

/** By the name that the program uses. */
export const paymentSettings = {
  wechatApp: {
    name: 'YISHU_WECHAT_APP',
    standard: undefined,
    text: {
      en: 'The app id at WeChat Pay; all of YISHU_WECHAT_… go together.',
      zh: '微信支付的 appid；YISHU_WECHAT_… 各项须同时设置。',
    },
    expected: 'an app id',
    check: name,
  },
  wechatMerchant: {
    name: 'YISHU_WECHAT_MERCHANT',
    standard: undefined,
    text: { en: 'The number of the merchant at WeChat Pay.', zh: '微信支付商户号。' },
    expected: 'a number of a merchant',
    check: name,
  },
  wechatSerial: {
    name: 'YISHU_WECHAT_SERIAL',
    standard: undefined,
    text: {
      en: "The serial number of the merchant's certificate.",
      zh: '商户 API 证书序列号。',
    },
    expected: 'a serial number',
    check: name,
  },
  wechatKeyFile: {
    name: 'YISHU_WECHAT_KEY_FILE',
    standard: undefined,
    text: {
      en: "The file of the merchant's private key (PEM).",
      zh: '商户 API 私钥文件（PEM）。',
    },
    expected: 'the path of a file',
    check: path.optional(),
  },
  wechatSealKeyFile: {
    name: 'YISHU_WECHAT_SEAL_KEY_FILE',
    standard: undefined,
    text: {
      en: 'The file of the APIv3 key: 32 characters, by which notices are sealed.',
      zh: 'APIv3 密钥文件：32 个字符，用于解密支付通知。',
    },
    expected: 'the path of a file',
    check: path.optional(),
  },
  wechatPlatformKeys: {
    name: 'YISHU_WECHAT_PLATFORM_KEYS',
    standard: undefined,
    text: {
      en:
        "WeChat Pay's public keys as id=file, separated by commas: two while one replaces " +
        'the other.',
      zh: '微信支付公钥，写作“公钥ID=文件”，以逗号分隔；更换期间可同时列两个。',
    },
    expected: 'a list such as PUB_KEY_ID_01=keys/wechat.pem',
    check: z
      .string()
      .regex(/^[\w-]+=[^,=]+(?:,[\w-]+=[^,=]+)*$/)
      .optional(),
  },
  alipayApp: {
    name: 'YISHU_ALIPAY_APP',
    standard: undefined,
    text: {
      en: 'The app id at Alipay; all of YISHU_ALIPAY_… go together.',
      zh: '支付宝开放平台的 app_id；YISHU_ALIPAY_… 各项须同时设置。',
    },
    expected: 'an app id',
    check: name,
  },
  alipayMerchant: {
    name: 'YISHU_ALIPAY_MERCHANT',
    standard: undefined,
    text: { en: 'The number of the seller at Alipay (2088…).', zh: '支付宝卖家号（2088…）。' },
    expected: 'a number of a seller',
    check: name,
  },
  alipayKeyFile: {
    name: 'YISHU_ALIPAY_KEY_FILE',
    standard: undefined,
    text: { en: "The file of the app's private key (PEM).", zh: '应用私钥文件（PEM）。' },
    expected: 'the path of a file',
    check: path.optional(),
  },
  alipayPlatformKeyFile: {
    name: 'YISHU_ALIPAY_PLATFORM_KEY_FILE',
    standard: undefined,
    text: { en: "The file of Alipay's public key (PEM).", zh: '支付宝公钥文件（PEM）。' },
    expected: 'the path of a file',
    check: path.optional(),
  },
  paymentAskSeconds: {
    name: 'YISHU_PAYMENT_ASK_SECONDS',
    standard: '30',
    text: {
      en: 'After how many seconds without a notice the provider is asked about an order.',
      zh: '多少秒未收到支付通知时主动向支付平台查询。',
    },
    expected: 'a number of seconds from 5 to 600',
    check: number(5, 600),
  },
} as const satisfies Record<string, Setting>;
