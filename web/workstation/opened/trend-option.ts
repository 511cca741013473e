/**
 * A trend as an ECharts option: lines over time, the reference range as a band behind the first.
 * https://echarts.apache.org/en/option.html
 */
import type { EChartsCoreOption } from 'echarts/core';
import { exactText } from '../../design/moment.ts';
import { fontFamily, palettes } from '../../design/tokens.ts';
import type { Palette, ThemeName } from '../../design/tokens.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { isAbnormal, isCritical } from '../../fhir/reading.ts';
import type { Point, Series } from '../../fhir/trend.ts';
import { bandsOf } from '../../fhir/trend.ts';

/** With more values than this only the line is drawn, and the value under the pointer. */
const pointsMarked = 60;

interface TrendStyle {
  theme: ThemeName;
  /** Time of the opened value in milliseconds; it is drawn larger. */
  current: number;
  flagText: (flag: string) => string;
}

/** The option of a plot of one or more series; values without a number are left out. */
export function trendOption(series: readonly Series[], style: TrendStyle): EChartsCoreOption {
  const palette = palettes[style.theme];
  const colours = [palette.lead, palette.second, palette.warn];
  return {
    textStyle: { fontFamily },
    grid: { left: 8, right: 16, top: series.length > 1 ? 36 : 22, bottom: 4, containLabel: true },
    legend: {
      show: series.length > 1,
      top: 0,
      right: 8,
      itemWidth: 16,
      textStyle: { color: palette.ink, fontSize: 11 },
    },
    tooltip: tooltip(style, palette),
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.inkSoft, hideOverlap: true, fontSize: 11 },
      splitNumber: 4,
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: series[0]?.unit ?? '',
      nameTextStyle: { color: palette.inkSoft, align: 'left' },
      axisLabel: {
        color: palette.inkSoft,
        fontSize: 11,
        showMinLabel: false,
        showMaxLabel: false,
      },
      splitLine: { lineStyle: { color: palette.line } },
      splitNumber: 4,
      ...rangeInView(series),
    },
    series: series.map((one, index) => ({
      type: 'line',
      name: one.label,
      showAllSymbol: one.points.length <= pointsMarked,
      lineStyle: { width: 1.6, color: colours[index % colours.length] },
      itemStyle: { color: colours[index % colours.length] },
      data: one.points.flatMap((point) => dataOf(point, style, palette)),
      markArea: { silent: true, data: bandsFor(one, series.length, palette) },
    })),
  };
}

function dataOf(point: Point, style: TrendStyle, palette: Palette): object[] {
  const { reading, at } = point;
  if (reading.number === undefined) return [];
  const colour = isCritical(reading)
    ? palette.danger
    : isAbnormal(reading)
      ? palette.warn
      : undefined;
  return [
    {
      value: [at, reading.number],
      point,
      symbol: isAbnormal(reading) ? 'diamond' : 'circle',
      symbolSize: at === style.current ? 10 : isAbnormal(reading) ? 7 : 5,
      ...(colour === undefined ? {} : { itemStyle: { color: colour } }),
    },
  ];
}

/** Bands only where there is one series: two bands over each other could not be told apart. */
function bandsFor(series: Series, count: number, palette: Palette): object[][] {
  if (count > 1) return [];
  const bands = bandsOf(series.points);
  return bands.map((band, index) => [
    {
      ...(index === 0 ? {} : { xAxis: band.from }),
      ...(band.high === undefined ? {} : { yAxis: band.high }),
      itemStyle: { color: palette.lead, opacity: 0.12 },
    },
    {
      ...(index === bands.length - 1 ? {} : { xAxis: band.to }),
      ...(band.low === undefined ? {} : { yAxis: band.low }),
    },
  ]);
}

/** Widens the axis so that the whole reference range is seen, not only the values. */
function rangeInView(series: readonly Series[]): object {
  const [only] = series;
  if (series.length !== 1 || only === undefined) return {};
  const readings = only.points.map(({ reading }) => reading);
  const lows = readings.flatMap(({ low, number }) => [low ?? [], number ?? []].flat());
  const highs = readings.flatMap(({ high, number }) => [high ?? [], number ?? []].flat());
  if (lows.length === 0 || highs.length === 0) return {};
  const [bottom, top] = [Math.min(...lows, ...highs), Math.max(...highs, ...lows)];
  const margin = (top - bottom || Math.abs(top) || 1) * 0.1;
  const tidy = (value: number) => Number(value.toPrecision(3));
  return {
    min: tidy(bottom >= 0 ? Math.max(0, bottom - margin) : bottom - margin),
    max: tidy(top + margin),
  };
}

function tooltip({ flagText }: TrendStyle, palette: Palette): object {
  return {
    trigger: 'item',
    confine: true,
    renderMode: 'richText',
    backgroundColor: palette.raised,
    borderColor: palette.line,
    textStyle: { color: palette.ink, fontSize: 12 },
    formatter: ({ data }: { data: { point: Point } }) => {
      const { reading, fact } = data.point;
      const { value, unit, range, flag } = reading;
      const said = flag === undefined || flag === 'normal' ? '' : flagText(flag);
      const words = [value, unit, range && `[${range}]`, said].filter(Boolean).join(' ');
      return `${exactText(clinicalDate(fact) ?? '')}\n${words}`;
    },
  };
}
