import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { AppraisalResult, ModelDescription } from '../../../shared/contract/commissioning.ts';
import type { MeasureId } from '../../../shared/model/appraisal.ts';
import { areAmountsKnown } from '../../../shared/model/appraisal-standing.ts';
import type { Pin } from '../../../shared/model/deck.ts';
import {
  estimateText,
  figureText,
  penceText,
  rangeText,
  shownEstimate,
  shownNumber,
} from '../../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../../shared/text/appraisal.ts';
import { formatNumber, lowerFirst } from '../../../shared/text/format.ts';

type Part = Extract<Pin, { kind: 'options' }>['part'];

interface OptionsView {
  readonly table: FrozenTable;
  readonly chart: FrozenChart | null;
}

const cell = (text: string, value: number | null): FrozenCell => ({
  text,
  value,
  status: value === null ? (text === '' ? 'empty' : 'value') : value === 0 ? 'zero' : 'value',
});

const row = (label: string, cells: readonly FrozenCell[], kind: 'leaf' | 'total' = 'leaf') => ({
  label,
  depth: 0,
  kind,
  cells,
});

/** Measures that a decision is taken by, where the model has them. */
const leading: readonly MeasureId[] = [
  'npsv',
  'cost-a-year',
  'bcr',
  'within-72-hours-of-all',
  'weeks-to-allocation',
  'children-helped',
  'unmet',
  'postcode-lottery',
];

/** One part of an appraisal as a table, with a chart of the same numbers where one helps. */
export function frozenOptions(
  found: AppraisalResult,
  model: ModelDescription,
  part: Part,
  caption: string,
): OptionsView {
  switch (part) {
    case 'compare':
      return compared(found, model, caption);
    case 'tornado':
      return tornado(found, caption);
    case 'partners':
      return areAmountsKnown(found.standing) ? partners(found, caption) : toShare(found, caption);
    case 'districts':
      return districts(found, caption);
  }
}

function compared({ options }: AppraisalResult, { measures }: ModelDescription, caption: string): OptionsView {
  const known = measures.filter(measure => options.some(option => option.measures[measure.id] !== undefined));
  const first = leading.flatMap(id => known.filter(measure => measure.id === id));
  const ordered = [...first, ...known.filter(measure => !first.includes(measure))];
  const money = ordered.find(measure => measure.id === 'npsv') ?? ordered.find(measure => measure.format === 'money');
  const values = money ? options.map(option => shownEstimate(option.measures[money.id], money.format).value) : [];
  return {
    table: {
      caption,
      rowHeads: ['Measure'],
      columns: options.flatMap(option => [
        [option.name, 'expected'],
        [option.name, 'range'],
      ]),
      rows: ordered.map(measure =>
        row(
          measure.label,
          options.flatMap(option => {
            const one = option.measures[measure.id];
            const format: FigureFormat = measure.format;
            return [cell(estimateText(one, format), one.value), cell(rangeText(one, format) ?? '', null)];
          }),
        ),
      ),
      format: 'number',
      decimals: 1,
    },
    chart: money
      ? {
          chart: 'bar',
          categories: options.map(option => option.name),
          series: [{ name: money.label, values }],
          format: 'money',
          decimals: 0,
          summary: `Bar chart of ${lowerFirst(money.label)} by option: ${options
            .map(option => `${option.name} ${estimateText(option.measures[money.id], 'money')}`)
            .join('; ')}.`,
        }
      : null,
  };
}

const shownPounds = (value: number | undefined): number | null =>
  value === undefined ? null : shownNumber(value, 'money');

const percentiles = ['10th', '30th', '50th', '70th', '90th'];

function tornado({ tornado: found, options }: AppraisalResult, caption: string): OptionsView {
  const name = (id: string) => options.find(option => option.id === id)?.name ?? id;
  const bars = found.bars.slice(0, 12);
  return {
    table: {
      caption: `${caption}. Net present social value of ${name(found.option)} less that of ${name(found.against)}`,
      rowHeads: ['What is uncertain'],
      columns: percentiles.map(percentile => [`${percentile} percentile`]),
      rows: bars.map(bar =>
        row(
          bar.label,
          bar.at.map(value => cell(figureText(value, 'money'), value)),
        ),
      ),
      format: 'money',
      decimals: 0,
    },
    chart: {
      chart: 'bar',
      categories: bars.map(bar => bar.label),
      series: [
        { name: 'At its 10th percentile', values: bars.map(bar => shownPounds(bar.at[0])) },
        { name: 'At its 90th percentile', values: bars.map(bar => shownPounds(bar.at.at(-1))) },
      ],
      format: 'money',
      decimals: 0,
      summary: `What would change the answer: the difference in net present social value at the 10th and 90th percentile of each input. The widest is ${bars[0]?.label ?? 'none'}.`,
    },
  };
}

function partners({ options }: AppraisalResult, caption: string): OptionsView {
  const names = options[0]?.partners ?? [];
  const rows = names.map((partner, at) =>
    row(
      partner.name,
      options.map(option => {
        const pence = option.partners[at]!.penceAYear;
        return cell(penceText(pence), pence / 100);
      }),
    ),
  );
  const unpaid = options.map(({ unpaidPence }) => {
    const all = unpaidPence.reduce((sum, pence) => sum + pence, 0);
    return unpaidPence.length > 0 ? Math.round(all / unpaidPence.length) : 0;
  });
  const sums = options.map(
    (option, at) => option.partners.reduce((sum, partner) => sum + partner.penceAYear, 0) + unpaid[at]!,
  );
  const isUnpaid = unpaid.some(pence => pence > 0);
  return {
    table: {
      caption: `${caption}. Pounds a year on average`,
      rowHeads: ['Partner'],
      columns: options.map(option => [option.name]),
      rows: [
        ...rows,
        ...(isUnpaid
          ? [
              row(
                'Paid by nobody: every cap is reached',
                unpaid.map(pence => cell(penceText(pence), pence / 100)),
              ),
            ]
          : []),
        row(
          'Total',
          sums.map(pence => cell(penceText(pence), pence / 100)),
          'total',
        ),
      ],
      format: 'money',
      decimals: 2,
    },
    chart: {
      chart: 'stacked',
      categories: options.map(option => option.name),
      series: [
        ...names.map((partner, at) => ({
          name: partner.name,
          values: options.map(option => option.partners[at]!.penceAYear / 100),
        })),
        ...(isUnpaid ? [{ name: 'Paid by nobody', values: unpaid.map(pence => pence / 100) }] : []),
      ],
      format: 'money',
      decimals: 0,
      summary: `Who pays, in pounds a year on average: ${options
        .map((option, at) => `${option.name} ${penceText(sums[at]!)}`)
        .join('; ')}.`,
    },
  };
}

/** What a year costs in all, where no amount can be put down to a partner. */
function toShare({ options, years }: AppraisalResult, caption: string): OptionsView {
  return {
    table: {
      caption: `${caption}. Cost of a year, in its prices`,
      rowHeads: ['Year'],
      columns: options.map(option => [option.name]),
      rows: years.map((year, at) =>
        row(
          year,
          options.map(option => {
            const cost = option.years[at]!.costNominal;
            return cell(figureText(cost, 'money'), cost);
          }),
        ),
      ),
      format: 'money',
      decimals: 0,
    },
    chart: {
      chart: 'bar',
      categories: years,
      series: options.map(option => ({ name: option.name, values: option.years.map(year => year.costNominal) })),
      format: 'money',
      decimals: 0,
      summary: `What there is to share: the cost of each year under ${formatNumber(options.length)} options.`,
    },
  };
}

/** Shares alone: need and met need by district are small numbers of children, and stay out. */
function districts({ options }: AppraisalResult, caption: string): OptionsView {
  const names = options[0]?.districts ?? [];
  const access = names.map((_, at) => options.map(option => option.districts[at]!.access));
  return {
    table: {
      caption: `${caption}. Share of need that is met`,
      rowHeads: ['District'],
      columns: options.map(option => [option.name]),
      rows: names.map((district, at) =>
        row(
          district.name,
          access[at]!.map(share => cell(figureText(share, 'percent'), share)),
        ),
      ),
      format: 'percent',
      decimals: 0,
    },
    chart: {
      chart: 'bar',
      categories: names.map(district => district.name),
      series: options.map((option, o) => ({ name: option.name, values: access.map(shares => shares[o]!) })),
      format: 'percent',
      decimals: 0,
      summary: `Share of need that is met by district, for ${formatNumber(options.length)} options.`,
    },
  };
}
