/**
 * The administrators' pages on the whole house, signed in through its pages: what each office can
 * do, tried by hand. China's rules SEC-06, SEC-09, STD-02, ONL-04, ONL-05.
 */
/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { usccCheckCharacter } from '#model/uscc.ts';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { type TestBrowser, startBrowser } from './browser.ts';
import { type BrowserHouse, openBrowserHouse } from './house.ts';
import { type Office, type Offices, fillOffices, offices } from './offices.ts';

const uscc = (first17: string) => first17 + usccCheckCharacter(first17);

describe('The administrators’ pages', () => {
  let house: BrowserHouse;
  let filled: Offices;
  let browser: TestBrowser;
  const pages = new Map<Office, Page>();
  const errors: string[] = [];

  before(async () => {
    [house, browser] = await Promise.all([openBrowserHouse(), startBrowser()]);
    filled = await fillOffices(house);
    for (const office of offices) {
      const page = await browser.open({ reducedMotion: 'reduce' });
      page.setDefaultTimeout(8000);
      page.on('pageerror', (error) => errors.push(error.message));
      await page.context().addCookies(await house.signIn(filled.accounts[office]));
      await page.goto(house.url);
      await page.locator('#content').waitFor();
      pages.set(office, page);
    }
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
    assert.deepEqual(errors, []);
    assert.deepEqual(house.failures, []);
  });

  /** The page of an office at a section. */
  async function at(office: Office, section: string): Promise<Page> {
    const page = pages.get(office);
    assert.ok(page);
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, `#/administration/${section}`);
    return page;
  }

  /** Types into a field that searches the directory, and takes what it finds. */
  async function choose(page: Page, label: string, name: string): Promise<void> {
    const field = page.getByLabel(new RegExp(`^${label}(?: \\*)?$`));
    await field.fill(name);
    await page.locator('.ant-select-item-option', { hasText: name }).first().click();
  }

  const save = (page: Page) => page.getByRole('button', { name: '保存' }).click();

  test('each office comes to pages of its own, and another’s are not there (SEC-06)', async () => {
    const shown: Record<string, string[]> = {};
    for (const office of offices) {
      const page = await at(office, 'nowhere');
      await page.locator('.administration nav a').first().waitFor();
      shown[office] = await page.locator('.administration nav a').allInnerTexts();
    }
    assert.deepEqual(shown, {
      system: ['机构', '人员', '账号', '应用与系统', '导入导出'],
      security: [
        '岗位与角色',
        '账号',
        '应用与系统',
        '执业权限',
        '访问解释',
        '法定职责',
        '审计日志',
        '导入导出',
      ],
      audit: ['审计日志'],
    });
    const page = await at('audit', 'people');
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    assert.equal(await page.getByRole('combobox', { name: '查找居民' }).count(), 0);
  });

  test('an institution is made; a wrong credit code is told at its field (STD-02)', async () => {
    const page = await at('system', 'institutions/+');
    await page.getByLabel('机构名称').fill('测试镇卫生院');
    await page.getByLabel('机构类别').selectOption('C220');
    await page.getByLabel('统一社会信用代码').fill('12339900DEM9999991');
    await page.getByText('校验不对').waitFor();
    assert.equal(await page.getByRole('button', { name: '保存' }).isDisabled(), true);
    await page.getByLabel('统一社会信用代码').fill(uscc('12339900TEST00001'.replaceAll('S', '5')));
    await page.getByLabel('执业许可证登记号').fill('小写不行');
    await page.getByLabel('许可证有效期起').fill('2024-01-01');
    await page.getByLabel('许可证有效期止').fill('2039-12-31');
    await choose(page, '诊疗科目', '03 内科');
    await page.keyboard.press('Escape');
    await save(page);
    // The server's own refusal, at the field that it names.
    await page.getByText('只能由数字、大写字母和“-”组成').waitFor();
    const field = page.getByLabel('执业许可证登记号');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill('PDY00001');
    await save(page);
    await page.getByRole('heading', { name: '测试镇卫生院' }).waitFor();
    await page.getByText('不在任何医联体里').waitFor();
  });

  test('an institution joins an alliance and leaves it', async () => {
    const page = pages.get('system')!;
    await page.getByRole('button', { name: '加入医联体' }).click();
    await page.getByLabel('哪个医联体').selectOption({ label: '新建一个医联体' });
    await page.getByLabel('医联体名称').fill('测试医共体');
    await choose(page, '成员机构', '苏庄镇卫生院');
    await page.getByRole('button', { name: '加入', exact: true }).click();
    await page.getByText('测试医共体').waitFor();
    await page.getByRole('button', { name: /^移除/ }).click();
    await page.locator('.ant-popover').getByRole('button', { name: '移除' }).click();
    await page.getByText('不在任何医联体里').waitFor();
  });

  test('a doctor is made, and the check with the register noted (ONL-05)', async () => {
    const page = await at('system', 'people/+');
    await page.getByLabel('姓名').fill('测试医生');
    await page.getByLabel('性别').selectOption('female');
    await page.getByLabel('证书类型').selectOption('doctor');
    await page.getByLabel('执业证书编号').fill('110339900999999');
    await choose(page, '主要执业机构', '测试镇卫生院');
    await page.getByLabel('执业类别').selectOption('clinical');
    await choose(page, '执业范围', '内科专业');
    await page.keyboard.press('Escape');
    await page.getByLabel('证书有效期起').fill('2012-07-01');
    await page.getByLabel('独立临床工作起始日').fill('2013-07-01');
    await save(page);
    await page.getByRole('heading', { name: '测试医生' }).waitFor();
    await page.getByText('还没有核验过').waitFor();
    await page.getByText('未核验').waitFor();
    await page.getByRole('button', { name: '查到了' }).click();
    await page.getByText('注册系统里有这个人').waitFor();
    // The list beside is read anew after the note.
    await page.getByText('未核验').waitFor({ state: 'detached' });
  });

  test('the security administrator gives the post, and sees what is missing (ONL-04)', async () => {
    const page = await at('security', 'roles/+');
    await choose(page, '人员', '测试医生');
    await choose(page, '机构', '测试镇卫生院');
    await page.getByLabel('角色').selectOption('doctor');
    await save(page);
    await page.getByRole('heading', { name: '测试医生' }).waitFor();
    const card = page.getByRole('region', { name: '能不能执业' });
    await card.getByText('ONL-04', { exact: true }).waitFor();
    await choose(page, '出具同意的机构', '测试镇卫生院');
    const consent = page.getByRole('group', { name: '线上诊疗同意' });
    await consent.getByLabel('起始日期').fill('2024-01-01');
    await save(page);
    await card.getByText('可以', { exact: true }).waitFor();
    await card.getByLabel('科目').selectOption('10');
    await card.getByText(/不可以/).waitFor();
    await card.getByText('ONL-07', { exact: true }).waitFor();
  });

  test('an account is made, its invitation shown once, and the account ended', async () => {
    const page = await at('system', 'accounts/+');
    await choose(page, '人员', '测试医生');
    await page.getByLabel('用哪个岗位登录').selectOption({ index: 1 });
    await page.getByLabel('登录名').fill('ceshi.doctor');
    await page.getByRole('button', { name: '开账号并生成邀请' }).click();
    const dialog = page.getByRole('dialog');
    const link = await dialog.getByLabel('内容').inputValue();
    assert.ok(link.startsWith(house.url), link);
    await dialog.getByRole('button', { name: '我已保存，关闭' }).click();
    await page.getByRole('searchbox').fill('ceshi');
    await page.getByRole('button', { name: '测试医生' }).click();
    const drawer = page.getByRole('dialog');
    assert.equal(await drawer.getByText(link).count(), 0);
    await drawer.getByRole('button', { name: '停用' }).click();
    await page.locator('.ant-popover').getByRole('button', { name: '停用' }).click();
    await drawer.getByText('已停用').waitFor();
    await drawer.getByRole('button', { name: '恢复' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('who registered an app cannot let it in; another can, with less (SEC-06)', async () => {
    const page = await at('system', 'clients/+');
    await page.getByLabel('标识').fill('ceshi-app');
    await page.getByLabel('名称').fill('测试应用');
    await page.getByLabel('回调地址').fill('https://app.example/back');
    await page.getByLabel('授权范围').fill('openid\npatient/Observation.rs');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('button', { name: '测试应用' }).click();
    await page.getByText('等安全管理员批准。').waitFor();
    assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0);
    await page.keyboard.press('Escape');
    const other = await at('security', 'clients');
    await other.getByRole('button', { name: '测试应用' }).click();
    await other.getByRole('checkbox', { name: 'patient/Observation.rs' }).uncheck();
    await other.getByRole('button', { name: '批准' }).click();
    await other.getByRole('dialog').getByText('可用', { exact: true }).waitFor();
    assert.equal(await other.getByText('patient/Observation.rs').count(), 0);
    await other.keyboard.press('Escape');
  });

  test('two faulty lines of a file are told one by one, and nothing is imported', async () => {
    const page = await at('system', 'files');
    const rows = [
      '机构编号,机构名称,机构类别,统一社会信用代码',
      'file-one,文件一院,C220,',
      'file-two,,C220,',
      'file-three,文件三院,C220,12339900DEM9999991',
    ];
    const give = (lines: string[]) =>
      page.getByLabel('CSV 文件').setInputFiles({
        name: 'institutions.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(lines.join('\r\n')),
      });
    await give(rows);
    await page.getByRole('button', { name: '检查' }).click();
    await page.getByText('有 2 处错误').waitFor();
    const cells = await page.locator('.admin-table tbody tr').allInnerTexts();
    assert.deepEqual(
      cells.map((text) => text.split('\t').slice(0, 2)),
      [
        ['3', '机构名称'],
        ['4', '统一社会信用代码'],
      ],
    );
    assert.equal(await page.getByRole('button', { name: '导入', exact: true }).isDisabled(), true);
    await give(rows.slice(0, 2));
    await page.getByRole('button', { name: '检查' }).click();
    await page.getByText('没有错误，可以导入').waitFor();
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByText('已导入').waitFor();
  });

  test('the directory is saved as a file once a strong factor was shown (SEC-04)', async () => {
    const page = await at('system', 'files');
    await house.ageFactors();
    const download = page.waitForEvent('download');
    await page.getByRole('region', { name: '导出' }).getByRole('button', { name: '机构' }).click();
    const dialog = page.getByRole('dialog', { name: '再确认一次是您本人' });
    await dialog.getByLabel('验证码').fill(await house.codeOf(filled.accounts.system));
    await dialog.getByRole('button', { name: '确认' }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), 'institutions.csv');
    const text = await readFile(await file.path(), 'utf8');
    assert.match(text, /^\uFEFF.*机构名称/);
    assert.match(text, /文件一院/);
  });

  test('a look is explained in sentences, without showing what is in the record', async () => {
    const page = await at('security', 'explain');
    await choose(page, '医务人员', '测试医生');
    await page.getByLabel('资料的编号').fill(`Patient/${filled.resident}`);
    await page.getByRole('button', { name: '解释' }).click();
    const answer = page.getByRole('status', { name: '结论' });
    await answer.getByText('不能看').waitFor();
    await answer.getByText('没有就诊关系、授权或其他理由').waitFor();
    await answer.getByText('执业医师 · 测试镇卫生院').waitFor();
  });

  test('a legal duty opens a record, with its law and until its end (SEC-18)', async () => {
    const page = await at('security', 'duties');
    await choose(page, '履行职责的机构', '测试镇卫生院');
    await page.getByLabel('居民的档案编号').fill(`Patient/${filled.resident}`);
    await page.getByLabel('法律条文的网址').fill('https://flk.npc.gov.cn/law#21');
    assert.equal(await page.getByRole('button', { name: '登记' }).isDisabled(), true);
    await page.getByLabel('截止日期').fill('2099-12-31');
    await page.getByRole('button', { name: '登记' }).click();
    const made = page.getByRole('alert').filter({ hasText: '已登记为 Consent/' });
    await made.waitFor();
    await at('security', 'explain');
    await choose(page, '医务人员', '测试医生');
    await page.getByLabel('资料的编号').fill(`Patient/${filled.resident}`);
    await page.getByRole('button', { name: '解释' }).click();
    const answer = page.getByRole('status', { name: '结论' });
    await answer.getByText('可以看').waitFor();
    await answer.getByText('因为：法定职责').waitFor();
    await answer.getByText(/到 2099-12-31 为止/).waitFor();
  });

  test('the log is searched by kind and person, and one event shown whole (SEC-09)', async () => {
    const page = await at('audit', 'log');
    await page.getByLabel('做了什么').selectOption('accounts');
    await page.getByLabel('谁', { exact: true }).fill('演示系统管理员');
    await page.getByRole('button', { name: '查询' }).click();
    const row = page.locator('.admin-rows li', { hasText: '开账号' });
    await row.first().waitFor();
    const kinds = await page.locator('.admin-rows li').allInnerTexts();
    assert.ok(
      kinds.every((text) => /账号/.test(text)),
      kinds.join('\n'),
    );
    assert.ok(kinds.every((text) => text.includes('演示系统管理员')));
    await row.first().getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('系统管理员', { exact: true }).waitFor();
    await drawer.getByText('请求编号').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /日志链/ }).click();
    await page.getByText('等待入链的块').waitFor();
    await page.keyboard.press('Escape');
  });

  test('the lists are worked by keyboard: search, move, open, make', async () => {
    const page = await at('system', 'institutions');
    await page.locator('.admin-rows li').first().waitFor();
    await page.getByRole('heading', { name: '机构' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('测试镇');
    await page.getByRole('link', { name: '测试镇卫生院' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.admin-rows li').length === 1);
    await page.getByRole('heading', { name: '机构' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '测试镇卫生院' }).waitFor();
    await page
      .getByRole('button', { name: '返回' })
      .or(page.getByRole('link', { name: '返回' }))
      .click();
    await page.locator('.admin-rows li').first().waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: '新建机构' }).waitFor();
  });

  const screens: readonly (readonly [Office, string, RegExp])[] = [
    ['system', 'institutions', /机构/],
    ['system', 'people/+', /新建人员/],
    ['system', 'clients/+', /登记应用或系统/],
    ['system', 'files', /从文件导入/],
    ['security', 'roles/+', /分配岗位/],
    ['security', 'rights', /执业权限/],
    ['security', 'duties', /法定职责/],
    ['audit', 'log', /审计日志/],
  ];

  for (const [office, section, heading] of screens) {
    test(`${office}/${section} is usable on a phone and by whoever cannot see`, async () => {
      const page = await at(office, section);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await overflow(page), 0);
      // A row is one target, whatever part of it is the link.
      const small = (await smallTargets(page)).filter(
        (text) => !/^(?:ant-select|ant-check)/.test(text),
      );
      const rows = await page
        .locator('.admin-rows li')
        .evaluateAll((all) => all.filter((row) => row.getBoundingClientRect().height < 44).length);
      const names = await page.locator('.admin-open').allInnerTexts();
      assert.deepEqual(
        small.filter((text) => !names.some((name) => text.startsWith(name))),
        [],
      );
      assert.equal(rows, 0);
      await page.setViewportSize({ width: 1280, height: 800 });
    });
  }
});
