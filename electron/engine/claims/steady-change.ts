import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { ChangeKind } from '../../../shared/text/claims.ts';
import { agenciesThroughout } from '../coverage/comparable.ts';
import type { ComparableSpans } from '../coverage/comparable.ts';
import { unitsInSpans } from '../cube/units.ts';
import type { AlikeUnits, DaySpan } from '../cube/units.ts';
import type { Call } from '../subject.ts';
import { changeTest } from './change.ts';
import type { TestedChange, ThroughoutChange } from './change.ts';

/** A change that was tested on those who sent both spans; who they are, and their own ratio, where not everybody did. */
export interface SteadyChange {
  readonly tested: TestedChange | null;
  readonly throughout: ThroughoutChange | null;
  /** What children bring to the spans: all of them, and those of who sent both where not everybody did. */
  readonly units: readonly AlikeUnits[] | null;
  readonly steady: readonly AlikeUnits[] | null;
}

/**
 * Tests the first measure of a description between two spans, earlier first. It is set against itself on everybody's rows where
 * all sent both spans; else on those of whom both are in: who came, went or is missing would make a change that nobody reports.
 */
export function steadyChange(
  kind: ChangeKind,
  description: ParsedPivot,
  spans: readonly [before: DaySpan, after: DaySpan],
  comparable: ComparableSpans,
  call: Call,
): SteadyChange {
  const units = unitsInSpans(description, spans, call);
  const tested = units && changeTest(kind, units);
  if (!comparable.differing.length || !tested) return { tested, throughout: null, units, steady: null };
  const suppliers = agenciesThroughout(comparable).filter(agency => agency !== null);
  if (!suppliers.length) return { tested: null, throughout: null, units, steady: null };
  const filters = [...description.filters, { field: 'supplied_by', in: suppliers }];
  const steady = unitsInSpans({ ...description, filters }, spans, call);
  const same = steady && changeTest(kind, steady);
  if (!same) return { tested: null, throughout: null, units, steady };
  return {
    tested: { ...tested, p: same.p, error: same.error },
    throughout: { suppliers, ratio: same.estimate, interval: same.interval },
    units,
    steady,
  };
}
