import type { ReactNode } from 'react';
import type { Estimate } from '../../../shared/contract/commissioning.ts';
import { estimateText, rangeText } from '../../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../../shared/text/appraisal.ts';
import './drawings.css';

interface RangeBarProps {
  readonly estimate: Estimate;
  readonly lowest: number;
  readonly highest: number;
  /** Name of a token. */
  readonly colour: string;
  readonly format: FigureFormat;
}

/** A dot with the range around it, on a scale that all options share. */
export function RangeBar({ estimate, lowest, highest, colour, format }: RangeBarProps): ReactNode {
  const { value, low, high } = estimate;
  if (value === null) return <span className="small">not defined</span>;
  const at = (number: number) => `${Math.max(0, Math.min(100, ((number - lowest) / (highest - lowest || 1)) * 100))}%`;
  return (
    <div
      className="scenario-range"
      role="img"
      aria-label={`${estimateText(estimate, format)}, ${rangeText(estimate, format) ?? ''}`}
    >
      <span
        className="scenario-range-bar"
        style={{
          left: at(low ?? value),
          right: `calc(100% - ${at(high ?? value)})`,
          background: `color-mix(in srgb, var(${colour}) 35%, transparent)`,
        }}
      />
      <span className="scenario-range-dot" style={{ left: at(value), background: `var(${colour})` }} />
    </div>
  );
}
