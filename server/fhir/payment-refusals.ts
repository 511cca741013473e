/**
 * Refusals of payments.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */

/** What the registry of refusals takes in. */
export const paymentRefusals = {
  'payment-amount': {
    status: 422,
    issue: 'value',
    zh: '金额须为 1 至 {limit} 分的整数',
    en: 'An amount is a whole number of fen from 1 to {limit}',
  },
  'payment-channel': {
    status: 404,
    issue: 'not-supported',
    zh: '未开通该支付渠道',
    en: 'There is no such channel of payment here',
  },
  'payment-key-reused': {
    status: 409,
    issue: 'duplicate',
    zh: '此幂等键已用于另一笔不同的请求',
    en: 'This key was used for another request before',
  },
  'payment-open': {
    status: 409,
    issue: 'conflict',
    zh: '{subject} 已有一笔待支付的订单，请先支付或关闭它',
    en: 'An order for {subject} is open: pay or close that one first',
  },
  'payment-done': {
    status: 409,
    issue: 'conflict',
    zh: '{subject} 已支付，无需再付',
    en: '{subject} is paid already',
  },
  'payment-not-open': {
    status: 409,
    issue: 'business-rule',
    zh: '订单已不是待支付状态，请刷新查看',
    en: 'The order does not wait for payment any more: look again',
  },
  'payment-provider-away': {
    status: 503,
    issue: 'transient',
    zh: '支付平台暂时没有应答，请稍后重试；若已付款，平台会自动核实',
    en: 'The payment provider does not answer: try again shortly. What was paid will be found',
  },
  'payment-provider-refused': {
    status: 502,
    issue: 'processing',
    zh: '支付平台拒绝了此请求（{code}）',
    en: 'The payment provider refused the request ({code})',
  },
  'payment-callback-forged': {
    status: 401,
    issue: 'security',
    zh: '支付通知的签名无效',
    en: 'The signature of the payment notice does not hold',
  },
  'payment-callback-refused': {
    status: 422,
    issue: 'business-rule',
    zh: '支付通知与订单不符（{kind}），未入账，已登记待人工核对',
    en: 'The payment notice does not fit its order ({kind}): not booked, noted for a person',
  },
  'refund-too-much': {
    status: 422,
    issue: 'business-rule',
    zh: '退款金额超过可退余额 {left} 分',
    en: 'Only {left} fen of this order can be refunded',
  },
  'difference-resolved': {
    status: 409,
    issue: 'conflict',
    zh: '该差异已处理',
    en: 'This difference is resolved already',
  },
} as const;
