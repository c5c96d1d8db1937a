import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { FaultError } from '../../../shared/contract/fault.ts';
import { frameworkDocument } from '../../../shared/contract/framework.ts';
import type { FrameworkVersion } from '../../../shared/contract/framework.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { MeasureKind } from '../../../shared/model/dataset.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

const refuse = (where: string, message: string): never => {
  throw new FaultError('invalid-input', `${where}: ${message}`, where);
};

/** Which kinds of indicator a measure can be. */
const kindsOfMeasure: Readonly<Record<MeasureKind['kind'], readonly Indicator['kind'][]>> = {
  rows: ['count'],
  distinct: ['count'],
  sum: ['count'],
  share: ['proportion'],
  rate: ['rate'],
  ratio: ['mean'],
  mean: ['mean'],
  minimum: ['mean'],
  maximum: ['mean'],
  median: ['mean', 'days'],
  quantile: ['mean', 'days'],
  'days-between': ['days'],
};

function unique(codes: readonly string[], where: (at: number) => string): void {
  codes.forEach((code, at) => {
    if (codes.indexOf(code) !== at) refuse(where(at), `"${code}" is there twice. Give each a code of its own.`);
  });
}

function checkIndicator(indicator: Indicator, at: number, codes: ReadonlySet<string>): void {
  const where = `indicators.${at}`;
  const { code, measure, pair, kind, per } = indicator;
  if (pair !== null && (pair === code || !codes.has(pair)))
    refuse(`${where}.pair`, `Indicator ${code} is paired with "${pair}". Name another indicator of this framework.`);
  if (kind !== 'rate' && per !== 1)
    refuse(`${where}.per`, `Indicator ${code} is no rate, so it is per 1 and not per ${per}.`);
  indicator.targets.forEach(({ low, high }, t) => {
    if (low === null && high === null) refuse(`${where}.targets.${t}`, 'A target needs a lowest or a highest value.');
    if (low !== null && high !== null && low > high)
      refuse(`${where}.targets.${t}`, 'The lowest value of a target is above its highest.');
  });
  if (!measure) return;
  const dataset = datasetNamed(measure.dataset);
  if (!dataset) return refuse(`${where}.measure.dataset`, `There is no dataset "${measure.dataset}".`);
  const found = dataset.measures.find(one => one.name === measure.measure);
  if (!found) return refuse(`${where}.measure.measure`, `${dataset.label} has no measure "${measure.measure}".`);
  if (!kindsOfMeasure[found.compute.kind].includes(kind))
    refuse(`${where}.kind`, `"${found.label}" cannot be read as a ${kind}. Choose another kind or measure.`);
  if (found.compute.kind === 'rate' && found.compute.per !== per)
    refuse(`${where}.per`, `"${found.label}" is per ${found.compute.per}, not per ${per}.`);
  measure.filters.forEach(({ field }, f) => {
    if (!dataset.fields.some(one => one.name === field && one.axis))
      refuse(`${where}.measure.filters.${f}.field`, `${dataset.label} cannot be filtered by "${field}".`);
  });
}

/**
 * Checks what the schema cannot see: codes are unique, everything that is named is there, measures exist and are of the
 * indicator's kind, and each statement is served by an indicator or says why it cannot be measured.
 * Fault invalid-input with the path of the first thing that is wrong.
 */
export function checkFramework(framework: Framework): void {
  const { objectives, areas, statements, indicators } = framework;
  unique(
    objectives.map(one => one.id),
    at => `objectives.${at}.id`,
  );
  unique(
    areas.map(one => one.id),
    at => `areas.${at}.id`,
  );
  unique(
    statements.map(one => one.id),
    at => `statements.${at}.id`,
  );
  unique(
    indicators.map(one => one.code),
    at => `indicators.${at}.code`,
  );
  const codes = new Set(indicators.map(one => one.code));
  indicators.forEach((indicator, at) => {
    if (!objectives.some(one => one.id === indicator.objective))
      refuse(`indicators.${at}.objective`, `There is no objective "${indicator.objective}".`);
    if (!areas.some(one => one.id === indicator.area))
      refuse(`indicators.${at}.area`, `There is no outcome area "${indicator.area}".`);
    checkIndicator(indicator, at, codes);
  });
  statements.forEach((statement, at) => {
    statement.indicators.forEach((code, i) => {
      if (!codes.has(code)) refuse(`statements.${at}.indicators.${i}`, `There is no indicator "${code}".`);
    });
    if (!statement.indicators.length && !statement.notMeasurable)
      refuse(`statements.${at}`, 'Name an indicator that serves this statement, or say why it cannot be measured.');
  });
}

interface Shipped {
  readonly framework: Framework;
  /** The same with what changed in the world of the synthetic data: when words were defined anew, and services began. */
  readonly ofDemonstration: Framework;
}

const shippedByFolder = new Map<string, Shipped>();

type Changes = Readonly<Record<string, Pick<Indicator, 'breaks' | 'events'>>>;

/** The framework that ships with the application: version 1. It knows of no change in a partnership that it has not met. */
function shippedFramework(resources: string): Shipped {
  let found = shippedByFolder.get(resources);
  if (!found) {
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(path.join(resources, 'framework', `${name}.json`), 'utf8'));
    const framework = v.parse(frameworkDocument, read('cse-outcomes-1'));
    const changes = read('demonstration-changes') as Changes;
    const ofDemonstration = v.parse(frameworkDocument, {
      ...framework,
      indicators: framework.indicators.map(one => ({ ...one, ...changes[one.code] })),
    });
    checkFramework(framework);
    checkFramework(ofDemonstration);
    found = { framework, ofDemonstration };
    shippedByFolder.set(resources, found);
  }
  return found;
}

export interface KeptFramework {
  readonly framework: Framework;
  readonly version: number;
}

/** A version of the framework; the latest unless said. Fault not-found. */
export function readFramework(read: ReadableStore, resources: string, version?: number): KeptFramework {
  const row =
    version === 1
      ? undefined
      : read.get<{ version: number; document: string }>(
          version === undefined
            ? 'SELECT version, document FROM framework_version ORDER BY version DESC LIMIT 1'
            : 'SELECT version, document FROM framework_version WHERE version = ?',
          ...(version === undefined ? [] : [version]),
        );
  if (row) return { framework: v.parse(frameworkDocument, JSON.parse(row.document)), version: row.version };
  if (version !== undefined && version !== 1)
    throw new FaultError('not-found', `There is no version ${version} of the framework.`);
  const shipped = shippedFramework(resources);
  return { framework: isSynthetic(read) ? shipped.ofDemonstration : shipped.framework, version: 1 };
}

/** Every version, the oldest first. */
export function readFrameworkVersions(read: ReadableStore): readonly FrameworkVersion[] {
  return [
    { version: 1, savedAt: null, savedBy: null, reason: 'Shipped with the application.' },
    ...read.all<FrameworkVersion>(
      'SELECT version, saved_at AS savedAt, saved_by AS savedBy, reason FROM framework_version ORDER BY version',
    ),
  ];
}

/** Keeps a version after the latest. `at` is an ISO date-time. Fault invalid-input with the path of what is wrong. */
export function writeFramework(
  store: WritableStore,
  framework: Framework,
  { reason, at, by }: { readonly reason: string; readonly at: string; readonly by: string },
): FrameworkVersion {
  checkFramework(framework);
  const version = 1 + (store.get<{ n: number | null }>('SELECT max(version) AS n FROM framework_version')?.n ?? 1);
  store.run(
    'INSERT INTO framework_version (version, document, reason, saved_at, saved_by) VALUES (?,?,?,?,?)',
    version,
    JSON.stringify(framework),
    reason,
    at,
    by,
  );
  return { version, savedAt: at, savedBy: by, reason };
}
