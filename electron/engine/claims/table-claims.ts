import type { Note, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { monthsWords, quarterMeansWords } from '../../../shared/text/coverage.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import type { ComparedYears, TableWithYears } from '../cube/like-for-like.ts';
import { tableRead } from '../cube/tables.ts';
import type { Call } from '../subject.ts';
import { lackingOf } from '../coverage/comparable.ts';
import { changeClaim } from './change.ts';
import { lackingWords, steadyChange, throughoutSaid } from './steady-change.ts';

/** What all comparisons of one table may err by together. */
const level = 0.05;

/** What may be said of two years of a table on the months that both have, with the test behind it. */
function yearsClaim(
  { measure, spans, counts, throughout, nameOf }: ComparedYears,
  description: ParsedPivot,
  alpha: number,
  call: Call,
): Claim {
  const kind = measure.compute.kind === 'distinct' ? 'distinct' : 'events';
  const asked = { ...description, values: [{ ...description.values[0]!, measure: measure.name }] };
  const change = steadyChange(kind, asked, [spans.before, spans.now], spans, call);
  const figure = (name: string, value: number) => ({ name, value, text: formatNumber(value) });
  const [after, before] = [monthsWords(spans.now), monthsWords(spans.before)];
  return changeClaim({
    about: { subject: measure.label, dataset: description.dataset, indicator: null, area: null },
    kind,
    before: { label: before, figure: figure(before, counts.before) },
    after: { label: after, figure: figure(after, counts.now) },
    tested: change.tested,
    isSaid: change.tested !== null && change.tested.p <= alpha,
    threshold: alpha,
    throughout: throughoutSaid(change.throughout, nameOf),
    level:
      alpha === level
        ? `the ${formatPercent(level)} of this table`
        : `its part of the ${formatPercent(level)} of this table`,
    decimals: 1,
    obstacles:
      throughout?.length === 0
        ? [`Nobody sent both in full: ${lackingWords(lackingOf(spans), nameOf)}.`]
        : throughout !== null && change.throughout === null
          ? [`Not the same suppliers sent both: ${lackingWords(lackingOf(spans), nameOf)}.`]
          : [],
  });
}

/**
 * A table that says of the years that it sets against each other whether they differ: each a claim with its interval and its
 * verdict, all of one table within 5 %.
 */
export function tableWithClaims({ table, compared }: TableWithYears, description: ParsedPivot, call: Call): PivotTable {
  const notes = compared.map((one): Note => {
    const { figures, title, sentence } = yearsClaim(one, description, level / compared.length, call);
    const isCompared = figures.length > 2;
    const { years, means, throughout, measure } = one;
    const mean = means ? ` ${quarterMeansWords([years.now, years.before], means, throughout === null)}` : '';
    const words = isCompared ? `${measure.label}: ${sentence}` : `${title}. ${sentence}`;
    return { code: 'like-for-like', text: `${words}${mean}` };
  });
  return notes.length ? { ...table, notes: [...notes, ...table.notes] } : table;
}

/** The table of a description as a person reads it by itself, with what may be said of it. */
export function readableTable(description: ParsedPivot, call: Call): PivotTable | Promise<PivotTable> {
  const read = tableRead(description, call);
  return read instanceof Promise
    ? read.then(found => tableWithClaims(found, description, call))
    : tableWithClaims(read, description, call);
}
