import type { Agency, PeriodCoverage } from '../../../shared/contract/coverage.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import type { Call, Handlers } from '../subject.ts';
import { districtsOf, readCoverage } from './coverage.ts';
import { readLedger } from './ledger.ts';
import { namesIn } from './names.ts';
import { endingIn, followingIn, isWhole, lackingIn, returnsIn, startingIn } from './periods.ts';
import { withdrawFact } from './recorded.ts';
import { recordFact } from './recording.ts';
import type { Supplier } from './suppliers.ts';

function refused(path: string, message: string): FaultError {
  return new FaultError('invalid-input', message, path);
}

function readPeriod(
  asked: { readonly dataset: string; readonly from: string; readonly to: string; readonly area?: string | undefined },
  call: Call,
): PeriodCoverage {
  const { read } = call.workspace;
  const names = namesIn(call.resources);
  const dataset = datasetNamed(asked.dataset);
  if (!dataset || dataset.dateField === null)
    throw refused('dataset', `There is no dataset “${asked.dataset}” with dates.`);
  const period = { first: daysOfIso(asked.from), last: daysOfIso(asked.to) };
  if (!(period.first <= period.last)) throw refused('to', 'The last day lies before the first.');
  const districts = asked.area === undefined ? null : districtsOf(read, asked.area);
  if (districts?.length === 0) throw refused('area', `There is no district or authority “${asked.area}”.`);
  const coverage = readCoverage(read, dataset, { districts });
  if (!coverage)
    return {
      dataset: dataset.name,
      data: null,
      whole: false,
      expected: [],
      returned: [],
      lacking: [],
      started: [],
      ended: [],
      tookOver: [],
    };
  const agencyOf = (code: string | null): Agency => ({
    code: code ?? '',
    label: code === null ? 'not named' : names.agency(code),
  });
  const turn = ({ supplier, from }: { readonly supplier: Supplier; readonly from: number }) => ({
    ...agencyOf(supplier.agency),
    from: isoOfDays(from),
  });
  const { expected, returned } = returnsIn(coverage, period);
  return {
    dataset: dataset.name,
    data: { from: isoOfDays(coverage.first), until: isoOfDays(coverage.until) },
    whole: isWhole(coverage, period),
    expected: expected.map(supplier => agencyOf(supplier.agency)),
    returned: returned.map(supplier => agencyOf(supplier.agency)),
    lacking: lackingIn(coverage, period).map(({ supplier, days }) => ({
      ...agencyOf(supplier.agency),
      days: days.map(({ first, last }) => ({ from: isoOfDays(first), to: isoOfDays(last) })),
    })),
    started: startingIn(coverage, period).map(turn),
    ended: endingIn(coverage, period).map(turn),
    tookOver: followingIn(coverage, period).map(one => ({ ...turn(one), others: one.agencies.map(agencyOf) })),
  };
}

export const coverageHandlers: Handlers<'coverage.read' | 'coverage.period' | 'coverage.record' | 'coverage.withdraw'> =
  {
    'coverage.read': (_, call) => readLedger(call.workspace.read, call.resources, call.now()),

    'coverage.period': (asked, call) => readPeriod(asked, call),

    'coverage.record': ({ fact }, call) => recordFact(fact, call),

    'coverage.withdraw': async ({ id, reason }, call) => {
      const at = call.now().toISOString();
      await call.workspace.write(store => withdrawFact(store, id, reason, { at, actor: call.actor }));
      return null;
    },
  };
