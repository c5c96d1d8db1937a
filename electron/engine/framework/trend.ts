import * as v from 'valibot';
import type { Audience } from '../../../shared/contract/cube.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import type { Scorecard, ScorecardLine, ScorecardPoint } from '../../../shared/contract/framework.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { hasFigures } from '../../../shared/text/framework.ts';
import type { LikeSpan, LikeSpans } from '../claims/spans.ts';
import type { Call } from '../subject.ts';
import type { ReadTable } from './indicator-tables.ts';
import { reportGround } from './report-ground.ts';
import { scorecardOf } from './scorecard.ts';
import { countableFor } from './test-about.ts';

/** An indicator over its quarters, with the two like spans that its change is about. */
export interface Trend {
  readonly scorecard: Scorecard;
  readonly line: ScorecardLine;
  readonly spans: LikeSpans | null;
  /** Labels of the spans of which not all is in. */
  readonly partSpans: readonly string[];
  readonly change: Claim | null;
  readonly shift: Claim | null;
  /** Means of the quarters' own counts in both spans; null for shares, and where a quarter of them is not shown. */
  readonly means: {
    readonly before: number;
    readonly after: number;
    /** Labels of the quarters in them of which a return is lacking. */
    readonly parts: readonly string[];
  } | null;
}

/** The mean of the quarters of a span; null where one is not shown. */
function meanOf(points: readonly ScorecardPoint[], { quarters }: LikeSpan): number | null {
  const values = quarters.map(code => points.find(point => point.period === code)?.value ?? null);
  const shown = values.filter(value => value !== null);
  return shown.length === quarters.length ? shown.reduce((sum, value) => sum + value, 0) / shown.length : null;
}

function meansOf({ points, kind }: ScorecardLine, spans: LikeSpans | null): Trend['means'] {
  if (!spans || kind !== 'count' || spans.quarters === 1) return null;
  const [before, after] = [meanOf(points, spans.before), meanOf(points, spans.after)];
  if (before === null || after === null) return null;
  const within = new Set([...spans.before.quarters, ...spans.after.quarters]);
  return { before, after, parts: points.flatMap(one => (within.has(one.period) && !one.complete ? [one.label] : [])) };
}

/**
 * One indicator with its quarters, its two like spans and what is said of them, as an audience sees it. Null where there is no
 * such indicator, or nothing of it is in. Every table is read through `readTable`. Faults: those of the scorecard.
 */
export async function trendOf(
  { indicator, audience }: { readonly indicator: string; readonly audience: Audience },
  readTable: ReadTable,
  call: Call,
): Promise<Trend | null> {
  const { framework, tests } = await reportGround(audience, call);
  if (!framework.indicators.some(one => one.code === indicator)) return null;
  const question = v.parse(scorecardQuestion, { audience, indicators: [indicator], districts: false });
  const scorecard = await scorecardOf(question, readTable, call);
  const line = scorecard.lines[0]!;
  if (!hasFigures(line)) return null;
  const changed = tests.changes.get(countableFor(framework, indicator));
  const spans = changed?.spans ?? null;
  const claimOf = (kind: Claim['kind']) => line.claims.find(claim => claim.kind === kind) ?? null;
  return {
    scorecard,
    line,
    spans,
    partSpans: changed
      ? [changed.parts.before && changed.spans.before.label, changed.parts.after && changed.spans.after.label].filter(
          label => label !== null,
        )
      : [],
    change: claimOf('change'),
    shift: claimOf('special-cause'),
    means: meansOf(line, spans),
  };
}
