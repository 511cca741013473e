/** What ultrasound shows of a healthy child before birth, by week. */
import type { ImagingResult } from '../life/visit.ts';

/** The reports of the weeks with an examination: 12, 22, 32 and 37; none in the others. */
export function fetalImages(week: number): ImagingResult[] {
  const found = reports.get(week);
  return found === undefined ? [] : [{ kind: 'fetalUltrasound', ...found }];
}

const reports: ReadonlyMap<number, Omit<ImagingResult, 'kind'>> = new Map([
  [
    12,
    {
      findings: '宫内单胎，头臀长58mm，胎心搏动规则，颈项透明层厚1.4mm，鼻骨可见。',
      conclusion: '宫内孕约12周，单活胎，NT在正常范围',
    },
  ],
  [
    22,
    {
      findings:
        '单胎，双顶径54mm，股骨长38mm，四腔心可见，脊柱连续，胃泡、双肾、膀胱可见，' +
        '胎盘后壁，羊水最大深度48mm。',
      conclusion: '宫内孕约22周，单活胎，未见明显结构异常',
    },
  ],
  [
    32,
    {
      findings: '单胎头位，双顶径81mm，腹围282mm，股骨长61mm，胎盘Ⅰ—Ⅱ级，羊水指数121mm。',
      conclusion: '宫内孕约32周，单活胎，生长符合孕周',
    },
  ],
  [
    37,
    {
      findings:
        '单胎头位，双顶径91mm，腹围328mm，股骨长70mm，胎盘Ⅱ级，羊水指数108mm，脐血流S/D 2.2。',
      conclusion: '宫内孕足月，单活胎，头位',
    },
  ],
]);
