import type { ReactNode } from 'react';
import type { InputDefinition, TornadoBar } from '../../../shared/contract/commissioning.ts';
import { noFigure, plausibleText, signedText, switchingText } from '../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { FiguresTable } from './figures-table.tsx';
import type { FiguresColumn } from './figures-table.tsx';
import './drawings.css';

interface TornadoProps {
  readonly bars: readonly TornadoBar[];
  readonly inputs: readonly InputDefinition[];
  /** With the numbers behind each bar. */
  readonly full?: boolean;
}

/** What each input does to the difference by itself: the longest bar matters most. A table, so that it reads as one. */
export function Tornado({ bars, inputs, full }: TornadoProps): ReactNode {
  const all = bars.flatMap(bar => bar.at);
  const most = Math.max(1, ...all.map(Math.abs));
  const formatOf = (bar: TornadoBar) => inputs.find(input => input.id === bar.input)?.format ?? 'number';
  const ends = ({ at }: TornadoBar) =>
    `${signedText(at[0] ?? 0, 'money')} at P10, ${signedText(at.at(-1) ?? 0, 'money')} at P90`;
  return (
    <FiguresTable
      className="scenario-tornado"
      headHidden={!full}
      heading="Input"
      header={bar => (
        <>
          {bar.label}
          {bar.monotonic ? null : <span title="It rises and falls along its range"> ⇅</span>}
        </>
      )}
      rows={bars}
      rowKey={bar => bar.input}
      columns={[
        {
          label: 'NPSV difference',
          className: 'scenario-tornado-cell',
          spoken: ends,
          title: ends,
          cell: bar => <Bar at={bar.at} most={most} />,
        },
        ...(full
          ? ([
              {
                label: 'at P10',
                figures: true,
                className: 'small',
                cell: bar => signedText(bar.at[0] ?? 0, 'money'),
              },
              {
                label: 'at P90',
                figures: true,
                className: 'small',
                cell: bar => signedText(bar.at.at(-1) ?? 0, 'money'),
              },
              {
                label: 'Rank correlation',
                figures: true,
                cell: bar => (bar.rankCorrelation === null ? noFigure : formatNumber(bar.rankCorrelation, 2)),
              },
              {
                label: 'Switches at',
                figures: true,
                cell: bar => switchingText(bar, formatOf(bar)),
              },
              {
                label: 'Plausible',
                figures: true,
                className: 'small',
                cell: bar => plausibleText(bar, formatOf(bar)),
              },
            ] satisfies FiguresColumn<TornadoBar>[])
          : []),
      ]}
    />
  );
}

function Bar({ at, most }: { readonly at: readonly number[]; readonly most: number }): ReactNode {
  const low = Math.min(...at);
  const high = Math.max(...at);
  const half = (value: number) => `${(Math.abs(value) / most) * 50}%`;
  return (
    <div className="scenario-tornado-track" aria-hidden>
      {low < 0 ? (
        <span
          data-side="against"
          style={{ right: '50%', width: half(low), ...(high < 0 ? { marginRight: half(high) } : {}) }}
        />
      ) : null}
      {high > 0 ? (
        <span
          data-side="for"
          style={{
            left: low > 0 ? `calc(50% + ${half(low)})` : '50%',
            width: `${((high - Math.max(0, low)) / most) * 50}%`,
          }}
        />
      ) : null}
    </div>
  );
}
