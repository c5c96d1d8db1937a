import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SupplyLine } from '../../../shared/contract/framework.ts';
import { datasets } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { readMeta } from '../store/meta.ts';
import type { ReadableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';

/** Days that an agency has after the end of a quarter. */
const daysToSend = 30;

/** The field without which most indicators of a return have nothing to say. */
const keyFields: Readonly<Record<string, string>> = {
  referral: 'risk_at_referral',
  'missing-episode': 'returned',
  offence: 'outcome',
};

/** A batch as the ledger sees it. Days since 1970-01-01. */
export interface SuppliedBatch {
  readonly id: number;
  readonly type: string;
  readonly agency: string;
  readonly from: number;
  readonly to: number;
  readonly received: number;
  readonly current: boolean;
}

/** Rows of a batch that lie in a quarter, and how many of them have the key field. */
export interface SuppliedRows {
  readonly batch: number;
  readonly quarter: string;
  readonly rows: number;
  readonly filled: number;
}

/** Days since 1970-01-01. */
export interface LedgerClock {
  readonly today: number;
  /** Day on which the workspace was made. */
  readonly began: number;
  /** Whether quarters that nobody has sent yet are asked for: not where time stands still, as in the demonstration. */
  readonly asksOn: boolean;
}

const quartersBetween = (first: number, last: number): Period[] => {
  const quarters: Period[] = [];
  for (let day = first; day <= last; day = quarters.at(-1)!.last + 1) quarters.push(periodOf(day, 'financial-quarter'));
  return quarters;
};

/**
 * The supply ledger: agency by return type by financial quarter, from the batches alone.
 * - A return is **expected** from the first quarter that an agency sent one for, on to the last quarter that any agency sent
 *   that type for, and from there to the last quarter that has ended.
 * - An agency that sends nothing from a quarter on, in which another agency begins to send the same type, has been
 *   **followed** by it, and is no longer asked.
 * - It is **due** 30 days after the end of its quarter.
 * - **received** is the day of the first import that covers the quarter: it is on time up to the due day, late after it.
 *   Where the due day lies before the day on which the workspace was made, nobody can tell when it came, so its state is
 *   "received" and nothing more is said.
 * - **missing**: past its due day without an import. **not-due**: not past it.
 * - **revised** counts the imports of that quarter after the first.
 */
export function supplyLedger(
  batches: readonly SuppliedBatch[],
  rows: readonly SuppliedRows[],
  clock: LedgerClock,
): readonly SupplyLine[] {
  const lines: SupplyLine[] = [];
  for (const type of [...new Set(batches.map(batch => batch.type))].toSorted()) {
    const own = batches.filter(batch => batch.type === type);
    const standing = own.filter(batch => batch.current);
    if (!standing.length) continue;
    const covered = Math.max(...standing.map(batch => batch.to));
    const ended = periodOf(clock.today, 'financial-quarter').first - 1;
    const last = clock.asksOn ? Math.max(covered, ended) : covered;
    const agencies = [...new Set(standing.map(batch => batch.agency))].toSorted();
    const starts = new Map(
      agencies.map(agency => [agency, Math.min(...standing.filter(b => b.agency === agency).map(b => b.from))]),
    );
    for (const agency of agencies) {
      const sent = standing.filter(batch => batch.agency === agency);
      const stopped = Math.max(...sent.map(batch => batch.to));
      const next = periodOf(stopped + 1, 'financial-quarter');
      const followed = agencies.some(other => {
        const start = starts.get(other)!;
        return other !== agency && start >= next.first && start <= next.last;
      });
      for (const quarter of quartersBetween(starts.get(agency)!, last)) {
        if (followed && quarter.first > stopped) break;
        const covers = (batch: SuppliedBatch) =>
          batch.agency === agency && batch.from <= quarter.last && batch.to >= quarter.first;
        const arrivals = own.filter(covers).map(batch => batch.received);
        const here = standing.some(covers);
        const due = quarter.last + daysToSend;
        const received = here ? Math.min(...arrivals) : null;
        const ids = new Set(standing.filter(covers).map(batch => batch.id));
        const counted = rows.filter(one => one.quarter === quarter.code && ids.has(one.batch));
        const total = counted.reduce((sum, one) => sum + one.rows, 0);
        const filled = counted.reduce((sum, one) => sum + one.filled, 0);
        lines.push({
          agency,
          type,
          period: quarter.code,
          due: isoOfDays(due),
          received: received === null ? null : isoOfDays(received),
          state:
            received === null
              ? clock.today > due
                ? 'missing'
                : 'not-due'
              : due < clock.began
                ? 'received'
                : received <= due
                  ? 'on-time'
                  : 'late',
          revised: Math.max(0, arrivals.length - 1),
          rows: here ? total : null,
          completeness: here && total > 0 ? filled / total : null,
        });
      }
    }
  }
  return lines;
}

const labelsByFolder = new Map<string, ReadonlyMap<string, string>>();

/** Names of agencies by code. */
export function agencyLabels(resources: string): ReadonlyMap<string, string> {
  let found = labelsByFolder.get(resources);
  if (!found) {
    const lists = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as {
      readonly agency: readonly [string, string][];
    };
    found = new Map(lists.agency);
    labelsByFolder.set(resources, found);
  }
  return found;
}

/** The ledger of a workspace, with agencies by name. */
export function readSupply(read: ReadableStore, resources: string, now: Date): readonly SupplyLine[] {
  const day = (text: string) => daysOfIso(text);
  const batches = read
    .all<{
      id: number;
      type: string;
      agency: string;
      period_from: string;
      period_to: string;
      imported_at: string;
      state: string;
    }>(
      `SELECT id, type, agency, period_from, period_to, imported_at, state FROM batch
       WHERE agency IS NOT NULL AND period_from IS NOT NULL AND period_to IS NOT NULL AND state <> 'withdrawn'`,
    )
    .filter(batch => Object.hasOwn(keyFields, batch.type))
    .map((batch): SuppliedBatch => ({
      id: batch.id,
      type: batch.type,
      agency: batch.agency,
      from: day(batch.period_from),
      to: day(batch.period_to),
      received: day(batch.imported_at),
      current: batch.state === 'current',
    }));
  const datasetOf: Readonly<Record<string, string>> = {
    referral: 'referrals',
    'missing-episode': 'missing-episodes',
    offence: 'offences',
  };
  const rows = Object.entries(keyFields).flatMap(([type, field]): SuppliedRows[] => {
    const dataset = datasets.find(one => one.name === datasetOf[type])!;
    return read
      .all<{ batch: number; month: string; rows: number; filled: number }>(
        `SELECT batch_id AS batch, substr(${dataset.dateField}, 1, 7) AS month, count(*) AS rows, count(${field}) AS filled
         FROM ${dataset.table} WHERE ${dataset.dateField} IS NOT NULL GROUP BY 1, 2`,
      )
      .map(one => ({
        batch: one.batch,
        quarter: periodOf(day(`${one.month}-01`), 'financial-quarter').code,
        rows: one.rows,
        filled: one.filled,
      }));
  });
  const labels = agencyLabels(resources);
  return supplyLedger(batches, rows, {
    today: day(now.toISOString()),
    began: day(readMeta(read, 'created_at') ?? '') || 0,
    asksOn: !isDemonstration(read),
  }).map(line => ({ ...line, agency: labels.get(line.agency) ?? line.agency }));
}
