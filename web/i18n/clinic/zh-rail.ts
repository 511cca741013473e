/** The words of the left rail and of the sheet of keys. https://www.i18next.com/misc/json-format */

export const zhRail = {
  rail: {
    label: '页面',
    keys: '快捷键',
    search: '查找',
    today: '今日门诊',
    templates: '号源模板',
    ledger: '号源台账',
    'no-shows': '爽约',
    reconciliation: '对账',
    review: '核对档案',
    administration: '管理',
  },
  keys: {
    title: '快捷键',
    help: '正在输入文字时，这些键只输入文字。',
    search: '查找居民',
    down: '下一行',
    up: '上一行',
    open: '打开这一行',
    act: '处理这一行',
    create: '新建',
    dayBefore: '前一天',
    dayAfter: '后一天',
    close: '关闭对话框，清空查找',
    keys: '这张表',
  },
  noRight: {
    title: '您的角色看不到这一页',
    why: '这一页只对负责这项工作的角色开放，每次查看都会留痕。',
    whom: '工作需要时，请找本机构的系统管理员调整角色。',
    home: '回到自己的首页',
  },
} as const;
