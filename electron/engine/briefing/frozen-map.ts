import type { FrozenCell, FrozenMap, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { AreaShapes, HotSpotArea, HotSpots } from '../../../shared/contract/geography.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { Pin } from '../../../shared/model/deck.ts';
import { levelNames } from '../../../shared/text/areas.ts';
import { chanceText, ratiosText } from '../../../shared/text/claims.ts';
import { formatCount, formatDate, formatNumber, formatSigned, lowerFirst } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';

type Layer = Extract<Pin, { kind: 'map' }>['layer'];

export { levelNames };

const classMethods: Readonly<Record<string, string>> = {
  'fisher-jenks': 'Fisher–Jenks (natural)',
  quantile: 'Quantile (equal numbers)',
  'equal-interval': 'Equal intervals',
  percentile: 'Percentiles',
  'standard-deviation': 'Standard deviations',
  box: 'Box plot',
  user: 'breaks given',
};

const decimalsOf = (measure: HotSpots['description']['measure']): number =>
  measure === 'count' ? 0 : measure === 'ratio' ? 2 : 1;

const figure = (value: number, measure: HotSpots['description']['measure']): string =>
  measure === 'change' ? formatSigned(value, 1) : formatNumber(value, decimalsOf(measure));

interface Kind {
  readonly label: string;
  readonly tone: string;
  readonly is: (area: HotSpotArea) => boolean;
}

const certainty = { 3: '99 %', 2: '95 %', 1: '90 %' } as const;

function hotSpotKinds(): Kind[] {
  return [
    ...([3, 2, 1] as const).map((bin): Kind => ({
      label: `High Gi*, ${certainty[bin]}`,
      tone: `hot-${bin}`,
      is: area => area.bin === bin,
    })),
    { label: 'Not significant', tone: 'none', is: area => area.bin === 0 },
    ...([1, 2, 3] as const).map((bin): Kind => ({
      label: `Low Gi*, ${certainty[bin]}`,
      tone: `cold-${bin}`,
      is: area => area.bin === -bin,
    })),
  ];
}

const quadrants = [
  ['HH', 'High among high', 'hot-3'],
  ['HL', 'High among low', 'hot-1'],
  ['LH', 'Low among high', 'cold-1'],
  ['LL', 'Low among low', 'cold-3'],
] as const;

function clusterKinds(): Kind[] {
  return [
    ...quadrants.map(([quadrant, label, tone]): Kind => ({
      label,
      tone,
      is: area => area.quadrant === quadrant && area.bin !== null && area.bin !== 0,
    })),
    { label: 'Not significant', tone: 'none', is: area => area.bin === 0 },
  ];
}

const isAbove = (area: HotSpotArea): boolean => area.bin === 2;

/** "Above the rest, 1.8 to 3.2 times": the ratios of those that are. */
function placeKinds({ areas }: HotSpots): Kind[] {
  const ratios = areas.flatMap(area => (isAbove(area) && area.againstRest ? [area.againstRest.ratio] : []));
  return [
    { label: `Above the rest${ratiosText(ratios)}`, tone: 'hot-3', is: isAbove },
    { label: 'Not above the rest', tone: 'none', is: area => area.bin === 0 },
  ];
}

/** Tones of classes: one sequence, or, where numbers fall below nothing, a cold and a hot side that meet at nothing. */
export function classTones(upper: readonly number[], diverging: boolean): string[] {
  const spread = (count: number, steps: number, at: number) =>
    count < 2 ? steps : 1 + Math.round((at * (steps - 1)) / (count - 1));
  if (!diverging) return upper.map((_, at) => `sequence-${spread(upper.length, 5, at)}`);
  const cold = upper.filter(bound => bound <= 0).length;
  const middle = cold > 0 && cold < upper.length ? 1 : 0;
  const hot = upper.length - cold - middle;
  return upper.map((_, at) => {
    if (at < cold) return `cold-${4 - spread(cold, 3, at)}`;
    if (at < cold + middle) return 'none';
    return `hot-${spread(hot, 3, at - cold - middle)}`;
  });
}

/** Classes are (lower, upper]. */
function classKinds(found: HotSpots): Kind[] {
  const { measure } = found.description;
  const { upper } = found.breaks;
  const tones = classTones(upper, measure === 'change');
  return upper.map((bound, at) => ({
    label:
      at === 0
        ? `up to ${figure(bound, measure)}`
        : `over ${figure(upper[at - 1]!, measure)} to ${figure(bound, measure)}`,
    tone: tones[at]!,
    is: area => area.class === at && area.status !== 'hidden',
  }));
}

const spanText = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${formatDate(from)} to ${formatDate(to)}`;

const measureWords = (found: HotSpots): string => {
  const { description, provenance } = found;
  const per = `per ${formatNumber(description.per)} ${provenance.populationSource}`;
  if (description.statistic === 'above-rest')
    return `rate of each area over that of all others (${provenance.populationSource})`;
  return {
    count: 'count',
    rate: `rate ${per}`,
    'smoothed-rate': `rate ${per}, smoothed`,
    ratio: `ratio to what residents would lead one to expect (${provenance.populationSource})`,
    change: `change of the rate ${per}`,
  }[description.measure];
};

const weightsWords = (weights: HotSpots['description']['weights']): string => {
  if (weights === 'queen') return 'border or corner';
  if (weights === 'rook') return 'border';
  if (weights === 'distance') return 'within a distance';
  if ('nearest' in weights) return `nearest ${weights.nearest}`;
  if ('distance' in weights) return `within ${formatNumber(weights.distance)} m`;
  return `${weights.of}, order ${weights.order}`;
};

/** A claim as short as a legend has room for: the sentence with all of its test is for the words beside the map. */
const findingText = ({ title, test }: Claim): string => (test?.p == null ? title : `${title} (${chanceText(test.p)})`);

/** Everything that a reader of a map must know beside its colours. */
function linesOf(found: HotSpots, layer: Layer): FrozenMap['lines'] {
  const { description, provenance, breaks } = found;
  const hidden = found.areas.filter(area => area.status === 'hidden').length;
  const period = description.period ? spanText(description.period) : `all data to ${told(provenance.dataUntil)}`;
  const lines = [
    { name: 'Measure', text: `${provenance.datasetLabel}: ${measureWords(found)}` },
    {
      name: 'Period',
      text: `${period}${description.comparison ? `, against ${spanText(description.comparison)}` : ''}`,
    },
    {
      name: 'Areas',
      text: `${levelNames[description.level][1]}; ${formatNumber(provenance.analysed)} of ${formatNumber(provenance.ofAreas)} analysed. ${provenance.shapes.text}`,
    },
  ];
  if (layer === 'areas' || layer === 'change')
    lines.push({
      name: 'Classes',
      text: `${classMethods[breaks.method] ?? breaks.method}, over the lower to the upper bound`,
    });
  if (description.measure === 'smoothed-rate')
    lines.push({
      name: 'Smoothing',
      text: `empirical Bayes, towards ${description.smoothing === 'neighbours' ? 'each area and its neighbours' : 'the overall rate'}`,
    });
  if (layer === 'hot-spots' || layer === 'clusters')
    lines.push({
      name: 'Significance',
      text: `${layer === 'hot-spots' ? 'Gi*, two-sided normal p' : `local Moran, one-sided p of ${formatNumber(description.permutations)} permutations, seed ${description.seed}`}; ${description.correction === 'none' ? 'not corrected for many tests' : 'corrected for many tests (Benjamini–Hochberg)'}; neighbours: ${weightsWords(description.weights)}${found.claims[0]?.strength === 'found' ? '' : '. No neighbourhood is found: colours alone are no finding'}`,
    });
  if (layer === 'places')
    lines.push({
      name: 'Significance',
      text: 'each area against all others, one-sided Poisson test, corrected for many tests (Benjamini–Hochberg)',
    });
  if (layer !== 'areas' && layer !== 'change')
    lines.push(...found.claims.slice(0, 1).map(claim => ({ name: 'Finding', text: findingText(claim) })));
  lines.push(
    { name: 'Hidden', text: hidden === 0 ? 'no area' : formatCount(hidden, 'area') },
    {
      name: 'Audience',
      text: `${description.audience === 'public' ? 'Public' : 'Board'}: small counts hidden${provenance.synthetic ? `. ${syntheticWords}` : ''}`,
    },
  );
  return lines;
}

const told = (iso: string | null): string => (iso === null ? 'no known day' : formatDate(iso));

function kindsOf(found: HotSpots, layer: Layer): Kind[] {
  if (layer === 'hot-spots') return hotSpotKinds();
  if (layer === 'clusters') return clusterKinds();
  return layer === 'places' ? placeKinds(found) : classKinds(found);
}

const openLabels: Readonly<Record<Layer, string>> = {
  areas: 'No figure',
  change: 'No figure',
  'hot-spots': 'Not tested',
  clusters: 'Not tested',
  places: 'No residents',
};

/** A map for an audience as it no longer moves: outlines, tones and a legend with all that it has to say. */
export function frozenMap(found: HotSpots, layer: Layer, shapes: AreaShapes, districts: AreaShapes): FrozenMap {
  const kinds = kindsOf(found, layer);
  const kindOf = (area: HotSpotArea) => kinds.findIndex(kind => kind.is(area));
  const places = new Map(found.areas.map(area => [area.code, { area, kind: kindOf(area) }]));
  const left = [...places.values()].filter(({ kind }) => kind < 0);
  const hidden = left.filter(({ area }) => area.status === 'hidden').length;
  const open = left.length - hidden;
  const legend = [
    ...kinds.map(({ label, tone }, at) => ({
      label,
      tone,
      count: [...places.values()].filter(({ kind }) => kind === at).length,
    })),
    ...(hidden > 0 ? [{ label: 'Hidden', tone: 'hidden', count: hidden }] : []),
    ...(open > 0
      ? [
          {
            label: openLabels[layer],
            tone: 'open',
            count: open,
          },
        ]
      : []),
  ];
  const hiddenAt = kinds.length;
  const openAt = kinds.length + Number(hidden > 0);
  const fills = shapes.topology.objects.areas.geometries.map(({ id }) => {
    const place = places.get(id);
    if (!place) return null;
    if (place.kind >= 0) return place.kind;
    return place.area.status === 'hidden' ? hiddenAt : openAt;
  });
  const [, many] = levelNames[found.description.level];
  return {
    areas: shapes.topology,
    outlines: districts.topology,
    labels: districts.labels.map(({ name, at }) => ({ name, at })),
    legend,
    fills,
    lines: linesOf(found, layer),
    summary: `Map of ${lowerFirst(found.provenance.datasetLabel)}: ${measureWords(found)}, ${formatNumber(found.provenance.analysed)} ${many}. ${legend
      .filter(item => item.count)
      .map(item => `${item.label}: ${formatNumber(item.count)}`)
      .join('; ')}.`,
  };
}

/** The areas of a map as a table, those that stand out first: its twin for all who do not see it. */
export function mapTable(found: HotSpots, caption: string): FrozenTable {
  const { description, areas, protection } = found;
  const decimals = decimalsOf(description.measure);
  const symbol = protection?.symbols.hidden ?? 'c';
  const number = (area: HotSpotArea, value: number | null, digits: number): FrozenCell =>
    area.status === 'hidden'
      ? { text: symbol, value: null, status: 'hidden' }
      : value === null
        ? { text: '–', value: null, status: 'no-denominator' }
        : { text: formatNumber(value, digits), value, status: value === 0 ? 'zero' : area.status };
  const findingOf = (area: HotSpotArea): FrozenCell => {
    const { bin, quadrant } = area;
    if (area.status === 'hidden' && description.statistic === 'above-rest')
      return { text: symbol, value: null, status: 'hidden' };
    const text =
      bin === null
        ? 'not tested'
        : bin === 0
          ? description.statistic === 'above-rest'
            ? 'not above the rest'
            : 'not significant'
          : description.statistic === 'above-rest'
            ? 'above the rest'
            : description.statistic === 'local-moran'
              ? (quadrants.find(one => one[0] === quadrant)?.[1].toLowerCase() ?? '')
              : `${bin > 0 ? 'hot' : 'cold'}, ${certainty[Math.abs(bin) as 1 | 2 | 3]}`;
    return { text, value: null, status: 'value' };
  };
  const tested = description.statistic !== 'none';
  const valueHead = {
    count: null,
    rate: `Rate per ${formatNumber(description.per)}`,
    'smoothed-rate': `Smoothed rate per ${formatNumber(description.per)}`,
    ratio: 'Ratio to expected',
    change: `Change per ${formatNumber(description.per)}`,
  }[description.measure];
  const columns: {
    readonly head: string;
    readonly decimals: number;
    readonly cell: (area: HotSpotArea) => FrozenCell;
  }[] = [
    { head: 'Count', decimals: 0, cell: area => number(area, area.numerator, 0) },
    {
      head: 'Residents',
      decimals: 0,
      cell: ({ denominator }) =>
        denominator === null
          ? { text: '–', value: null, status: 'no-denominator' }
          : { text: formatNumber(denominator), value: denominator, status: 'value' },
    },
    ...(valueHead === null
      ? []
      : [{ head: valueHead, decimals, cell: (area: HotSpotArea) => number(area, area.value, decimals) }]),
    ...(description.statistic === 'above-rest'
      ? [
          {
            head: 'Times the rest',
            decimals: 1,
            cell: (area: HotSpotArea) => number(area, area.againstRest?.ratio ?? null, 1),
          },
        ]
      : []),
    ...(tested ? [{ head: 'Finding', decimals: 0, cell: findingOf }] : []),
  ];
  const order = areas.toSorted(
    (a, b) => (b.bin ?? 0) - (a.bin ?? 0) || a.district.localeCompare(b.district) || a.name.localeCompare(b.name),
  );
  return {
    caption,
    rowHeads: ['Area'],
    columns: columns.map(column => [column.head]),
    rows: order.map(area => ({
      label: area.district === area.name ? area.name : `${area.name}, ${area.district}`,
      depth: 0,
      kind: 'leaf',
      cells: columns.map(column => column.cell(area)),
    })),
    format: 'count',
    decimals: 0,
    formats: columns.map(column => ({ format: column.decimals > 0 ? 'number' : 'count', decimals: column.decimals })),
  };
}
