import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { datasetNamed, datasets } from '../../../shared/model/datasets.ts';
import { readCoverage } from '../coverage/coverage.ts';
import { dataVersion } from '../store/audit-trail.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import { factsOf } from './columns/facts.ts';
import type { Facts } from './columns/facts.ts';
import { districtsKept } from './extent.ts';
import { compileFilter } from './plan.ts';
import type { CodeLists } from './plan.ts';
import type { Surroundings } from './evaluation.ts';

const codeListsByFolder = new Map<string, CodeLists>();

/** The code lists that are shipped, read once. */
export function codeListsIn(resources: string): CodeLists {
  let found = codeListsByFolder.get(resources);
  if (!found) {
    found = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as CodeLists;
    codeListsByFolder.set(resources, found);
  }
  return found;
}

/** The dataset of a name. Fault invalid-input with the names that there are. */
export function datasetFor(name: string): Dataset {
  const found = datasetNamed(name);
  if (!found)
    throw new FaultError(
      'invalid-input',
      `There is no dataset "${name}". There is ${datasets.map(d => d.name).join(', ')}.`,
      'dataset',
    );
  return found;
}

interface Gathered {
  readonly facts: Facts;
  readonly surroundings: Surroundings;
}

/**
 * Everything that a table is worked out from: the facts of a description as they were at its moment, and what stands around
 * them. Read here and nowhere else, so that the table itself asks no other room for anything.
 * Faults: invalid-input for a dataset, a moment or a filter that does not exist, with its path.
 */
export function gathered(call: Call, description: ParsedPivot): Gathered {
  const dataset = datasetFor(description.dataset);
  const facts = factsOf(call.workspace, dataset, momentOf(description.asAt));
  return { facts, surroundings: surroundingsOf(call, facts, description) };
}

/** What stands around the facts of a description. */
export function surroundingsOf(
  call: Pick<Call, 'workspace' | 'resources' | 'now'>,
  facts: Facts,
  description: ParsedPivot,
): Surroundings {
  const { workspace } = call;
  const store = workspace.read;
  const { dataset } = facts;
  const asAt = momentOf(description.asAt);
  const codeLists = codeListsIn(call.resources);
  const population = datasetNamed('population');
  const setAside = store.get<{ n: number }>(
    `SELECT count(*) AS n FROM set_aside s JOIN batch b ON b.id = s.batch_id WHERE b.dataset = ? AND b.state = 'current' AND s.state = 'open'`,
    dataset.name,
  )!.n;
  return {
    codeLists,
    coverage: readCoverage(store, dataset, { asAt, districts: districtsAsked(facts, codeLists, description) }),
    population: population ? factsOf(workspace, population, asAt) : null,
    setAsideRows: setAside,
    dataVersion: dataVersion(store),
    synthetic: isSynthetic(store, dataset.name),
    now: () => call.now(),
  };
}

/** The districts to which a description keeps; null where it leaves them open. */
function districtsAsked(facts: Facts, codeLists: CodeLists, { filters }: ParsedPivot): readonly string[] | null {
  const own = filters.flatMap((filter, i) =>
    filter.field === 'district' || filter.field === 'authority'
      ? [compileFilter(facts, codeLists, filter, `filters.${i}`)]
      : [],
  );
  return districtsKept(facts, own);
}

/** An ISO date-time in the form in which imports are stamped; a day alone means its end. */
function momentOf(asAt: string | undefined): string | null {
  if (asAt === undefined) return null;
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(asAt) ? `${asAt}T23:59:59.999Z` : asAt);
  if (Number.isNaN(at.getTime()))
    throw new FaultError('invalid-input', `"${asAt}" is not a date and time such as 2018-01-31T12:00:00Z.`, 'asAt');
  return at.toISOString();
}
