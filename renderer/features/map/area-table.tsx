import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { HotSpotArea, HotSpots } from '../../../shared/contract/geography.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { valueLabel } from './layer-view.ts';
import { layerKind } from './layers.ts';
import type { MapLayer } from './layers.ts';
import { quadrantLabels } from './layers/clusters.ts';

export interface AreaColumn {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly figures: boolean;
  readonly text: (area: HotSpotArea) => string;
  /** What it is sorted by; null comes last. */
  readonly order: (area: HotSpotArea) => number | string | null;
}

const figure = (
  id: string,
  label: string,
  hint: string,
  of: (area: HotSpotArea) => number | null,
  decimals: number,
): AreaColumn => ({
  id,
  label,
  hint,
  figures: true,
  text: area => {
    if (area.status === 'hidden' && id !== 'denominator') return 'c';
    const value = of(area);
    return value === null ? '–' : formatNumber(value, decimals);
  },
  order: of,
});

const certainties = ['not significant', '90 %', '95 %', '99 %'];

/** "hot, 99 %", "cold, 90 %", "not significant". */
export function binLabel(bin: HotSpotArea['bin']): string {
  if (bin === null) return '–';
  if (bin === 0) return certainties[0]!;
  return `${bin > 0 ? 'hot' : 'cold'}, ${certainties[Math.abs(bin)]}`;
}

/** Whether it stands above the rest: "yes", "no", "c", "no residents". */
export function placeLabel({ bin, status, denominator }: HotSpotArea): string {
  if (status === 'hidden') return 'c';
  if (bin === null) return denominator ? '–' : 'no residents';
  return bin === 0 ? 'no' : 'yes';
}

/** The columns of the table twin: those that matter for a layer, or all of them. */
export function areaColumns(found: HotSpots, layer: MapLayer, all: boolean): readonly AreaColumn[] {
  const { measure, per } = found.description;
  const name: AreaColumn = {
    id: 'name',
    label: 'Area',
    hint: 'Name of the area',
    figures: false,
    text: area => area.name,
    order: area => area.name,
  };
  const district: AreaColumn = {
    id: 'district',
    label: 'District',
    hint: 'District that the area lies in',
    figures: false,
    text: area => area.district,
    order: area => area.district,
  };
  const count = figure('numerator', 'Count', 'Counted in the period', area => area.numerator, 0);
  const residents = figure('denominator', 'Residents', found.provenance.populationSource, area => area.denominator, 0);
  const rate = figure('rate', 'Rate', `Per ${formatNumber(per)} residents`, area => area.rate, 1);
  const smoothed = figure('smoothed', 'EB', 'Rate smoothed by empirical Bayes', area => area.smoothedRate, 1);
  const ratio = figure('ratio', 'Ratio', 'Over what residents would lead one to expect', area => area.ratio, 2);
  const z = figure('z', 'z', 'Gi* score: how far the neighbourhood stands out', area => area.z, 1);
  const kind = layerKind(layer);
  const { sided } = kind;
  const side = sided.startsWith('one') ? '1-sided' : '2-sided';
  const p = figure('p', `p, ${side}`, `Uncorrected, ${sided}`, area => area.p, 4);
  const adjusted = figure(
    'adjusted',
    `p adj., ${side}`,
    `Corrected for many tests (Benjamini–Hochberg), ${sided}`,
    area => area.adjustedP,
    4,
  );
  const value: AreaColumn = {
    ...figure('value', 'Change', `Per ${formatNumber(per)} residents`, area => area.value, 1),
    text: area => (area.status === 'hidden' ? 'c' : valueLabel(area.value, measure)),
  };
  const bin: AreaColumn = {
    id: 'bin',
    label: kind.countsOnce ? 'Above' : 'Finding',
    hint: kind.countsOnce ? 'Above all others by more than chance, or not' : 'High, low or explained by chance',
    figures: false,
    text: area => (kind.countsOnce ? placeLabel(area) : binLabel(area.bin)),
    order: area => area.bin,
  };
  const quadrant: AreaColumn = {
    id: 'quadrant',
    label: 'Kind',
    hint: 'The area among its neighbours',
    figures: false,
    text: area => (area.quadrant && area.bin ? quadrantLabels[area.quadrant] : '–'),
    order: area => (area.quadrant && area.bin ? quadrantLabels[area.quadrant] : null),
  };
  const pattern: AreaColumn = {
    id: 'pattern',
    label: 'Pattern',
    hint: 'How it developed month by month',
    figures: false,
    text: area => area.pattern ?? '–',
    order: area => area.pattern,
  };
  const timesRest = figure(
    'against-rest',
    '× rest',
    'Times the rate of all other areas',
    area => area.againstRest?.ratio ?? null,
    1,
  );
  const lower = figure('lower', 'from', '95 % interval of it', area => area.againstRest?.lower ?? null, 1);
  const upper = figure('upper', 'to', '95 % interval of it', area => area.againstRest?.upper ?? null, 1);
  const moran = figure('moran', 'I', 'Local Moran', area => area.localI, 2);
  const own = new Map(
    [name, count, rate, z, value, timesRest, lower, upper, moran, quadrant, pattern, bin].map(one => [one.id, one]),
  );
  const columnsOf = (ids: readonly string[]) => ids.flatMap(id => own.get(id) ?? []);
  if (all)
    return [
      name,
      district,
      count,
      residents,
      rate,
      smoothed,
      ratio,
      ...columnsOf(kind.columns.own),
      p,
      adjusted,
      bin,
      ...columnsOf(kind.columns.last ?? []),
    ];
  if (kind.columns.short) return columnsOf(kind.columns.short);
  return measure === 'count' ? [name, count, z] : [name, rate, measure === 'ratio' ? ratio : smoothed, z];
}

/** As the style sheet has them, in points at the usual size of text. */
const rowHeight = 26;
const headHeight = 28;

interface AreaTableProps {
  readonly label: string;
  readonly areas: readonly HotSpotArea[];
  readonly columns: readonly AreaColumn[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (code: string, add: boolean) => void;
  /** Column that it is sorted by at first, the highest first. */
  readonly first: string;
}

/** The twin of the map: every area with its figures, sorted as the person likes; rows are chosen as areas are. */
export function AreaTable({ label, areas, columns, selected, onSelect, first }: AreaTableProps): ReactNode {
  const [sort, setSort] = useState<{ readonly id: string; readonly down: boolean } | null>(null);
  const by = columns.find(column => column.id === (sort?.id ?? first)) ?? columns[0]!;
  const down = sort && sort.id === by.id ? sort.down : by.figures;
  const sorted = useMemo(
    () =>
      areas.toSorted((a, b) => {
        const [x, y] = [by.order(a), by.order(b)];
        if (x === null || y === null) return x === y ? a.name.localeCompare(b.name) : x === null ? 1 : -1;
        const order = typeof x === 'string' ? x.localeCompare(String(y)) : x - (y as number);
        return (down ? -order : order) || a.name.localeCompare(b.name);
      }),
    [areas, by, down],
  );
  const [at, setAt] = useState<string | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const wantsFocus = useRef(false);
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const latest = useRef(onSelect);
  latest.current = onSelect;
  const choose = useRef((code: string, add: boolean) => {
    setAt(code);
    latest.current(code, add);
  });
  const places = useMemo(() => new Map(sorted.map((area, place) => [area.code, place])), [sorted]);
  const place = (at !== null ? places.get(at) : undefined) ?? 0;
  // Only what is in sight is drawn: a thousand areas would hold every change of the map up.
  const from = Math.max(0, Math.floor(seen.top / rowHeight) - 8);
  const to = Math.min(sorted.length, Math.ceil((seen.top + seen.height) / rowHeight) + 8);

  useEffect(() => {
    const box = scroll.current!;
    const look = () => setSeen({ top: box.scrollTop, height: box.clientHeight });
    const sized = new ResizeObserver(look);
    sized.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, []);

  const show = (row: number) => {
    const box = scroll.current!;
    const top = row * rowHeight;
    const height = box.clientHeight - headHeight - rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top > box.scrollTop + height) box.scrollTop = top - height;
  };

  // What was chosen elsewhere comes into sight here.
  useEffect(() => {
    const [code] = selected;
    const row = code === undefined ? undefined : places.get(code);
    if (row === undefined || body.current?.contains(document.activeElement)) return;
    setAt(code!);
    show(row);
  }, [selected, places]);

  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = body.current?.querySelector<HTMLElement>('tr[tabindex="0"]');
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(seen.height / rowHeight) - 2);
    const next = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + page,
      PageUp: place - page,
      Home: 0,
      End: sorted.length - 1,
    }[event.key];
    const area = sorted[place];
    if (next !== undefined) {
      const row = Math.max(0, Math.min(sorted.length - 1, next));
      wantsFocus.current = true;
      setAt(sorted[row]?.code ?? null);
      show(row);
    } else if ((event.key === ' ' || event.key === 'Enter') && area)
      onSelect(area.code, event.key === ' ' || event.ctrlKey || event.shiftKey);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={scroll} className="area-table-scroll">
      <table
        className="area-table"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- its rows are chosen
        role="grid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={sorted.length + 1}
      >
        <thead>
          <tr>
            {columns.map(column => (
              <th
                key={column.id}
                scope="col"
                className={column.figures ? 'figures' : undefined}
                aria-sort={column === by ? (down ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  title={column.hint}
                  onClick={() => setSort({ id: column.id, down: column === by ? !down : column.figures })}
                >
                  {column.label}
                  <span aria-hidden>{column === by ? (down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its rows take the focus */}
        <tbody ref={body} onKeyDown={onKeyDown}>
          {from > 0 ? <Gap rows={from} columns={columns.length} /> : null}
          {sorted.slice(from, to).map((area, i) => (
            <AreaRow
              key={area.code}
              area={area}
              row={from + i}
              columns={columns}
              chosen={selected.has(area.code)}
              reachable={from + i === place}
              onChoose={choose.current}
            />
          ))}
          {to < sorted.length ? <Gap rows={sorted.length - to} columns={columns.length} /> : null}
        </tbody>
      </table>
    </div>
  );
}

/** Room of the rows that are out of sight. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }): ReactNode {
  return (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td colSpan={columns}>{null}</td>
    </tr>
  );
}

interface AreaRowProps {
  readonly area: HotSpotArea;
  readonly row: number;
  readonly columns: readonly AreaColumn[];
  readonly chosen: boolean;
  readonly reachable: boolean;
  readonly onChoose: (code: string, add: boolean) => void;
}

const AreaRow = memo(function AreaRow({ area, row, columns, chosen, reachable, onChoose }: AreaRowProps): ReactNode {
  return (
    <tr
      data-code={area.code}
      data-hidden={area.status === 'hidden'}
      aria-rowindex={row + 2}
      aria-selected={chosen}
      tabIndex={reachable ? 0 : -1}
      onClick={event => onChoose(area.code, event.ctrlKey || event.shiftKey)}
    >
      {columns.map((column, i) =>
        i === 0 ? (
          <th key={column.id} scope="row">
            {column.text(area)}
          </th>
        ) : (
          <td key={column.id} className={column.figures ? 'figures' : undefined}>
            {column.text(area) === 'c' ? <span aria-label="hidden to protect children">c</span> : column.text(area)}
          </td>
        ),
      )}
    </tr>
  );
});
