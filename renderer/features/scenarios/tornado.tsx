import type { ReactNode } from 'react';
import type { InputDefinition, TornadoBar } from '../../../shared/contract/commissioning.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { shortMoney, valueWords } from './words.ts';

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
  return (
    <table className="scenario-table scenario-tornado">
      <thead className={full ? undefined : 'visually-hidden'}>
        <tr>
          <th scope="col">Input</th>
          <th scope="col">NPSV difference</th>
          {full ? (
            <>
              <th scope="col" className="figures">
                at P10
              </th>
              <th scope="col" className="figures">
                at P90
              </th>
              <th scope="col" className="figures">
                Rank correlation
              </th>
              <th scope="col" className="figures">
                Switches at
              </th>
              <th scope="col" className="figures">
                Plausible
              </th>
            </>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {bars.map(bar => {
          const low = Math.min(...bar.at);
          const high = Math.max(...bar.at);
          const format = inputs.find(input => input.id === bar.input)?.format ?? 'number';
          const half = (value: number) => `${(Math.abs(value) / most) * 50}%`;
          return (
            <tr key={bar.input}>
              <th scope="row">
                {bar.label}
                {bar.monotonic ? null : <span title="It rises and falls along its range"> ⇅</span>}
              </th>
              <td
                className="scenario-tornado-cell"
                aria-label={`${shortMoney(bar.at[0] ?? 0, true)} at P10, ${shortMoney(bar.at.at(-1) ?? 0, true)} at P90`}
                title={`${shortMoney(bar.at[0] ?? 0, true)} at P10, ${shortMoney(bar.at.at(-1) ?? 0, true)} at P90`}
              >
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
              </td>
              {full ? (
                <>
                  <td className="figures small">{shortMoney(bar.at[0] ?? 0, true)}</td>
                  <td className="figures small">{shortMoney(bar.at.at(-1) ?? 0, true)}</td>
                  <td className="figures">
                    {bar.rankCorrelation === null ? '—' : formatNumber(bar.rankCorrelation, 2)}
                  </td>
                  <td className="figures">
                    {bar.switching === null ? 'does not switch' : valueWords(bar.switching, format)}
                  </td>
                  <td className="figures small">
                    {valueWords(bar.plausible[0], format)} to {valueWords(bar.plausible[1], format)}
                  </td>
                </>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
