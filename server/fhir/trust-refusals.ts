/**
 * Refusals of trust: who asks, what they may, what proves it. A part of the registry in
 * refusals.ts.
 * https://hl7.org/fhir/R4/security.html
 */

/** Refusals of signing in, access, clients, signatures and the log. */
export const trustRefusals = {
  unauthenticated: {
    status: 401,
    issue: 'login',
    zh: '请先登录，或登录已失效',
    en: 'Sign in first, or sign in again: the sign-in is no longer valid',
  },
  'not-permitted': {
    status: 403,
    issue: 'forbidden',
    zh: '您的角色不能对 {type} 执行此操作',
    en: 'Your role may not do this to {type}',
  },
  'scope-missing': {
    status: 403,
    issue: 'forbidden',
    zh: '访问令牌的授权范围不包括 {type} 的此操作',
    en: 'The scopes of the access token do not cover this on {type}',
  },
  'other-institution': {
    status: 403,
    issue: 'forbidden',
    zh: '只有书写机构可以修改 {type}，请以新的记录补充',
    en: 'Only the institution that wrote this {type} may change it: add a record of your own',
  },
  'reference-not-found': {
    status: 422,
    issue: 'not-found',
    zh: '资源引用的 {reference} 不存在',
    en: 'The resource refers to {reference}, which does not exist',
  },
  'patient-changed': {
    status: 422,
    issue: 'business-rule',
    zh: '{type} 不能改属另一位居民',
    en: 'A {type} cannot be moved to another patient',
  },
  'parameter-missing': {
    status: 400,
    issue: 'required',
    zh: '缺少参数“{name}”或其值不合法',
    en: 'The parameter "{name}" is missing or not valid',
  },
  'not-identified': {
    status: 404,
    issue: 'not-found',
    zh: '证件号码与姓名不符，或尚未建档（ONL-10）',
    en: 'The number and the name do not belong together, or nobody is registered so (ONL-10)',
  },
  'reason-too-short': {
    status: 400,
    issue: 'required',
    zh: '紧急调阅须写明理由，至少 {min} 个字（SEC-19）',
    en: 'An emergency look needs a reason of at least {min} characters (SEC-19)',
  },
  'id-taken': {
    status: 409,
    issue: 'duplicate',
    zh: '这个 id 已被占用，请换一个',
    en: 'This id is taken: choose another one',
  },
  'not-author': {
    status: 422,
    issue: 'business-rule',
    zh: '居民提交的 {type} 必须由本人署名',
    en: 'A {type} that a resident sends must name the resident as its author',
  },
  'duty-incomplete': {
    status: 422,
    issue: 'required',
    zh: '法定职责须写明法律条文和截止时间（SEC-18）',
    en: 'A legal duty needs the law and an end (SEC-18)',
  },
  'proxy-incomplete': {
    status: 422,
    issue: 'required',
    zh: '代理关系须写明代理人、证明材料和截止时间',
    en: 'A proxy needs who acts, the evidence and an end',
  },
  'label-lowered': {
    status: 422,
    issue: 'security',
    zh: '不能降低数据保护级别（SEC-20）',
    en: 'The data level cannot be lowered (SEC-20)',
  },
  'bad-input': {
    status: 400,
    issue: 'value',
    zh: '“{member}”的值不合法',
    en: 'The value of "{member}" is not valid',
  },
  'unknown-client': {
    status: 404,
    issue: 'not-found',
    zh: '没有可用的应用“{client}”',
    en: 'There is no application "{client}" that may be used',
  },
  'client-exists': {
    status: 409,
    issue: 'duplicate',
    zh: '应用标识“{client}”已被占用，请换一个',
    en: 'The id "{client}" is taken: choose another one',
  },
  'client-not-pending': {
    status: 409,
    issue: 'conflict',
    zh: '应用“{client}”不在待批准状态',
    en: 'The application "{client}" does not wait for approval',
  },
  'same-person': {
    status: 409,
    issue: 'business-rule',
    zh: '登记与批准须由两人完成（SEC-06）',
    en: 'Who registered it cannot approve it: it takes two persons (SEC-06)',
  },
  'unknown-interaction': {
    status: 404,
    issue: 'not-found',
    zh: '授权请求不存在或已过期，请回到应用重新登录',
    en: 'The request for access is not there or is over: go back to the app and sign in again',
  },
  'patient-needed': {
    status: 400,
    issue: 'required',
    zh: '请先选择患者',
    en: 'Choose a patient first',
  },
  'session-expired': {
    status: 401,
    issue: 'expired',
    zh: '登录已超时，请重新登录（SEC-02）',
    en: 'The session has timed out: sign in again (SEC-02)',
  },
  'sign-in-expired': {
    status: 401,
    issue: 'expired',
    zh: '本次登录已过期，请从头开始登录',
    en: 'This sign-in has expired: begin it again',
  },
  'bad-credentials': {
    status: 401,
    issue: 'login',
    zh: '账号或密码不正确',
    en: 'The login or the password is wrong',
  },
  'bad-code': {
    status: 401,
    issue: 'login',
    zh: '验证码不正确、已使用或已过期',
    en: 'The code is wrong, used already or expired',
  },
  'bad-passkey': {
    status: 401,
    issue: 'login',
    zh: '通行密钥验证未通过',
    en: 'The passkey could not be verified',
  },
  'account-locked': {
    status: 429,
    issue: 'throttled',
    zh: '错误次数过多，已锁定，请 {minutes} 分钟后再试（SEC-02）',
    en: 'Locked after too many wrong tries: try again in {minutes} minutes (SEC-02)',
  },
  'account-disabled': {
    status: 403,
    issue: 'forbidden',
    zh: '账户已停用，请联系系统管理员（SEC-05）',
    en: 'The account is disabled: ask a system administrator (SEC-05)',
  },
  'rate-limited': {
    status: 429,
    issue: 'throttled',
    zh: '请求过于频繁，请 {seconds} 秒后再试',
    en: 'Too many requests: try again in {seconds} seconds',
  },
  'forged-request': {
    status: 403,
    issue: 'security',
    zh: '请求不是由本站页面发出的，已拒绝',
    en: 'The request did not come from a page of this site and was refused',
  },
  'bad-field': {
    status: 400,
    issue: 'value',
    zh: '字段“{field}”缺失或不合法',
    en: 'The field "{field}" is missing or not valid',
  },
  'weak-password': {
    status: 422,
    issue: 'business-rule',
    zh: '密码不符合要求：{reason}（SEC-01）',
    en: 'The password will not do: {reasonEn} (SEC-01)',
  },
  'invitation-invalid': {
    status: 404,
    issue: 'not-found',
    zh: '邀请链接无效、已使用或已过期，请联系管理员重新发送',
    en: 'The invitation is not valid, used already or expired: ask for a new one',
  },
  'step-up-needed': {
    status: 403,
    issue: 'security',
    zh: '此操作需要再次验证身份（SEC-04）',
    en: 'This needs you to show a strong factor again (SEC-04)',
  },
  'office-conflict': {
    status: 409,
    issue: 'business-rule',
    zh: '系统、安全、审计管理员与业务岗位不得由同一人兼任（SEC-06）',
    en: 'One person holds one administrator office, and none beside a staff role (SEC-06)',
  },
  'account-exists': {
    status: 409,
    issue: 'duplicate',
    zh: '已有使用此登录名或手机号的账户',
    en: 'There is an account with this login or phone already',
  },
  'own-account': {
    status: 409,
    issue: 'business-rule',
    zh: '管理员不能停用或重置自己的账户',
    en: 'An administrator cannot disable or reset the own account',
  },
} as const;
