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
} as const;
