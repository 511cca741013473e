/**
 * Refusals of appointments.
 * https://hl7.org/fhir/R4/http.html#Status-Codes
 */

/** What the registry of refusals takes in. */
export const schedulingRefusals = {
  'schedule-incomplete': {
    status: 422,
    issue: 'required',
    zh: '排班信息不完整或不正确：{element}',
    en: 'The Schedule says too little, or something that cannot be: {element}',
  },
  'slot-too-long': {
    status: 422,
    issue: 'business-rule',
    zh: '号源时段不得超过1小时（APT-01）',
    en: 'A slot is at most one hour long (APT-01)',
  },
  'days-wrong': {
    status: 400,
    issue: 'value',
    zh: '请给出开始和结束日期，最多 60 天',
    en: 'Give a first and a last day, at most 60 days',
  },
  'not-practising': {
    status: 422,
    issue: 'business-rule',
    zh: '该医师未在此机构注册或备案（多机构执业），不能放号：{role}',
    en: 'This doctor is not registered at the institution, so no numbers are given: {role}',
  },
  'slot-unknown': {
    status: 404,
    issue: 'not-found',
    zh: '没有这个时段，或已过时',
    en: 'There is no such slot, or it is over',
  },
  'slot-gone': {
    status: 409,
    issue: 'conflict',
    zh: '该时段的号已约满，可选择其他时段或候补',
    en: 'No number of this slot is left; choose another, or wait for one',
  },
  'booked-already': {
    status: 409,
    issue: 'duplicate',
    zh: '同一科室同一时段不可重复预约（APT-02）',
    en: 'One person has one number of a department and half day (APT-02)',
  },
  'not-open-yet': {
    status: 409,
    issue: 'business-rule',
    zh: '该时段尚未放号',
    en: 'The numbers of this slot are not released yet',
  },
  'session-over': {
    status: 409,
    issue: 'business-rule',
    zh: '该时段已停诊或已结束',
    en: 'The clinic of this slot does not take place, or is over',
  },
  'too-many-bookings': {
    status: 409,
    issue: 'business-rule',
    zh: '待就诊的预约已达上限，请先就诊或取消',
    en: 'There are too many bookings to come; keep or cancel some first',
  },
  'stayed-away': {
    status: 403,
    issue: 'business-rule',
    zh: '多次预约未到诊，暂不能线上预约，可到窗口挂号',
    en: 'Missed too often: book at the window for the time being',
  },
  'asked-otherwise': {
    status: 409,
    issue: 'conflict',
    zh: '同一请求编号已用于另一次预约',
    en: 'This key was used for another booking',
  },
  'not-real-name': {
    status: 422,
    issue: 'business-rule',
    zh: '须实名预约：请先登记有效的身份证件号码（APT-02）',
    en: 'Booking is by real name: register a valid document number first (APT-02)',
  },
  'pool-closed': {
    status: 403,
    issue: 'forbidden',
    zh: '不能使用该类预留号源：{pool}',
    en: 'Numbers of this pool are kept for others: {pool}',
  },
  'by-operation': {
    status: 422,
    issue: 'business-rule',
    zh: '预约和医院对账记录只能通过 $book、$cancel、$reconcile 等操作更改，以免号源账不平',
    en:
      'Bookings and what is kept of lists change by $book, $cancel, $reconcile and the like ' +
      'alone: the ledger of numbers must balance',
  },
  'appointment-state': {
    status: 409,
    issue: 'business-rule',
    zh: '预约当前状态不能这样操作',
    en: 'This cannot be done with the appointment as it is now',
  },
  'cancel-late': {
    status: 409,
    issue: 'business-rule',
    zh: '已过可取消时间，请联系医院',
    en: 'It is too late to cancel; call the hospital',
  },
  'check-in-early': {
    status: 409,
    issue: 'business-rule',
    zh: '未到签到时间',
    en: 'It is too early to check in',
  },
  'check-in-far': {
    status: 409,
    issue: 'business-rule',
    zh: '未能确认您已到院：请在医院内允许定位，或扫描候诊屏上的签到码，或到服务台签到',
    en: 'We could not tell that you are there: allow your position, scan a screen, or ask the desk',
  },
  'number-left': {
    status: 409,
    issue: 'business-rule',
    zh: '还有号，请直接预约',
    en: 'There are numbers left; book one',
  },
  'no-line': {
    status: 404,
    issue: 'not-found',
    zh: '该排班现在没有候诊队列',
    en: 'No line of this Schedule is open now',
  },
  'not-your-line': {
    status: 403,
    issue: 'forbidden',
    zh: '只有本院人员可以叫号；医生只能叫自己的队列或本科室的公共队列',
    en: 'Only people of the hospital call; doctors from their own line or that of a department',
  },
  'nobody-waits': {
    status: 409,
    issue: 'business-rule',
    zh: '没有候诊的患者',
    en: 'Nobody waits',
  },
  'room-busy': {
    status: 409,
    issue: 'business-rule',
    zh: '该诊室还有一位患者：先结束、过号或送检',
    en: 'Somebody is still in this room: finish, pass over or send them to tests first',
  },
  'no-place': {
    status: 409,
    issue: 'business-rule',
    zh: '这个预约现在不在任何队列中',
    en: 'This appointment has no place in a line now',
  },
  'not-checked-in': {
    status: 409,
    issue: 'business-rule',
    zh: '患者还没有签到',
    en: 'The patient has not checked in',
  },
  'ticket-state': {
    status: 409,
    issue: 'business-rule',
    zh: '候诊当前状态不能这样操作',
    en: 'This cannot be done with the place in the line as it is now',
  },
  'screen-key': {
    status: 403,
    issue: 'forbidden',
    zh: '候诊屏链接无效或已过期，请工作人员重新生成',
    en: 'The link of this screen is not good, or no longer: ask the staff for a new one',
  },
  'release-hot': {
    status: 429,
    issue: 'throttled',
    zh: '同时预约的人太多：窗口期内提出的请求机会均等，按抽签顺序放号，重复提交不增加机会。请按提示的时间再来',
    en:
      'Many people ask at once: all who ask within the window have the same chance, asking again ' +
      'adds none. Come again at the time told',
  },
  'release-closed': {
    status: 429,
    issue: 'throttled',
    zh: '本轮抽签已截止，正在按顺序放号。请按提示的时间再来，余号仍可预约',
    en: 'The draw is closed and numbers are being dealt. Come again at the time told',
  },
  'ticket-wrong': {
    status: 403,
    issue: 'forbidden',
    zh: '排队凭证无效、已过期或不属于该患者',
    en: 'The ticket is not valid, too old, or not for this patient',
  },
  'not-drawn': {
    status: 409,
    issue: 'conflict',
    zh: '本次抽签未轮到您；可选择其他时段或候补',
    en: 'No number was left when it was your turn; choose another slot, or wait for one',
  },
  'no-draw': {
    status: 404,
    issue: 'not-found',
    zh: '该门诊没有抽签记录',
    en: 'Nothing was drawn for this clinic',
  },
  'his-origin': {
    status: 422,
    issue: 'business-rule',
    zh: '该地址未在 YISHU_HIS_ORIGINS 中允许，不能登记为医院系统的接收地址',
    en: 'This address is not among YISHU_HIS_ORIGINS, so no hospital is told there',
  },
  'his-difference-unknown': {
    status: 404,
    issue: 'not-found',
    zh: '没有这条未处理的差异',
    en: 'There is no such difference that is open',
  },
  'his-deed': {
    status: 409,
    issue: 'business-rule',
    zh: '这条差异不能这样处理：医院不接收本平台消息，或预约状态已变',
    en:
      'This difference cannot be settled that way: the hospital is not told of bookings, or the ' +
      'booking is another by now',
  },
  'his-not-told': {
    status: 409,
    issue: 'business-rule',
    zh: '该医院的系统没有登记接收地址，平台无法向它索取清单',
    en: "It is not known where this hospital's system is, so it cannot be asked for its list",
  },
  'his-silent': {
    status: 502,
    issue: 'transient',
    zh: '医院系统没有应答，或不支持查询清单（SQM^S25）；请稍后再试，或由医院系统自行发送清单',
    en:
      "The hospital's system did not answer, or does not answer for its list (SQM^S25): try " +
      'again later, or let it send its list',
  },
  'kept-slot-moved': {
    status: 409,
    issue: 'business-rule',
    zh: '已有号的时段不能改时间：请停用原时段（busy-unavailable），另建新时段',
    en: 'A slot with numbers keeps its time: make it busy-unavailable, and give a new one',
  },
  'slot-by-itself': {
    status: 422,
    issue: 'business-rule',
    zh: '由医院系统维护的排班，其时段须以 POST Slot 或 PUT Slot/ID 逐个写入',
    en: 'Slots that the hospital keeps are written one by one, by POST Slot or PUT Slot/ID',
  },
  'bookings-unreadable': {
    status: 400,
    issue: 'invalid',
    zh: '对账清单不完整：须有 slot、made，每个 booking 须有 filler 或 placer 及 state',
    en: 'The list needs slot and made, and each booking a filler or placer and a state',
  },
} as const;
