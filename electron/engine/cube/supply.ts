import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import type { Facts } from './columns/facts.ts';

/** What periods the batches of a dataset cover. Days since 1970-01-01. */
export interface Supply {
  readonly first: number;
  /** Data are in until the end of this day. */
  readonly until: number;
  /** Agencies that supplied earlier quarters and lack one: by first day of that quarter. */
  readonly late: readonly {
    readonly agency: string;
    readonly quarter: string;
    readonly first: number;
    readonly last: number;
  }[];
}

const supplyOfFacts = new WeakMap<Facts, Supply | null>();

/**
 * The first and last day that data speak of. The last is the latest date of a row or the end of a batch's declared
 * period (not after its import), whichever is later; where a publisher gives months only, the end of the latest month.
 * An agency is late with a financial quarter when it supplied one of the four before and none of its batches reaches it.
 * Null for undated or empty datasets.
 */
export function supplyOf(facts: Facts): Supply | null {
  let found = supplyOfFacts.get(facts);
  if (found === undefined) {
    found = compiledSupply(facts);
    supplyOfFacts.set(facts, found);
  }
  return found;
}

function compiledSupply(facts: Facts): Supply | null {
  const dateField = facts.dataset.dateField;
  const days = dateField === null ? null : facts.days(dateField);
  if (!days) return null;
  const monthEnd = (day: number) => (days.monthsOnly ? periodOf(day, 'month').last : day);
  const spans = facts.batches.map((batch, b) => {
    const rows = days.byBatch[b] ?? null;
    const declaredFrom = batch.periodFrom ? daysOfIso(batch.periodFrom) : NaN;
    const declaredTo = batch.periodTo ? daysOfIso(batch.periodTo) : NaN;
    const imported = daysOfIso(batch.importedAt);
    const to = Math.min(declaredTo, Number.isNaN(imported) ? Infinity : imported);
    const first = Math.min(rows?.first ?? Infinity, Number.isNaN(declaredFrom) ? Infinity : declaredFrom);
    const last = Math.max(rows ? monthEnd(rows.last) : -Infinity, Number.isNaN(to) ? -Infinity : to);
    return { agency: batch.agency, first, last };
  });
  const until = Math.max(...spans.map(span => span.last));
  const first = days.first;
  const late: { agency: string; quarter: string; first: number; last: number }[] = [];
  const agencies = [...new Set(spans.map(span => span.agency).filter(agency => agency !== null))].sort();
  if (agencies.length > 1 && until - first < 200 * 366) {
    const quarters = [];
    for (let day = first; day <= until;) {
      const quarter = periodOf(day, 'financial-quarter');
      quarters.push(quarter);
      day = quarter.last + 1;
    }
    for (const agency of agencies) {
      const own = spans.filter(span => span.agency === agency);
      const supplied = quarters.map(quarter =>
        own.some(span => span.first <= quarter.last && span.last >= quarter.first),
      );
      quarters.forEach((quarter, q) => {
        if (quarter.last <= until && !supplied[q] && supplied.slice(Math.max(0, q - 4), q).some(Boolean))
          late.push({ agency, quarter: quarter.code, first: quarter.first, last: quarter.last });
      });
    }
  }
  return { first, until, late };
}

/** A period is incomplete when it ends after the data do, or when an agency that supplied before lacks a quarter of it. */
export function isIncomplete(supply: Supply, period: { readonly first: number; readonly last: number }): boolean {
  return period.last > supply.until || supply.late.some(late => late.first <= period.last && late.last >= period.first);
}

/** The ISO date of the last day that data speak of, or null. */
export function dataUntil(supply: Supply | null): string | null {
  return supply === null ? null : isoOfDays(supply.until);
}
