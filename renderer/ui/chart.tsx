import { useEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartProps, Colours } from './chart-marks.ts';
import { optionOf } from './chart-option.ts';
import './chart.css';

use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    quiet: read('--ink-2'),
    line: read('--line'),
    surface: read('--surface'),
    series: ['--p1', '--p2', '--p3', '--p4', '--p5', '--p6'].map(read),
    sequence: ['--seq1', '--seq2', '--seq3', '--seq4', '--seq5'].map(read),
  };
}

/** A chart of a table that stands beside it. The only place that knows ECharts. */
export function Chart(props: ChartProps): ReactNode {
  const { summary, height, kind, data, format, highest, small, text } = props;
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const option = useMemo(
    () => ({ kind, data, format, highest, small, text }),
    [kind, data, format, highest, small, text],
  );
  useEffect(() => {
    const place = element.current!;
    const drawn = init(place);
    chart.current = drawn;
    const draw = () =>
      drawn.setOption(optionOf({ ...option, summary } as ChartProps, coloursOf(place), place.clientWidth), {
        notMerge: true,
      });
    draw();
    const sized = new ResizeObserver(() => drawn.resize());
    sized.observe(place);
    // A change of theme changes the colours that the chart was drawn with.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] });
    return () => {
      sized.disconnect();
      themed.disconnect();
      // A painting that goes on in a later frame ends when another has begun: so it never meets a chart that is gone.
      drawn.clear();
      drawn.getZr().flush();
      drawn.dispose();
      chart.current = null;
    };
  }, [option, summary]);
  return (
    <div
      ref={element}
      className="chart"
      role="img"
      aria-label={summary}
      style={height === undefined ? undefined : { height }}
    />
  );
}
