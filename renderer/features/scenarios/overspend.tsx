import { useRef } from 'react';
import type { ReactNode } from 'react';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import type { OptionResult } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, RiskBand } from '../../../shared/model/appraisal.ts';
import { figureText, penceText } from '../../../shared/text/appraisal.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Card } from '../../ui/surface.tsx';
import { addBand, moveBearer, setBand } from './editing.ts';
import { FiguresTable } from './figures-table.tsx';
import { PoundsField } from './line-field.tsx';

interface OverspendProps {
  readonly appraisal: Appraisal;
  readonly option: OptionResult;
  /** Whether an amount may be put down to a partner. */
  readonly isKnown: boolean;
  readonly onChange: (appraisal: Appraisal) => void;
}

const all = 'all';
const mostBands = 10;

/** Who bears what a service costs over what is expected: the bands, and what each partner bears by them. */
export function Overspend({ appraisal, option, isKnown, onChange }: OverspendProps): ReactNode {
  return (
    <Card className="scenario-block" title="When it costs more">
      <p className="small">
        In nine cases of ten “{option.name}” costs no more than {figureText(option.overspendPence / 100, 'money')} a
        year over what is expected. {isKnown ? 'This is who would bear that; the' : 'The'} least and the most that a
        partner pays do not hold for it.
      </p>
      <div className="scenario-pair">
        <Bands appraisal={appraisal} onChange={onChange} />
        {isKnown ? <Borne option={option} /> : null}
      </div>
    </Card>
  );
}

/** What each partner bears of it. */
function Borne({ option }: Pick<OverspendProps, 'option'>): ReactNode {
  return (
    <FiguresTable
      caption="What each would bear a year"
      heading="Partner"
      header={partner => partner.name}
      rows={option.partners}
      rowKey={partner => partner.id}
      columns={[
        { label: 'Bears', figures: true, cell: partner => penceText(partner.overspendPence) },
        {
          label: 'Part of it',
          figures: true,
          cell: partner =>
            option.overspendPence > 0 ? formatPercent(partner.overspendPence / option.overspendPence) : '—',
        },
      ]}
      sums={[{ header: 'All partners', cells: [penceText(option.overspendPence)] }]}
    />
  );
}

interface Row {
  readonly at: number;
  /** Null for what no band holds. */
  readonly band: RiskBand | null;
  /** Pounds; null when a band before it has no end. */
  readonly from: number | null;
}

function rowsOf(bands: readonly RiskBand[]): Row[] {
  let from: number | null = 0;
  const rows: Row[] = bands.map((band, at) => {
    const row = { at, band, from };
    if (from !== null) from = band.upTo === null ? null : Math.max(from, band.upTo);
    return row;
  });
  return from === null ? rows : [...rows, { at: bands.length, band: null, from }];
}

function Bands({ appraisal, onChange }: Pick<OverspendProps, 'appraisal' | 'onChange'>): ReactNode {
  const part = useRef<HTMLDivElement>(null);
  const { riskBands } = appraisal;
  const set = (bands: readonly RiskBand[]) => onChange({ ...appraisal, riskBands: bands });
  // What had the focus is gone or elsewhere once the bands are drawn again.
  const focusOn = (name: string) =>
    requestAnimationFrame(() => part.current?.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.focus());
  const move = (at: number, by: -1 | 1) => {
    set(moveBearer(riskBands, at, by));
    const next = at + by;
    const goesOn = next + by >= 0 && next + by < riskBands.length;
    focusOn(moveLabel(next, goesOn ? by : by === 1 ? -1 : 1));
  };
  return (
    <div ref={part}>
      <FiguresTable
        className="scenario-bands"
        caption="Bands of the overspend, from the first pound on"
        heading="From"
        header={({ from, band }) =>
          from === null || (band?.upTo != null && band.upTo <= from) ? 'no part left' : `£${formatNumber(from)}`
        }
        rows={rowsOf(riskBands)}
        rowKey={({ at }) => String(at)}
        columns={[
          {
            label: 'Up to, £',
            cell: ({ at, band }) =>
              band ? (
                <PoundsField
                  above0
                  label={`Band ${at + 1} goes up to`}
                  empty="no end"
                  value={band.upTo}
                  onSet={upTo => set(setBand(riskBands, at, { upTo }))}
                />
              ) : (
                'no end'
              ),
          },
          {
            label: 'Who bears it',
            cell: ({ at, band }) =>
              band ? (
                <ChoiceField
                  hideLabel
                  label={`Who bears band ${at + 1}`}
                  value={band.bearer ?? all}
                  choices={[
                    { id: all, label: 'All by their shares' },
                    ...appraisal.partners.map(({ id, name }) => ({ id, label: name })),
                  ]}
                  onChange={id => set(setBand(riskBands, at, { bearer: id === all ? null : id }))}
                />
              ) : (
                'All by their shares'
              ),
          },
          {
            label: 'Order',
            cell: ({ at, band }) =>
              band ? (
                <div className="scenario-buttons">
                  <Button
                    size="small"
                    kind="quiet"
                    aria-label={moveLabel(at, -1)}
                    icon={<ArrowUp aria-hidden />}
                    isDisabled={at === 0}
                    onPress={() => move(at, -1)}
                  />
                  <Button
                    size="small"
                    kind="quiet"
                    aria-label={moveLabel(at, 1)}
                    icon={<ArrowDown aria-hidden />}
                    isDisabled={at === riskBands.length - 1}
                    onPress={() => move(at, 1)}
                  />
                  <Button
                    size="small"
                    kind="quiet"
                    aria-label={`Take band ${at + 1} away`}
                    icon={<Trash2 aria-hidden />}
                    onPress={() => {
                      set(riskBands.filter((_, other) => other !== at));
                      focusOn('Add a band');
                    }}
                  />
                </div>
              ) : null,
          },
        ]}
      />
      <div className="scenario-controls">
        <Button
          size="small"
          aria-label="Add a band"
          icon={<Plus aria-hidden />}
          isDisabled={riskBands.length >= mostBands}
          onPress={() => set(addBand(riskBands))}
        >
          Add a band
        </Button>
        {riskBands.length >= mostBands ? <span className="small">There can be {mostBands}.</span> : null}
      </div>
    </div>
  );
}

const moveLabel = (at: number, by: -1 | 1): string =>
  `Who bears band ${at + 1} bears the one ${by < 0 ? 'before' : 'after'} it`;
