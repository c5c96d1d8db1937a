import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { ScorecardLine } from '../../../shared/contract/framework.ts';
import { assuranceLabels, hasFigures, themeLabels, variationText } from '../../../shared/text/framework.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { Chip } from '../../ui/surface.tsx';
import { comparisonLabels, districtClaimOf, figureText } from './words.ts';

interface IndicatorTableProps {
  readonly lines: readonly ScorecardLine[];
  /** Code of the quarter asked for: a figure of another says which. */
  readonly period: string;
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}

/** Every indicator in a row: its latest value, its run, what chance explains, its target and the districts. */
export function IndicatorTable({ lines, period, chosen, onChoose }: IndicatorTableProps): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const [all, setAll] = useState(false);
  const supplied = lines.filter(hasFigures);
  const missing = lines.filter(line => !hasFigures(line));
  const shown = all || supplied.length === 0 ? [...supplied, ...missing] : supplied;
  const districts = lines.find(line => line.districts.length > 0)?.districts ?? [];
  const isCompared = lines.some(line => line.districts.some(one => one.comparison !== 'not-compared'));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const list = [...(body.current?.querySelectorAll<HTMLButtonElement>('.scorecard-name') ?? [])];
    const at = list.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    list[at + by]?.focus();
    event.preventDefault();
  };
  return (
    <table className="scorecard-table">
      <thead>
        <tr>
          <th scope="col">Theme</th>
          <th scope="col">Indicator</th>
          <th scope="col" className="figures">
            Latest
          </th>
          <th scope="col">Run</th>
          <th scope="col">Variation</th>
          <th scope="col">Against target</th>
          <th scope="col">
            {isCompared ? `${districts.length} districts, set against the rest of the area` : 'Districts, not compared'}
          </th>
        </tr>
      </thead>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the buttons in it take the focus */}
      <tbody ref={body} onKeyDown={onKeyDown}>
        {shown.map(line => (
          <tr key={line.code} data-chosen={line.code === chosen} data-variation={line.variation}>
            <td>
              <Chip>{themeLabels[line.theme]}</Chip>
            </td>
            <th scope="row">
              <button
                type="button"
                className="scorecard-name"
                aria-pressed={line.code === chosen}
                onClick={() => onChoose(line.code)}
              >
                {line.name}
              </button>
            </th>
            <td className="figures" title={line.latest ? line.latest.label : undefined}>
              {figureText(line.latest, line)}
              {line.latest && line.latest.period !== period ? (
                <span className="small scorecard-of"> {line.latest.label}</span>
              ) : null}
            </td>
            <td className="scorecard-run">
              <Sparkline values={line.points.filter(point => point.complete).map(point => point.value)} />
            </td>
            <td className="scorecard-variation" title={line.variationWords}>
              {variationText(line)}
            </td>
            <td title={line.targetWords ?? (line.target ? undefined : 'No target')}>
              {line.assurance ? assuranceLabels[line.assurance] : line.targetWords ? 'Limits of the old way' : '—'}
            </td>
            <td>
              {line.districts.length > 0 ? (
                <span className="scorecard-districts" role="img" aria-label={districtWords(line)}>
                  {line.districts.map(one => (
                    <span
                      key={one.code}
                      data-comparison={one.comparison}
                      title={`${one.name}: ${figureText(one, line)}${line.latest ? ` in ${line.latest.label}` : ''}; ${districtClaimOf(line, one.code)?.sentence ?? comparisonLabels[one.comparison]}`}
                    >
                      {marks[one.comparison]}
                    </span>
                  ))}
                </span>
              ) : null}
            </td>
          </tr>
        ))}
        {supplied.length > 0 && missing.length > 0 ? (
          <tr>
            <td colSpan={7}>
              <button type="button" className="scorecard-more" aria-expanded={all} onClick={() => setAll(!all)}>
                <span aria-hidden>{all ? '▾' : '▸'}</span> {formatCount(missing.length, 'indicator')} that no agency has
                supplied yet
              </button>
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

/** Colour is never alone: each comparison has a mark too. */
const marks = {
  better: '▲',
  worse: '▼',
  similar: '',
  'not-told': '',
  higher: '+',
  lower: '−',
  'not-compared': '·',
} as const;

function districtWords(line: ScorecardLine): string {
  const compared = line.districts.filter(one => one.comparison !== 'not-compared');
  const told = compared.filter(one => one.comparison !== 'similar' && one.comparison !== 'not-told');
  if (compared.length === 0) return 'No district is compared';
  return told.length === 0
    ? `${compared.length < line.districts.length ? 'No district that is compared' : 'No district'} differs from the rest of the area beyond chance`
    : told.map(one => `${one.name} ${comparisonLabels[one.comparison]}`).join(', ');
}
