/**
 * Refusals of the rules on licences and of the registry's files; each names the rule it follows.
 * https://www.nhc.gov.cn (国卫医发〔2018〕25号)
 */

/** A part of the registry of refusals. */
export const practiceRefusals = {
  'institution-unlicensed': {
    status: 422,
    issue: 'business-rule',
    zh: '机构未取得有效的《医疗机构执业许可证》，不能开通互联网诊疗（ONL-01）',
    en: 'The institution has no valid licence and cannot offer online care (ONL-01)',
  },
  'department-not-approved': {
    status: 422,
    issue: 'business-rule',
    zh: '该科室不在依托实体医疗机构核准的诊疗科目内（ONL-02）',
    en: 'The department is not among those approved for the institution (ONL-02)',
  },
  'no-doctor-licence': {
    status: 422,
    issue: 'business-rule',
    zh: '没有在有效期内的医师执业证书，不能接诊或开方（ONL-04）',
    en: 'No valid licence as a doctor: no visits and no prescriptions (ONL-04)',
  },
  'independent-years-short': {
    status: 422,
    issue: 'business-rule',
    zh: '医师独立临床工作经验不足3年，不能开展互联网诊疗（ONL-04）',
    en: 'Less than 3 years of independent clinical work: no online care (ONL-04)',
  },
  'registered-consent-missing': {
    status: 422,
    issue: 'business-rule',
    zh: '缺少执业注册医疗机构同意证明（ONL-04）',
    en: 'The consent of the institution where the doctor is registered is missing (ONL-04)',
  },
  'register-check-failed': {
    status: 422,
    issue: 'business-rule',
    zh: '在国家医师、护士电子注册系统中未查到，执业权限已暂停（ONL-05）',
    en: 'Not found in the national register of doctors and nurses: suspended (ONL-05)',
  },
  'register-check-stale': {
    status: 422,
    issue: 'business-rule',
    zh: '距上次在国家电子注册系统核验已超过{days}日，执业权限已暂停，请重新核验（ONL-05）',
    en: 'Not checked with the national register for more than {days} days: suspended (ONL-05)',
  },
  'practice-not-filed': {
    status: 422,
    issue: 'business-rule',
    zh: '该医师未在本机构办理多机构执业注册或备案（ONL-06）',
    en: 'The doctor has no registration or filing for this institution (ONL-06)',
  },
  'outside-scope': {
    status: 422,
    issue: 'business-rule',
    zh: '超出医师执业范围（ONL-07）',
    en: 'Outside the scope of practice on the licence (ONL-07)',
  },
  'licence-not-current': {
    status: 422,
    issue: 'business-rule',
    zh: '执业证书不在有效期内（ONL-07）',
    en: 'The licence to practise is not in its period of validity (ONL-07)',
  },
  'role-not-current': {
    status: 422,
    issue: 'business-rule',
    zh: '该岗位已停用或不在任期内（ONL-07）',
    en: 'The role is inactive or outside its period (ONL-07)',
  },
  'not-confirmed-in-person': {
    status: 403,
    issue: 'security',
    zh: '接诊前请先完成医师本人实名核验（ONL-08）',
    en: 'Show that it is you in person before the visit (ONL-08)',
  },
  'assistant-not-online': {
    status: 422,
    issue: 'business-rule',
    zh: '执业助理医师不能开展互联网诊疗（ONL-35）',
    en: 'An assistant doctor gives no online care (ONL-35)',
  },
  'assistant-needs-doctor': {
    status: 422,
    issue: 'business-rule',
    zh: '执业助理医师只能在乡镇卫生院、村卫生室独立开方（ONL-35）',
    en: 'An assistant doctor prescribes alone only in township and village clinics (ONL-35)',
  },
  'village-clinic-only': {
    status: 422,
    issue: 'business-rule',
    zh: '乡村医生只能在注册的村卫生室执业（ONL-36）',
    en: 'A village doctor practises only in the clinic of registration (ONL-36)',
  },
  'village-certificate-too-long': {
    status: 422,
    issue: 'business-rule',
    zh: '乡村医生执业证书有效期为5年，已过期（ONL-36）',
    en: 'A village doctor’s certificate is valid for 5 years and has run out (ONL-36)',
  },
  'invitee-years-short': {
    status: 422,
    issue: 'business-rule',
    zh: '受邀医师独立临床工作经验不足3年（TELE-07）',
    en: 'The invited doctor has less than 3 years of independent clinical work (TELE-07)',
  },
  registration: {
    status: 422,
    issue: 'business-rule',
    zh: '登记信息不符合规定',
    en: 'The registration breaks a rule',
  },
  'import-too-large': {
    status: 413,
    issue: 'too-long',
    zh: '文件超过 {limit}，请分成几个文件导入',
    en: 'The file has more than {limit}: import it in parts',
  },
  'import-encoding': {
    status: 400,
    issue: 'structure',
    zh: '文件既不是 UTF-8 也不是 GB18030 编码，请另存为“CSV UTF-8”后重试',
    en: 'The file is neither UTF-8 nor GB18030: save it as "CSV UTF-8" and try again',
  },
  'import-interrupted': {
    status: 503,
    issue: 'transient',
    zh: '导入中断：{total} 项中已写入 {done} 项；请再导入同一文件，已写入的不会重复',
    en: 'Interrupted: {done} of {total} were written. Import the same file again; none doubles',
  },
  'bad-import-mode': {
    status: 400,
    issue: 'value',
    zh: '参数 mode 应为 check（只检查）或 apply（检查并导入）',
    en: 'The parameter mode must be check (look only) or apply (check, then import)',
  },
} as const;
