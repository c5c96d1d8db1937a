import type { ReactNode } from 'react';

interface SparklineProps {
  /** In order; null is a gap, never a zero. */
  readonly values: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
}

/** The run of a few numbers beside their row, which says the same in words. */
export function Sparkline({ values, width = 104, height = 22 }: SparklineProps): ReactNode {
  const known = values.filter(value => value !== null);
  if (known.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (at: number) => 3 + (at / (values.length - 1)) * (width - 6);
  const y = (value: number) => height - 3 - ((value - low) / (high - low || 1)) * (height - 6);
  const runs: string[] = [];
  let run: string[] = [];
  values.forEach((value, at) => {
    if (value !== null) run.push(`${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    if ((value === null || at === values.length - 1) && run.length > 0) {
      runs.push(run.join(' '));
      run = [];
    }
  });
  const last = values.findLastIndex(value => value !== null);
  return (
    <svg className="sparkline" width={width} height={height} aria-hidden focusable="false">
      {runs.map(points => (
        <polyline key={points} points={points} />
      ))}
      <circle cx={x(last)} cy={y(values[last]!)} r="2.2" />
    </svg>
  );
}
