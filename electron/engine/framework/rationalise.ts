import type { SupplyLine } from '../../../shared/contract/coverage.ts';
import type { IndicatorWorth, Scorecard, ScorecardLine } from '../../../shared/contract/framework.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Dataset, MeasureKind, RowTest } from '../../../shared/model/dataset.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { formatCount, formatNumber, formatPercent } from '../../../shared/text/format.ts';

/** Periods that two series must share before they are set against each other. */
const fewestShared = 8;
/** |ρ| from which two indicators tell the same. */
const sameMovement = 0.9;

function ranksOf(values: readonly number[]): number[] {
  const ordered = values.toSorted((a, b) => a - b);
  return values.map(value => (ordered.indexOf(value) + ordered.lastIndexOf(value)) / 2);
}

/**
 * Spearman's rank correlation: Pearson's over ranks, equal values sharing their mean rank. Null below eight pairs, or where
 * one of the two never changes.
 * Source: Spearman (1904), American Journal of Psychology 15:72.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < fewestShared) return null;
  const [x, y] = [ranksOf(pairs.map(pair => pair[0])), ranksOf(pairs.map(pair => pair[1]))];
  const middle = (pairs.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((rank, i) => {
    const [a, b] = [rank - middle, y[i]! - middle];
    xy += a * b;
    xx += a * a;
    yy += b * b;
  });
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null;
}

const fieldsOfTests = (tests: readonly RowTest[]) => tests.map(test => test.field);

function fieldsOfMeasure(dataset: Dataset, compute: MeasureKind): readonly string[] {
  const named = (name: string) => dataset.measures.find(one => one.name === name)!.compute;
  switch (compute.kind) {
    case 'rows':
      return [];
    case 'share':
      return [...fieldsOfTests(compute.numerator), ...fieldsOfTests(compute.denominator)];
    case 'rate':
      return fieldsOfMeasure(dataset, named(compute.of));
    case 'ratio':
      return [
        ...fieldsOfMeasure(dataset, named(compute.numerator)),
        ...fieldsOfMeasure(dataset, named(compute.denominator)),
      ];
    case 'days-between':
      return [compute.from, compute.to];
    default:
      return [compute.field];
  }
}

/** Fields of returns that an indicator needs, as "dataset.field". */
export function fieldsNeeded(indicator: Indicator): ReadonlySet<string> {
  if (!indicator.measure) return new Set();
  const dataset = datasetNamed(indicator.measure.dataset)!;
  const { compute } = dataset.measures.find(one => one.name === indicator.measure!.measure)!;
  return new Set(
    [
      ...(dataset.dateField ? [dataset.dateField] : []),
      ...fieldsOfMeasure(dataset, compute),
      ...indicator.measure.filters.map(filter => filter.field),
    ].map(field => `${dataset.name}.${field}`),
  );
}

const completeOf = (line: ScorecardLine) => line.points.filter(point => point.complete);

/**
 * What each indicator is worth, 0 to 1 by part, and what is proposed; the coordinator decides.
 * - **completeness**: complete periods with a figure, of all complete periods since the data begin; 0 where nothing came.
 * - **timeliness**: due returns of its kind that came in time, of those of which that is known: what had come before the
 *   workspace was made has no day. Null where no return has one.
 * - **signal**: its points that the rules of its chart mark, of those that have limits; a mark is no finding.
 * - **overlap**: the largest |ρ| (Spearman) with another indicator over eight shared periods or more. Its pair is left out:
 *   a pair is there to be read together.
 * - **burden**: fields that are filled for it alone, of the fields that it needs.
 * - **decisions**: lines of the action plan that name it.
 *
 * Proposals, the first that holds: nothing ever came of any indicator → keep, since nothing can be told of one; nothing ever came → retire, unless a statement of difference has no other indicator with
 * figures: then report it less often; it moves with a more useful one at |ρ| of 0.9 or more, in its figures and in their changes from one period
 * to the next (two that only grow alike are not the same) → merge; its points show no
 * signal, it has no decision and is quarterly → report less often; else keep. More useful: more decisions, then more
 * signal, then the lower burden, then the earlier in the framework.
 */
export function worthOf(
  framework: Framework,
  card: Pick<Scorecard, 'lines'>,
  supply: readonly SupplyLine[],
  decisionsOf: ReadonlyMap<string, number>,
): readonly IndicatorWorth[] {
  const lines = new Map(card.lines.map(line => [line.code, line]));
  const needed = new Map(framework.indicators.map(one => [one.code, fieldsNeeded(one)]));
  const parts = framework.indicators.map(indicator => {
    const line = lines.get(indicator.code)!;
    const complete = completeOf(line);
    const shown = complete.filter(point => point.value !== null);
    const dataset = indicator.measure?.dataset;
    const due = supply.filter(one => one.dataset === dataset && one.state !== 'not-due');
    const timely = due.filter(one => one.state !== 'received');
    const limited = complete.flatMap((_, at) => (line.limits && line.limits.centre[at] !== null ? [at] : []));
    const fields = [...needed.get(indicator.code)!];
    const alone = fields.filter(field =>
      [...needed].every(([code, others]) => code === indicator.code || !others.has(field)),
    );
    return {
      indicator,
      line,
      supplied: shown.length > 0,
      completeness: complete.length ? shown.length / complete.length : 0,
      timeliness: due.some(({ state }) => state === 'on-time' || state === 'late')
        ? timely.filter(({ state }) => state === 'on-time' || state === 'nothing-more').length / timely.length
        : null,
      signal: limited.length ? limited.filter(at => line.limits!.special[at] !== null).length / limited.length : null,
      burden: fields.length ? alone.length / fields.length : null,
      decisions: decisionsOf.get(indicator.code) ?? 0,
    };
  });
  const hasAny = parts.some(one => one.supplied);
  const shared = (a: ScorecardLine, b: ScorecardLine) => {
    const values = new Map(completeOf(b).map(point => [point.period, point.value]));
    return completeOf(a).flatMap(point => {
      const other = values.get(point.period) ?? null;
      return point.value === null || other === null ? [] : [[point.value, other] as const];
    });
  };
  const changes = (pairs: ReturnType<typeof shared>) =>
    pairs.slice(1).map(([a, b], i) => [a - pairs[i]![0], b - pairs[i]![1]] as const);
  const moreUseful = (a: (typeof parts)[number], b: (typeof parts)[number]) =>
    b.decisions - a.decisions ||
    (b.signal ?? 0) - (a.signal ?? 0) ||
    (a.burden ?? 1) - (b.burden ?? 1) ||
    parts.indexOf(a) - parts.indexOf(b);
  return parts.map((own): IndicatorWorth => {
    const { indicator } = own;
    const overlaps = parts
      .filter(
        other => other !== own && other.indicator.code !== indicator.pair && other.indicator.pair !== indicator.code,
      )
      .flatMap(other => {
        const pairs = shared(own.line, other.line);
        const found = rankCorrelation(pairs);
        const moving = Math.abs(rankCorrelation(changes(pairs)) ?? 0);
        return found === null ? [] : [{ other, correlation: Math.abs(found), moving }];
      })
      .toSorted((a, b) => b.correlation - a.correlation || moreUseful(a.other, b.other));
    const strongest = overlaps[0];
    const better = overlaps.find(
      one => Math.min(one.correlation, one.moving) >= sameMovement && moreUseful(one.other, own) < 0,
    );
    const alone = framework.statements.find(
      statement =>
        statement.indicators.includes(indicator.code) &&
        !parts.some(other => other !== own && other.supplied && statement.indicators.includes(other.indicator.code)),
    );
    const [proposal, reason]: [IndicatorWorth['proposal'], string] = !hasAny
      ? ['keep', 'Nothing has come in for any indicator yet, so what each is worth cannot be told.']
      : !own.supplied
        ? alone
          ? [
              'report-less-often',
              `Nothing has come in, but no other indicator with figures serves “${alone.text}” Ask for it once a year.`,
            ]
          : ['retire', 'Nothing has come in, and what it serves is served by others.']
        : better
          ? [
              'merge',
              `It moves as ${better.other.indicator.code} ${better.other.indicator.name} does (|ρ| ${formatNumber(better.correlation, 2)}), which is of more use.`,
            ]
          : own.signal === 0 && own.decisions === 0 && indicator.frequency === 'quarter'
            ? [
                'report-less-often',
                'Its chart has marked no point, and no decision has named it; once a year would do.',
              ]
            : [
                'keep',
                own.decisions > 0
                  ? `${formatCount(own.decisions, 'decision or action', 'decisions or actions')} named it.`
                  : own.signal !== null && own.signal > 0
                    ? `The rules of its chart mark ${formatPercent(own.signal)} of its points.`
                    : own.signal === null
                      ? 'Too early to tell: there are too few points for limits.'
                      : 'It is asked for once a year already.',
              ];
    return {
      code: indicator.code,
      name: indicator.name,
      completeness: own.completeness,
      timeliness: own.timeliness,
      signal: own.signal,
      overlap: strongest ? { code: strongest.other.indicator.code, correlation: strongest.correlation } : null,
      burden: own.burden,
      decisions: own.decisions,
      proposal,
      reason,
    };
  });
}
