import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';

/**
 * What the shipped return types say of supply: which facts a return becomes, and the field that must be filled. The one
 * source is `resources/returns/*.json`, which intake reads in full; supply needs these few members of it.
 */
const suppliedType = v.object({
  name: v.string(),
  label: v.string(),
  kind: v.string(),
  dataset: v.nullable(v.string()),
  keyField: v.optional(v.string()),
  period: v.optional(v.string()),
});

/** A return that agencies send quarter by quarter. */
export interface SuppliedType {
  readonly type: string;
  readonly label: string;
  readonly dataset: Dataset;
  /** Null where no field stands for the worth of a row. */
  readonly keyField: string | null;
}

export interface Names {
  /** Return types that agencies send for a period, by name. */
  readonly types: readonly SuppliedType[];
  /** Codes and names of agencies that send returns, in the order of the code list. */
  readonly agencies: readonly (readonly [code: string, label: string])[];
  /** The name of an agency; its code where the list does not know it. */
  agency(code: string): string;
}

const kept = new Map<string, Names>();

function typesIn(resources: string): readonly SuppliedType[] {
  const folder = path.join(resources, 'returns');
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .toSorted()
    .flatMap(name => {
      const type = v.parse(suppliedType, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      const dataset = type.dataset === null ? undefined : datasetNamed(type.dataset);
      if (type.kind !== 'return' || !dataset || dataset.dateField === null || type.period === undefined) return [];
      if (type.keyField !== undefined && !dataset.fields.some(field => field.name === type.keyField && !field.derived))
        throw new Error(`${name}: ${dataset.name} stores no field ${type.keyField}`);
      return [{ type: type.name, label: type.label, dataset, keyField: type.keyField ?? null }];
    });
}

/** Return types and agencies of the resources folder, read once. Throws when a key field does not exist. */
export function namesIn(resources: string): Names {
  let found = kept.get(resources);
  if (!found) {
    const lists = v.parse(
      v.object({ agency: v.array(v.tuple([v.string(), v.string()])) }),
      JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')),
    );
    const labels = new Map(lists.agency);
    found = { types: typesIn(resources), agencies: lists.agency, agency: code => labels.get(code) ?? code };
    kept.set(resources, found);
  }
  return found;
}

/** Datasets that the partnership's own agencies return. */
export function returnedDatasets(resources: string): ReadonlySet<string> {
  return new Set(namesIn(resources).types.map(one => one.dataset.name));
}
