import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Framework } from '../../../shared/model/framework.ts';

/** One area alone, of which a report is made. */
export interface TestedArea {
  readonly field: 'district' | 'authority';
  readonly code: string;
}

/** What a test of a report is about. */
export type TestAbout =
  | { readonly kind: 'change'; readonly indicator: string }
  | { readonly kind: 'shift'; readonly indicator: string }
  | {
      readonly kind: 'district';
      readonly indicator: string;
      readonly over: 'always' | 'year';
      readonly district: string;
    }
  | { readonly kind: 'district-share'; readonly indicator: string; readonly district: string }
  | { readonly kind: 'district-change'; readonly indicator: string; readonly district: string }
  | { readonly kind: 'place'; readonly dataset: string; readonly code: string }
  | { readonly kind: 'map'; readonly dataset: string };

/** A key of what a test is about. */
export const keyOfTest = (about: TestAbout): string => Object.values(about).join(' ');

/** The indicator whose change says what this one's does: itself, or the count behind a rate. */
export function countableFor(framework: Framework, code: string): string {
  const wanted = framework.indicators.find(one => one.code === code);
  if (wanted?.kind !== 'rate' || !wanted.measure) return code;
  const { dataset, measure, filters } = wanted.measure;
  const compute = datasetNamed(dataset)?.measures.find(one => one.name === measure)?.compute;
  if (compute?.kind !== 'rate') return code;
  const count = framework.indicators.find(
    one =>
      one.measure?.dataset === dataset &&
      one.measure.measure === compute.of &&
      JSON.stringify(one.measure.filters) === JSON.stringify(filters),
  );
  return count?.code ?? code;
}
