/**
 * Refusals of notices.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */

/** What the registry of refusals takes in. */
export const noticeRefusals = {
  'notice-by-house': {
    status: 422,
    issue: 'business-rule',
    zh: '通知由平台和医疗机构发出，居民只能用 $seen 标记为已读',
    en: 'Notices come from the house and from institutions; residents mark them by $seen alone',
  },
  'notice-none': {
    status: 422,
    issue: 'business-rule',
    zh: '这条消息不是通知，不能标记为已读',
    en: 'This message is no notice: it cannot be marked as seen',
  },
  'push-service': {
    status: 422,
    issue: 'value',
    zh: '该浏览器的推送服务不在允许范围内',
    en: 'The push service of this browser is not among those that are allowed',
  },
} as const;
