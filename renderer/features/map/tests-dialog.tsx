import type { ReactNode } from 'react';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Table } from '../../ui/table.tsx';

interface TestsDialogProps {
  readonly found: HotSpots;
  readonly onClose: () => void;
}

interface Test {
  readonly name: string;
  readonly z: number | null;
  readonly p: number | null;
  readonly meaning: string;
}

const score = (value: number | null | undefined, decimals: number) =>
  value === null || value === undefined ? '–' : formatNumber(value, decimals);

/** A p as it is written: never 0. */
const chance = (p: number | null | undefined) =>
  p === null || p === undefined ? '–' : p < 0.0001 ? 'below 0.0001' : formatNumber(p, 4);

function testsOf({ global: { moran, generalG } }: HotSpots): Test[] {
  const of = (name: string, z: number | null | undefined, p: number | null | undefined, meaning: string): Test => ({
    name,
    z: z ?? null,
    p: p ?? null,
    meaning,
  });
  return [
    of(
      'Moran’s I, normal',
      moran['zNormal'],
      moran['pNormal'],
      'Two-sided, were the values drawn from one normal distribution.',
    ),
    of(
      'Moran’s I, randomised',
      moran['zRandomised'],
      moran['pRandomised'],
      'Two-sided, were these values dealt out over the areas at random: the one to quote.',
    ),
    ...(typeof moran['pPermutation'] === 'number'
      ? [
          of(
            'Moran’s I, permuted',
            null,
            moran['pPermutation'],
            'One-sided: how often dealing the values out at random gave as large an I.',
          ),
        ]
      : []),
    ...(generalG
      ? [
          of(
            'General G',
            generalG['z'],
            generalG['p'],
            'Two-sided. Above what is expected, high values lie together; below it, low ones do.',
          ),
        ]
      : []),
  ];
}

/** What the tests of the whole map say, before anybody looks at one area. */
function reading({ global: { moran } }: HotSpots): string {
  const [i, expected, p] = [moran['i'], moran['expected'], moran['pRandomised'] ?? moran['pNormal']];
  if (typeof i !== 'number' || typeof p !== 'number' || typeof expected !== 'number')
    return 'The map as a whole cannot be tested: the values do not vary, or too few areas have a neighbour.';
  if (p >= 0.05)
    return 'Taken as a whole, this map is no different from one that chance would draw: read single hot spots with care.';
  return i > expected
    ? 'Taken as a whole, areas lie beside areas with similar values more than chance would have it.'
    : 'Taken as a whole, high areas lie beside low ones more than chance would have it.';
}

/** Which p the areas of this map have, so that none is read beside one of another kind. */
function localReading({ description: { statistic } }: HotSpots): string {
  if (statistic === 'local-moran')
    return 'Of single areas this map has one-sided pseudo p of local Moran. Those of Gi* are two-sided, for the same area about twice as large: the two are not set against each other.';
  if (statistic === 'above-rest')
    return 'Of single areas this map has one-sided p: only an excess is asked for. No test of the whole map stands before it.';
  return 'Of single areas this map has two-sided p of Gi*. Those of local Moran are one-sided, for the same area about half as large: the two are not set against each other.';
}

/** The tests of the map as a whole, which p is which, and how many neighbours areas have. */
export function TestsDialog({ found, onClose }: TestsDialogProps): ReactNode {
  const { weights, global, areas } = found;
  const { moran, generalG } = global;
  const neighbours = weights.histogram.map((count, n) => ({ n, count }));
  const islands = areas.filter(area => weights.islands.includes(area.code));
  const mean = areas.length > 0 ? weights.links / areas.length : 0;
  return (
    <Dialog
      wide
      isOpen
      title="Tests of the whole map"
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      <p>{reading(found)}</p>
      <p className="small">{localReading(found)}</p>
      <p className="small">
        Moran’s I is {score(moran['i'], 3)}, by chance {score(moran['expected'], 3)}.
        {generalG && generalG['g'] !== null
          ? ` General G is ${score(generalG['g'], 5)}, by chance ${score(generalG['expected'], 5)}.`
          : ''}{' '}
        {formatNumber(found.provenance.analysed)} of {formatNumber(found.provenance.ofAreas)} areas were analysed.
      </p>
      <Table
        label="Tests of the whole map"
        columns={[
          { id: 'name', label: 'Test', cell: test => test.name },
          { id: 'z', label: 'z', figures: true, cell: test => score(test.z, 2) },
          { id: 'p', label: 'p', figures: true, cell: test => chance(test.p) },
          { id: 'meaning', label: 'What it means', cell: test => test.meaning },
        ]}
        rows={testsOf(found)}
        rowKey={test => test.name}
      />
      <h3>Neighbours</h3>
      <p>
        {weights.text} {formatCount(weights.links, 'link')} in all, {formatNumber(mean, 1)} for an area.{' '}
        {islands.length === 0
          ? 'Every area has a neighbour.'
          : `Without a neighbour, so without a local test: ${islands.map(area => area.name).join(', ')}.`}
      </p>
      <div className="map-neighbours">
        <Chart
          kind="bar"
          height={230}
          format={value => formatNumber(value)}
          summary={`How many areas have so many neighbours: ${neighbours.map(({ n, count }) => `${formatNumber(count)} with ${n}`).join(', ')}`}
          data={{
            categories: neighbours.map(({ n }) => String(n)),
            series: [{ name: 'Areas', values: neighbours.map(({ count }) => count) }],
          }}
        />
        <Table
          label="Areas by number of neighbours"
          columns={[
            { id: 'n', label: 'Neighbours', figures: true, cell: row => formatNumber(row.n) },
            { id: 'count', label: 'Areas', figures: true, cell: row => formatNumber(row.count) },
          ]}
          rows={neighbours.filter(row => row.count > 0)}
          rowKey={row => row.n}
        />
      </div>
    </Dialog>
  );
}
