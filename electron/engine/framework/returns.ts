import type { Note } from '../../../shared/contract/cube.ts';
import type { SupplyLedger, SupplyLine } from '../../../shared/contract/coverage.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import { isoOfDays, periodOf, quarterNamed } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import {
  daysWords,
  endWords,
  lackWords,
  listWords,
  startWords,
  successionWords,
} from '../../../shared/text/coverage.ts';
import { formatCount, formatNumber, upperFirst } from '../../../shared/text/format.ts';
import { askedWords, openWords, overdueWords } from '../../../shared/text/returns.ts';
import type { Names } from '../coverage/names.ts';
import { endingIn, followingIn, owedIn, startingIn } from '../coverage/periods.ts';
import { united } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';

type Supply = Scorecard['supply'];

/** Runs of quarters of some lines. */
const runsOf = (lines: readonly SupplyLine[]) => united(lines.map(line => quarterNamed(line.period)));

/** "NHS health services for 2016/17 Q3 and 2017/18 Q1", by agency. */
function lackedBy(lines: readonly SupplyLine[]): readonly string[] {
  const byAgency = [...Map.groupBy(lines, line => line.agency)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byAgency.map(([agency, own]) => lackWords(agency, runsOf(own)));
}

/**
 * Returns of one quarter: how many agencies have sent something of all that is due, which have not, and of which it is to be
 * asked whether that was all; and what of the quarters before it and after it is past its due day.
 */
export function supplyIn({ lines, questions }: Pick<SupplyLedger, 'lines' | 'questions'>, period: Period): Supply {
  const own = lines.filter(line => line.period === period.code && line.state !== 'not-due');
  const agencies = [...new Set(own.map(line => line.agency))].toSorted();
  const inState = (state: SupplyLine['state']) => {
    const names = new Set(own.flatMap(line => (line.state === state ? [line.agency] : [])));
    return agencies.filter(agency => names.has(agency));
  };
  const late = inState('missing');
  const missing = lines.filter(line => line.state === 'missing');
  const later = missing.filter(line => line.period > period.code);
  const last = isoOfDays(period.last);
  return {
    due: agencies.length,
    received: agencies.length - late.length,
    late,
    asked: inState('confirm').filter(agency => !late.includes(agency)),
    questions: questions.flatMap(({ text, fact }) => (fact.from <= last ? [text] : [])),
    missing: lackedBy(missing.filter(line => line.period < period.code)),
    overdue:
      later.length === 0
        ? null
        : {
            quarters: new Set(later.map(line => line.period)).size,
            label: listWords(runsOf(later).map(daysWords)),
            of: lackedBy(later),
          },
  };
}

/** What there is to say of returns first: who has not sent, what is to be asked, what is overdue since; none where all is in. */
export function returnsFinding(supply: Supply, waiting: number): Scorecard['findings'] {
  const { late, asked, overdue, received, due } = supply;
  if (late.length === 0 && asked.length === 0 && overdue === null) return [];
  const isOfQuarter = late.length > 0 || asked.length > 0;
  const wait = waiting === 1 ? 'one indicator waits' : `${formatNumber(waiting)} indicators wait`;
  return [
    {
      indicator: null,
      label: 'Returns',
      figure: isOfQuarter ? `${received} of ${due} agencies` : formatCount(overdue!.quarters, 'later quarter'),
      words: [
        ...(late.length > 0 ? [`Waiting for ${late.join(', ')}; ${wait} for them.`] : []),
        ...askedWords(supply),
        ...overdueWords(supply),
      ].join(' '),
    },
  ];
}

/** The same at the foot of a scorecard, with what of earlier quarters never came. */
export function returnsNotes(supply: Supply, { label }: Period): readonly Note[] {
  const { late } = supply;
  const open = [...askedWords(supply), ...openWords(supply)];
  return [
    ...(late.length > 0
      ? [{ code: 'late-agency', text: `${upperFirst(late.join(', '))}: no return for ${label} yet.` }]
      : []),
    ...open.map(text => ({ code: 'open-returns', text })),
    ...overdueWords(supply).map(text => ({ code: 'overdue', text })),
  ];
}

/**
 * What a reader of one indicator must know of its supply: what is lacking of the period asked for, and who began, ended or
 * took over since the year before.
 */
export function supplyNotes(coverage: Coverage | null, period: Period, names: Names): readonly Note[] {
  if (!coverage) return [];
  const year = periodOf(period.first, 'financial-year');
  const since = { first: periodOf(year.first - 1, 'financial-year').first, last: period.last };
  const nameOf = (agency: string | null) => (agency === null ? 'A supplier that is not named' : names.agency(agency));
  const { missing, asked } = owedIn(coverage, period);
  const wordsOf = (lacks: typeof missing) =>
    lacks.map(({ supplier, days }) => lackWords(nameOf(supplier.agency), days)).join('; ');
  const owed = [
    ...(missing.length > 0 ? [`Not supplied: ${wordsOf(missing)}.`] : []),
    ...(asked.length > 0 ? [`Came, to be asked whether it is all: ${wordsOf(asked)}.`] : []),
  ];
  const changes = [
    ...followingIn(coverage, since).map(({ supplier, agencies, from }) =>
      successionWords(nameOf(supplier.agency), agencies.map(names.agency), from),
    ),
    ...startingIn(coverage, since).map(({ supplier, from }) => startWords(nameOf(supplier.agency), from)),
    ...endingIn(coverage, since).map(({ supplier, from }) => endWords([nameOf(supplier.agency)], from)),
  ];
  return [
    ...(owed.length > 0
      ? [
          {
            code: missing.length > 0 ? 'late-agency' : 'asked-agency',
            text: `${owed.join(' ')} ${period.label} is a part until that is ${missing.length > 0 ? 'in' : 'known'}: its figures stand with those who returned throughout, or are not compared.`,
          },
        ]
      : []),
    ...(changes.length > 0 ? [{ code: 'supplier-change', text: changes.join(' ') }] : []),
  ];
}
