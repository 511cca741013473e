/** Stories of the bulk import: files as Excel leaves them, on a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { Refusal } from '#fhir/refusals.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { type TestHub, openTestHub } from '#test/hub.ts';
import { exportRegistry, templateOf } from './export.ts';
import { type ImportReport, importRegistry } from './import.ts';
import { registryKinds } from './kinds/all.ts';
import type { RegistryKind } from './kinds/kind.ts';

let database: TestDatabase;
let hub: TestHub;

before(async () => {
  database = await testDatabase();
  hub = await openTestHub(database);
});

after(() => database.drop());

const send = (request: FhirRequest) => hub.router.answer(request, hub.house);

async function run(
  name: RegistryKind['name'],
  file: string | Uint8Array,
  mode: 'check' | 'apply' = 'apply',
): Promise<ImportReport> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  return importRegistry({ kind: registryKinds[name], bytes, mode }, send);
}

async function read(path: string): Promise<Resource> {
  const request = { method: 'GET', path: path.split('/'), query: [], headers: {}, base: '' };
  return JSON.parse((await send({ ...request, query: [] })).body ?? '') as Resource;
}

/** `行 列 说明` of each problem. */
function told({ problems }: ImportReport): string[] {
  return problems.map(({ line, column, zh }) => `${line} ${column?.zh ?? '-'} ${zh}`);
}

const institutions = [
  '机构编号,机构名称,机构类别,等级,统一社会信用代码,执业许可证登记号,许可证有效期起,许可证有效期止,诊疗科目,上级机构编号',
  'centre,某镇卫生院,C220,,91350100M000100Y43,PDY-1,2022/1/5,2036.12.31,02 全科医疗科；03,hospital',
  'hospital,"某县""第一""人民医院",A100 综合医院,二级甲等,,PDY-2,20220105,2036年12月31日,内科、04.03,',
  'clinic,某村卫生室,村卫生室,,,PDY-3,2022-01-05,2036-12-31,02,centre',
  '',
].join('\r\n');

const people = [
  'Person id,Name,Sex,Kind of licence,Licence number,Category,Scope,Institution of registration,' +
    'Licence from,Licence to,Independent work since,Title,Checked with the register on',
  'li,李明,男,医师执业证书,110339900900001,临床,内科专业,hospital,2012-07-01,长期,2013-07-01,主治医师,2026-11-01',
  'wang,王芳,女,乡村医生执业证书,332339900900002,,乡村医生一般医疗服务,clinic,2024-01-01,2028-12-31,,,2026-11-02',
].join('\n');

const roles = [
  '岗位编号,人员编号,机构编号,角色,科室,任期起,多机构备案号,备案有效期起,备案有效期止,同意互联网诊疗的机构编号,同意起',
  'li-home,li,hospital,doctor,03,2020-01-01,,,,hospital,2024-01-01',
  'li-away,li,centre,执业医师,03,2024-01-01,备2024-1,2024-01-01,2026-12-31,hospital,2024-01-01',
  'wang-home,wang,clinic,village-doctor,02,2020-01-01,,,,,',
].join('\n');

const alliances = [
  '关系编号,医联体编号,医联体名称,医联体类型,牵头机构编号,成员机构编号,成员性质,有效期起',
  'a-centre,alliance,某县医共体,县域医共体,hospital,centre,成员单位,2024-01-01',
  'a-clinic,alliance,某县医共体,county,hospital,clinic,member,2024-01-01',
].join('\n');

describe('A region imports its registry', () => {
  it('a check tells what would be written and writes nothing', async () => {
    const report = await run('institutions', institutions, 'check');
    assert.deepEqual(told(report), []);
    assert.deepEqual([report.lines, report.created, report.applied], [3, 3, false]);
    await assert.rejects(read('Organization/hospital'), Refusal);
  });

  it('institutions, people, roles and alliances are written in this order', async () => {
    const reports = [
      await run('institutions', institutions),
      await run('people', `\uFEFF${people}`),
      await run('roles', roles),
      await run('alliances', alliances),
    ];
    assert.deepEqual(reports.flatMap(told), []);
    assert.deepEqual(
      reports.map(({ created, updated, applied }) => [created, updated, applied]),
      [
        [3, 0, true],
        [4, 0, true],
        [3, 0, true],
        [3, 0, true],
      ],
    );
    const hospital = await read('Organization/hospital');
    assert.equal(hospital['name'], '某县"第一"人民医院');
    const centre = await read('Organization/centre');
    assert.deepEqual(centre['partOf'], { reference: 'Organization/hospital' });
  });

  it('the same files again change nothing', async () => {
    for (const [name, file] of Object.entries({ institutions, people, roles, alliances })) {
      const report = await run(name as RegistryKind['name'], file);
      assert.deepEqual([report.created, report.updated], [0, 0], name);
      assert.ok(report.unchanged > 0);
    }
    assert.equal((await read('Organization/hospital')).meta?.versionId, '1');
  });

  it('an export is the same shape: imported again it changes nothing', async () => {
    for (const kind of Object.values(registryKinds)) {
      const report = await run(kind.name, await exportRegistry(kind, send));
      assert.deepEqual(told(report), []);
      assert.deepEqual([report.created, report.updated], [0, 0], kind.name);
      assert.ok(report.lines >= 2);
    }
  });

  it('a changed cell changes its element alone and keeps what others wrote', async () => {
    const before = await read('Practitioner/li');
    const photo = [{ url: 'https://example.org/li.jpg' }];
    const value = { ...before, photo, birthDate: '1985-01-01' };
    const body = { value, faithful: value };
    await send({
      method: 'PUT',
      path: ['Practitioner', 'li'],
      query: [],
      headers: {},
      base: '',
      body,
    });
    const report = await run('people', people.replace('主治医师', '副主任医师'));
    assert.deepEqual([report.created, report.updated, report.unchanged], [0, 1, 3]);
    const after = await read('Practitioner/li');
    assert.deepEqual([after['photo'], after['birthDate']], [photo, '1985-01-01']);
    assert.match(JSON.stringify(after['qualification']), /副主任医师/);
  });

  it('GB18030, as Chinese Excel saves it, is read as well', async () => {
    // 某县 in GB18030; the rest is ASCII.
    const start = new TextEncoder().encode('id,name,class\nold,');
    const bytes = new Uint8Array([...start, 0xc4, 0xb3, 0xcf, 0xd8, 0x2c, 0x41, 0x31, 0x30, 0x30]);
    const report = await run('institutions', bytes);
    assert.equal(report.encoding, 'GB18030');
    assert.deepEqual(told(report), []);
    assert.equal((await read('Organization/old'))['name'], '某县');
  });
});

describe('A file with a mistake', () => {
  const wrong: readonly (readonly [string, RegistryKind['name'], string, ...string[]])[] = [
    [
      'is refused for a title that is not known',
      'people',
      '人员编号,姓名,星座\nx,某,狮子',
      '1 - 第 3 列的标题不认识，请按模板填写',
    ],
    ['is refused for a missing column', 'people', '人员编号\nx', '1 - 缺少“姓名”列'],
    [
      'is refused for semicolons between the columns',
      'people',
      '人员编号;姓名\nx;y',
      '1 - 列之间须用英文逗号分隔，请另存为 CSV',
    ],
    ['is refused when it is empty', 'people', '', '1 - 文件是空的'],
    [
      'tells the line that has a cell too many',
      'people',
      'id,name\nx,a\n\ny,b,c\n',
      '4 - 这一行有 3 个单元格，标题行有 2 个；含逗号的内容须用引号括起',
    ],
    [
      'tells a quote without partner',
      'people',
      'id,name\nx,"a\ny,b\n',
      '2 - 引号不成对：单元格内的引号须写两次，含逗号或换行的单元格须用引号括起',
    ],
    [
      'tells the line below a cell with a line break',
      'people',
      'id,name,sex\nx,"a\nb",男\ny,c,猫\n',
      '2 姓名 含有换行、控制字符或乱码，请删除',
      '4 性别 不是可用的值，可写：male 男、female 女、unknown 未知、other 其他',
    ],
    [
      'is refused for numbers that Excel broke',
      'people',
      'id,name,kind,执业证书编号\nx,a,technician,1.10334E+14',
      '2 执业证书编号 Excel 已把长数字变成科学计数法，原号码已丢失：请把该列设为“文本”格式后重新填写',
    ],
    [
      'is refused for a formula that failed',
      'people',
      'id,name\nx,#REF!',
      '2 姓名 这是 Excel 的公式错误，请填写值',
    ],
    [
      'STD-02: is refused for a wrong social credit code',
      'institutions',
      'id,name,class,uscc\nx,a,A100,91350100M000100Y4A',
      '2 统一社会信用代码 统一社会信用代码校验错误，请对照登记证书重新填写18位代码（STD-02）',
    ],
    [
      'is refused for departments that lost their zeros',
      'institutions',
      'id,name,class,departments\nx,a,A100,3.1',
      '2 诊疗科目 科目代码应为两位数字，如 03、03.10；Excel 会去掉首尾的 0，请写成“03 内科”',
    ],
    [
      'is refused for a date that is none',
      'institutions',
      'id,name,class,licence,licenceEnd\nx,a,A100,PDY-9,2026-02-30',
      '2 许可证有效期止 日期应写作 2026-01-31',
    ],
    [
      'takes a number with the syntax of a search for what it is, a wrong number',
      'people',
      'id,name,kind,licence\nx,a,technician,"1|2,3$|\\"',
      '2 执业证书编号 执业证书编号应为6–40位数字、字母或“-”',
    ],
    [
      'is refused for a number that another has',
      'institutions',
      'id,name,class,uscc\nx,a,A100,91350100M000100Y43',
      '2 统一社会信用代码 该号码已登记在另一个编号下',
    ],
    [
      'is refused for an id that stands twice',
      'institutions',
      'id,name,class\nx,a,A100\ny,b,A100\nx,c,A100',
      '4 机构编号 与第 2 行重复',
    ],
    [
      'is refused for an institution above that is not there',
      'institutions',
      'id,name,class,parent\nx,a,A100,nowhere',
      '2 上级机构编号 没有这个机构编号，请先导入机构',
    ],
    [
      'is refused for institutions above each other',
      'institutions',
      'id,name,class,parent\nx,a,A100,y\ny,b,A100,x',
      '2 上级机构编号 上级机构形成了循环',
      '3 上级机构编号 上级机构形成了循环',
    ],
    [
      'ONL-07: is refused for a scope of another category',
      'people',
      'id,name,kind,licence,category,scopes,place,start\n' +
        'x,a,doctor,110339900900009,口腔,内科专业,hospital,2020-01-01',
      '2 执业范围 执业范围不属于该执业类别（ONL-07）',
    ],
    [
      'ONL-36: is refused for a village doctor at a hospital',
      'roles',
      'id,practitioner,organization,role\nx,li,hospital,乡村医生',
      '2 机构编号 乡村医生的岗位只能在村卫生室（ONL-36）',
    ],
    [
      'SEC-06: is refused for an administrator’s role',
      'roles',
      'id,practitioner,organization,role\nx,li,hospital,audit-administrator',
      '2 角色 不是可用的值，可写：doctor 执业医师、assistant-doctor 执业助理医师、' +
        'village-doctor 乡村医生、nurse 护士、pharmacist 药师、technician 医技人员、' +
        'registrar 挂号登记员、coordinator 转诊对接专人……',
    ],
    [
      'is refused for somebody unknown',
      'roles',
      'id,practitioner,organization,role\nx,nobody,hospital,nurse',
      '2 人员编号 没有这个人员编号，请先导入人员',
    ],
    [
      'ONL-06: is refused for a filing without a period',
      'roles',
      'id,practitioner,organization,role,filing\nx,li,centre,doctor,备1',
      '2 备案有效期起 须填写备案有效期（ONL-06）',
    ],
    [
      'REF-11: an alliance under the id of a hospital is refused',
      'alliances',
      `${alliances.split('\n')[0]}\nx,hospital,某,county,hospital,centre,member,2024-01-01`,
      '2 医联体编号 该编号已被另一类登记使用，请换一个编号',
    ],
    [
      'REF-11: an alliance told in two ways is refused',
      'alliances',
      `${alliances}\nx,alliance,另一个名称,county,hospital,old,member,2024-01-01`,
      '4 医联体编号 与第 2 行的同一医联体写法不一致',
    ],
    [
      'is refused while it holds the example of the template',
      'institutions',
      templateOf(registryKinds.institutions),
      '2 机构编号 这是模板的示例行，请删除',
    ],
  ];
  for (const [title, kind, file, ...problems] of wrong) {
    it(title, async () => {
      const report = await run(kind, file);
      assert.deepEqual(told(report), problems);
      assert.deepEqual([report.applied, report.created, report.updated], [false, 0, 0]);
      for (const { en } of report.problems) assert.match(en, /^[\x20-\x7e“”‘’–\u4e00-\u9fff、…]+$/);
    });
  }

  it('leaves the right lines unwritten too', async () => {
    await run('institutions', 'id,name,class\ngood,a,A100\nbad,b,Z1');
    await assert.rejects(read('Organization/good'), Refusal);
  });

  it('is refused in an encoding that is none', async () => {
    const utf16 = new Uint8Array(Buffer.from('id,name\n', 'utf16le'));
    await assert.rejects(run('people', utf16), { code: 'import-encoding' });
  });

  it('is refused beyond the limits of size', async () => {
    const long = `id,name,class\n${'x,a,A100\n'.repeat(20_001)}`;
    await assert.rejects(run('institutions', long), { code: 'import-too-large' });
    const large = new Uint8Array(10 * 1_048_576 + 1).fill(32);
    await assert.rejects(run('institutions', large), { code: 'import-too-large' });
  });
});

describe('A file of 10,000 people', () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, index) =>
      `bulk-${index},某${index},女,护士执业证书,2020339${index},hospital,2020-01-01,2030-12-31`,
  );
  const file = ['id,name,sex,kind,licence,place,start,end', ...lines].join('\n');

  it('is checked, imported, and imported again without a change', async (context) => {
    const start = performance.now();
    assert.equal((await run('people', file, 'check')).created, 10_000);
    const checked = performance.now();
    assert.equal((await run('people', file)).created, 10_000);
    const applied = performance.now();
    assert.equal((await run('people', file)).unchanged, 10_000);
    const again = performance.now();
    const seconds = [checked - start, applied - checked, again - applied].map((ms) => ms / 1000);
    context.diagnostic(
      `check, apply, again: ${seconds.map((each) => each.toFixed(1)).join(' ')} s`,
    );
  });
});
