/**
 * Draws a trend with ECharts, of which only what it needs is loaded.
 * https://echarts.apache.org/handbook/en/basics/import
 */
import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use as useParts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../../design/appearance-context.ts';
import type { Series } from '../../fhir/trend.ts';
import { trendOption } from './trend-option.ts';

useParts([
  LineChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** `current` is the time of the opened value in milliseconds, drawn larger. */
export function TrendPlot(props: { series: readonly Series[]; current: number }): ReactNode {
  const { t } = useTranslation();
  const { theme } = useAppearance();
  const { series, current } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current === null) return undefined;
    const plot = init(box.current, undefined, { renderer: 'svg' });
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const flagText = (flag: string) => t(`flag.${flag as 'high'}`);
    plot.setOption({
      ...trendOption(series, { theme, current, flagText }),
      animation: !still,
      animationDuration: 200,
    });
    const observer = new ResizeObserver(() => plot.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      plot.dispose();
    };
  }, [series, current, theme, t]);
  const label = t('opened.chartLabel', {
    name: series.map((one) => one.label).join('、'),
    n: series[0]?.points.length ?? 0,
  });
  return <div ref={box} className="trend-plot" role="img" aria-label={label} />;
}
