import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Indicator } from '../../../shared/model/framework.ts';
import type { Period } from '../../../shared/model/period.ts';
import { notRecordedIn } from '../../../shared/text/coverage.ts';
import type { LikeSpans } from '../claims/spans.ts';
import { recordedFields, unrecordedIn } from '../cube/recorded-fields.ts';
import type { Call } from '../subject.ts';
import type { TestedArea } from './test-about.ts';

/** From when on an indicator has figures, as far as its fields were recorded at all. Days since 1970-01-01. */
export interface Recording {
  /** Label of a field that no row up to the period has; null where each is there. */
  readonly lacking: string | null;
  /** Quarters before this day have no figure; minus infinity where nothing stands against one. */
  readonly from: number;
}

/** Indicators of undated datasets come as they are published. */
const always: Recording = { lacking: null, from: -Infinity };

function rowsBehind({ measure }: Indicator, area: TestedArea | null): ParsedPivot {
  const { dataset, measure: name, filters } = measure!;
  const here = area ? [{ field: area.field, in: [area.code] }] : [];
  return v.parse(pivotDescription, { dataset, values: [{ measure: name }], filters: [...filters, ...here] });
}

/** What was recorded, up to a period, of what an indicator is computed from. */
export function recordingOf(indicator: Indicator, upTo: Period, area: TestedArea | null, call: Call): Recording {
  const dataset = indicator.measure && datasetNamed(indicator.measure.dataset);
  const isTold = area === null || dataset?.fields.some(field => field.name === area.field);
  if (!dataset?.dateField || !isTold) return always;
  const fields = recordedFields(rowsBehind(indicator, area), call);
  return {
    lacking: fields.find(field => field.from > upTo.last)?.label ?? null,
    from: Math.max(-Infinity, ...fields.flatMap(field => (field.emptyTells ? [] : [field.from]))),
  };
}

/** Why two spans are not set against each other: in one of them no row has what the indicator needs. */
export function unrecordedSpans(
  indicator: Indicator,
  { before, after }: LikeSpans,
  area: TestedArea | null,
  call: Call,
): readonly string[] {
  const rows = rowsBehind(indicator, area);
  return [before, after].flatMap(span => {
    const label = unrecordedIn(rows, span, call);
    return label === null ? [] : [notRecordedIn(span.label, label)];
  });
}
