import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { ChangeKind, ThroughoutSaid } from '../../../shared/text/claims.ts';
import { allUnlikeWords } from '../../../shared/text/coverage.ts';
import { agenciesThroughout, lackingOf } from '../coverage/comparable.ts';
import type { ComparableSpans, Lacking } from '../coverage/comparable.ts';
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

/** Who did not send all that is compared, in words without a full stop. `nameOf` names an agency by its code. */
export const lackingWords = (lacking: readonly Lacking[], nameOf: (agency: string) => string): string =>
  allUnlikeWords(
    lacking.map(one => ({ ...one, name: one.agency === null ? 'A supplier that is not named' : nameOf(one.agency) })),
  );

/** A change of those who sent both spans as it is said. */
export const throughoutSaid = (
  change: ThroughoutChange | null,
  nameOf: (agency: string) => string,
): ThroughoutSaid | null =>
  change && {
    suppliers: change.suppliers.map(nameOf),
    lacking: lackingWords(change.lacking, nameOf),
    ratio: change.ratio,
    interval: change.interval,
  };

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
  const { estimate, interval } = same;
  return {
    tested: { ...same, estimate: tested.estimate },
    throughout: { suppliers, lacking: lackingOf(comparable), ratio: estimate, interval },
    units,
    steady,
  };
}
