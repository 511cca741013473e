/**
 * Refusals of the index of people.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */

/** What the registry of refusals takes in. */
export const identityRefusals = {
  'pair-unknown': {
    status: 404,
    issue: 'not-found',
    zh: '没有这一对待核对的档案；可能其中一份已删除',
    en: 'There is no such pair of records to decide about; one of them may have been deleted',
  },
  'pair-changed': {
    status: 409,
    issue: 'conflict',
    zh: '这一对档案刚刚被改动过，请重新查看后再决定',
    en: 'The pair has changed since it was shown; look again before deciding',
  },
  'merge-itself': {
    status: 422,
    issue: 'business-rule',
    zh: '要合并的两份档案是同一份',
    en: 'A record cannot be merged into itself',
  },
  'merge-not-one': {
    status: 422,
    issue: 'multiple-matches',
    zh: '参数 {name} 的号码没有对应到唯一的一份可由您合并的档案',
    en: 'The number in {name} does not stand for exactly one record that you may merge',
  },
  'merge-done': {
    status: 409,
    issue: 'conflict',
    zh: '其中一份档案已被合并，不再使用；请先撤销那次合并',
    en: 'One of the records was merged already and is used no longer; unmerge it first',
  },
  'merge-none': {
    status: 409,
    issue: 'conflict',
    zh: '这份档案没有被合并过',
    en: 'This record is not merged into another',
  },
  'subscription-topic': {
    status: 422,
    issue: 'not-supported',
    zh: '不支持该订阅主题；Subscription.criteria 应为 {topic}',
    en: 'There is no such topic to subscribe to; Subscription.criteria is to be {topic}',
  },
  'subscription-channel': {
    status: 422,
    issue: 'not-supported',
    zh: '订阅通道应为 rest-hook、application/fhir+json，附加请求头应为“名称: 值”',
    en: 'The channel is to be a rest-hook of application/fhir+json, with headers as "Name: value"',
  },
  'subscription-endpoint': {
    status: 422,
    issue: 'security',
    zh: '平台未允许向该地址发送通知；请运维人员在 YISHU_SUBSCRIPTION_ORIGINS 中登记',
    en:
      'Notices may not be sent to this address; the operator lists those that may have them in ' +
      'YISHU_SUBSCRIPTION_ORIGINS',
  },
  'pix-authority-unknown': {
    status: 400,
    issue: 'code-invalid',
    zh: '未知的标识分配机构（sourceIdentifier 的 system）',
    en: 'sourceIdentifier Assigning Authority not found',
  },
  'pix-identifier-unknown': {
    status: 404,
    issue: 'not-found',
    zh: '没有找到这个标识',
    en: 'sourceIdentifier Patient Identifier not found',
  },
  'pix-target-unknown': {
    status: 403,
    issue: 'code-invalid',
    zh: '未知的目标标识系统（targetSystem）',
    en: 'targetSystem not found',
  },
  entry: {
    status: 422,
    issue: 'business-rule',
    zh: '录入的号码有误',
    en: 'A number that was entered cannot be',
  },
  'record-kept': {
    status: 409,
    issue: 'business-rule',
    zh: '依法须保存的健康档案不能删除，请终止并注明原因（EHR-05、SEC-24）',
    en: 'A health record is kept by law: close it, with the reason (EHR-05, SEC-24)',
  },
  'division-unknown': {
    status: 422,
    issue: 'code-invalid',
    zh: '行政区划代码不存在：前9位应为现行的乡镇（街道）代码（EHR-01、STD-06）',
    en: 'There is no such township: its code is the first 9 digits (EHR-01, STD-06)',
  },
  'village-segment': {
    status: 422,
    issue: 'code-invalid',
    zh: '村（居）段应为居委会001–099、村委会101–199或其他901–999（EHR-02）',
    en: 'The village has 001–099 (neighbourhood), 101–199 (village) or 901–999 (other) (EHR-02)',
  },
  'record-numbers-used-up': {
    status: 409,
    issue: 'business-rule',
    zh: '该村（居）的健康档案编号已用完（EHR-01）',
    en: 'The health record numbers of this village are used up (EHR-01)',
  },
} as const;
