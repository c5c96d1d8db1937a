import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { ScorecardLine } from '../../../shared/contract/framework.ts';
import { specialWords } from '../../../shared/text/framework.ts';
import { Chart } from '../../ui/chart.tsx';
import type { ChartData } from '../../ui/chart-marks.ts';
import { figureText, numberText } from './words.ts';

const chartNames = { xmr: 'XmR', c: 'c', u: 'u', p: 'p', g: 'g', t: 't' } as const;

/** One indicator over time with the limits of chance; points that chance does not explain have another mark. */
export function LimitsChart({
  line,
  height = 220,
}: {
  readonly line: ScorecardLine;
  readonly height?: number;
}): ReactNode {
  const { points, limits, target } = line;
  const data = useMemo((): ChartData => {
    const spread = (values: readonly (number | null)[]) => points.map((_, at) => values[at] ?? null);
    return {
      categories: points.map(point => (point.complete ? point.label : `${point.label} (part)`)),
      series: [
        {
          name: line.name,
          values: points.map(point => point.value),
          marks: points.map((_, at) => (limits?.special[at] ? 'special' : null)),
        },
        ...(limits
          ? [
              { name: 'Centre', values: spread(limits.centre), role: 'centre' as const },
              { name: 'Lower limit', values: spread(limits.lower), role: 'limit' as const },
              { name: 'Upper limit', values: spread(limits.upper), role: 'limit' as const },
            ]
          : []),
        ...([target?.low, target?.high] as const).flatMap(value =>
          typeof value === 'number'
            ? [{ name: 'Target', values: points.map(() => value), role: 'target' as const }]
            : [],
        ),
      ],
    };
  }, [line.name, points, limits, target]);
  const format = useMemo(() => (value: number) => numberText(value, line), [line]);
  const special = points.flatMap((point, at) => {
    const why = limits?.special[at];
    return why ? [`${point.label} is ${specialWords[why]}`] : [];
  });
  return (
    <Chart
      kind="line"
      height={height}
      format={format}
      summary={`${line.name} by period: ${points.map(point => `${point.label} ${figureText(point, line)}`).join(', ')}. ${limits ? `${chartNames[limits.type]} chart. ${special.length > 0 ? `Marked by its rules: ${special.join('; ')}.` : 'Its rules mark no point.'}` : 'It has no limits.'}`}
      data={data}
    />
  );
}
