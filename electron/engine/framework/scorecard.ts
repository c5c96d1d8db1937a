import type { Note, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ParsedScorecard, Scorecard, ScorecardLine, ScorecardPoint } from '../../../shared/contract/framework.ts';
import { datasets } from '../../../shared/model/datasets.ts';
import { isNotTold } from '../../../shared/model/claim.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { notRecordedWords } from '../../../shared/text/coverage.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { districtsOf, readCoverage } from '../coverage/coverage.ts';
import { readLedger } from '../coverage/ledger.ts';
import { namesIn } from '../coverage/names.ts';
import type { Names } from '../coverage/names.ts';
import { periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import { bothChangesText, changeText, notTold } from '../../../shared/text/claims.ts';
import { changeFigures } from '../claims/change.ts';
import { changeClaimOf, districtClaimsOf, shiftClaimOf } from './claims.ts';
import { readFramework } from './framework.ts';
import { readGroup } from './group-reading.ts';
import { groupsOf, lastWhole, withoutSmallRemainders } from './indicator-tables.ts';
import type { Asked, Gathered, ReadTable } from './indicator-tables.ts';
import {
  limitsOf,
  missesTarget,
  movementOf,
  pairWordsOf,
  stretchesOf,
  targetReading,
  targetText,
  targetIn,
  trendWordsOf,
  valueWords,
  variationOf,
} from './reading.ts';
import type { Movement } from './reading.ts';
import { recordingOf } from './recording.ts';
import { returnsFinding, returnsNotes, supplyIn, supplyNotes } from './returns.ts';
import { countableFor } from './test-about.ts';
import { reportTests } from './tests.ts';
import type { ReportTests } from './tests.ts';

const unsupplied: Gathered = { points: [], like: null, districts: [], notes: [] };

/** A line with what its pair needs to know of it. */
interface Read {
  readonly line: ScorecardLine;
  readonly indicator: Indicator;
  readonly movement: Movement | null;
}

/** What the tests of a report say of one indicator. */
export interface LineTests {
  readonly change: Claim | null;
  shift(limits: ScorecardLine['limits']): Claim | null;
  districts(districts: ScorecardLine['districts']): readonly Claim[];
}

const comparisons = {
  'high-is-good': { up: 'better', down: 'worse' },
  'low-is-good': { up: 'worse', down: 'better' },
  ambiguous: { up: 'higher', down: 'lower' },
  none: { up: 'higher', down: 'lower' },
} as const;

/** Districts beside the rest of the area, by their claims. */
function comparedDistricts(
  districts: ScorecardLine['districts'],
  claims: readonly Claim[],
  { polarity }: Indicator,
): ScorecardLine['districts'] {
  const byArea = new Map(claims.map(claim => [claim.about.area, claim]));
  return districts.map(district => {
    const claim = byArea.get(district.code);
    if (!claim || claim.strength === 'cannot-tell' || district.value === null) return district;
    if (claim.direction) return { ...district, comparison: comparisons[polarity][claim.direction] };
    return { ...district, comparison: isNotTold(claim) ? 'not-told' : 'similar' };
  });
}

/** A change that is not said, in a few words; where the suppliers differ that of those who sent both. */
function unsaidChange(claim: Claim, amount: string, steady: string | null): string {
  const short = isNotTold(claim) ? notTold : 'no change beyond chance';
  return steady === null
    ? `${short} (${amount} on ${claim.about.against})`
    : `${steady} on those who sent both, ${short}; of all it cannot be told: ${claim.lacking}`;
}

function changeOf(claim: Claim | null, kind: Indicator['kind']): ScorecardLine['change'] {
  const [before, after] = claim?.figures ?? [];
  if (!claim || claim.strength === 'cannot-tell' || !before || !after) return null;
  const isShare = kind === 'proportion';
  const value = isShare ? after.value - before.value : before.value > 0 ? after.value / before.value - 1 : null;
  if (value === null) return null;
  const amount = changeText(isShare ? 'share' : 'events', isShare ? value : value + 1);
  const steady = claim.figures.find(figure => figure.name === changeFigures.throughout) ?? null;
  if (claim.strength === 'found')
    return { value, words: bothChangesText(`${amount} on ${claim.about.against}`, steady?.text ?? null) };
  return {
    // Of all there is no change to tell where others sent the one span than the other.
    value: steady ? steady.value - (isShare ? 0 : 1) : value,
    words: unsaidChange(claim, amount, steady?.text ?? null),
  };
}

/**
 * Points as their chart takes them. A median or a mean is told in the places of its indicator, to a board because more would
 * tell of single children; its limits come from the same digits for everybody, so that nobody reads another verdict.
 */
function asCharted(points: readonly ScorecardPoint[], { kind, decimals }: Indicator): readonly ScorecardPoint[] {
  if (kind !== 'days' && kind !== 'mean') return points;
  const scale = 10 ** decimals;
  return points.map(point =>
    point.value === null ? point : { ...point, value: Math.round(point.value * scale) / scale },
  );
}

/** Everything that is said of one indicator: its figures, and what the tests of the report say of them. */
export function lineOf(indicator: Indicator, gathered: Gathered, area: string | null, tests: LineTests): Read {
  const { points } = gathered;
  const complete = points.filter(point => point.complete);
  const latest = complete.at(-1) ?? null;
  const stretches = stretchesOf(complete, indicator);
  const charted = asCharted(complete, indicator);
  const { limits, words } = limitsOf(charted, indicator, stretches);
  // Means over quarters of which one is hidden would tell it.
  const isAllShown = points.every(point => point.status !== 'hidden');
  const claims = { change: tests.change, shift: isAllShown ? tests.shift(limits) : null };
  const ofDistricts = tests.districts(gathered.districts);
  const districts = comparedDistricts(gathered.districts, ofDistricts, indicator);
  const { variation, words: variationWords } =
    gathered.lacking === undefined
      ? variationOf(
          complete,
          limits,
          words,
          indicator,
          stretches,
          claims,
          points.some(point => point.value !== null),
        )
      : ({ variation: 'not-recorded', words: notRecordedWords(gathered.lacking) } as const);
  const target = latest ? targetIn(indicator.targets, latest.period) : null;
  const { assurance, words: targetWords } = targetReading(charted, limits, target, indicator, claims);
  const worseThanArea = area !== null && districts.some(one => one.code === area && one.comparison === 'worse');
  const worse = assurance === 'fails' || missesTarget(latest?.value ?? null, target) || worseThanArea;
  const notes: Note[] = [
    ...(claims.change ? [{ code: 'like-for-like', text: claims.change.sentence }] : []),
    ...(ofDistricts.length ? [{ code: 'districts-tested', text: districtsTested }] : []),
    ...gathered.notes,
  ];
  const line: ScorecardLine = {
    code: indicator.code,
    name: indicator.name,
    theme: indicator.theme,
    objective: indicator.objective,
    area: indicator.area,
    kind: indicator.kind,
    per: indicator.per,
    decimals: indicator.decimals,
    polarity: indicator.polarity,
    question: indicator.question,
    owner: indicator.owner,
    definition: indicator.definition,
    measure: indicator.measure,
    points,
    latest,
    limits,
    variation,
    variationWords,
    target,
    assurance,
    targetWords,
    change: changeOf(claims.change, indicator.kind),
    claims: [claims.change, claims.shift, ...ofDistricts].filter(claim => claim !== null),
    trendWords:
      gathered.lacking === undefined
        ? trendWordsOf(complete, indicator)
        : 'Not recorded, so there is no trend to test.',
    pairWords: null,
    districts,
    breaks: indicator.breaks,
    events: indicator.events,
    rebases: indicator.rebases,
    worseAndWorsening: worse && variation === 'worsening',
    notes,
  };
  return { line, indicator, movement: movementOf(claims) };
}

const districtsTested =
  'Districts are set against the rest of the area, over the last four whole quarters, or for shares over all whole quarters, corrected for how many there are.';

interface Candidate {
  readonly weight: number;
  /** Codes of what it is about; each is talked about once. */
  readonly matters: readonly string[];
  readonly finding: Scorecard['findings'][number];
}

/** The figure of the claim by which a line moved, so that figure and words of a card cannot clash. */
function movedFigure({ claims, change }: ScorecardLine): string | null {
  const shift = claims.find(claim => claim.kind === 'special-cause' && claim.strength === 'found');
  if (shift) return shift.figures.at(-1)?.text ?? null;
  const changed = claims.find(claim => claim.kind === 'change' && claim.strength === 'found');
  return changed && change ? change.words : null;
}

/** What a pair says, with who is lacking behind the figure beside it. */
function pairedWords({ pairWords, variationWords, claims }: ScorecardLine): string {
  const lacking = claims.find(claim => claim.strength === 'found' && claim.lacking !== undefined)?.lacking;
  if (pairWords === null) return variationWords;
  return lacking === undefined ? pairWords : `${pairWords} Not of the same suppliers: ${lacking}.`;
}

/**
 * What there is to talk about, the most important first, up to four. What gets worse and misses its target, then what gets
 * worse, what a pair says of a direction that is not good or bad in itself, what cannot meet its target, what gets better.
 * Within a kind, the framework's order. A pair is one matter, and so are the ambiguous figures of
 * one dataset. Returns that are not in take the last place.
 */
export function findingsOf(
  reads: readonly Read[],
  supply: Scorecard['supply'],
  waiting: number,
): Scorecard['findings'] {
  const candidates = reads.flatMap(({ line, indicator }): Candidate[] => {
    const { latest, variation, assurance, target } = line;
    if (!latest || latest.value === null) return [];
    const value = valueWords(indicator, latest.value);
    const matters = [
      line.code,
      ...(indicator.pair ? [indicator.pair] : []),
      ...(variation === 'cannot-tell' && indicator.measure ? [indicator.measure.dataset] : []),
    ];
    const finding = (figure: string, words: string, weight: number): Candidate[] => [
      { weight, matters, finding: { indicator: line.code, label: line.name, figure, words } },
    ];
    const aimed = target === null ? '' : targetText(target, indicator);
    const moved = movedFigure(line) ?? value;
    if (variation === 'worsening') return finding(moved, line.variationWords, line.worseAndWorsening ? 100 : 90);
    if (variation === 'cannot-tell') return finding(moved, pairedWords(line), 80);
    const misses = missesTarget(latest.value, target);
    if (assurance === 'fails' && (misses || variation !== 'improving'))
      return finding(value, `As things are its limits do not reach the target of ${aimed}.`, 60);
    if (variation === 'improving') return finding(moved, line.variationWords, 50);
    if (variation === 'higher' || variation === 'lower') return finding(moved, line.variationWords, 30);
    return [];
  });
  const order = new Map(candidates.map((one, at) => [one, at]));
  const ranked = candidates.toSorted((a, b) => b.weight - a.weight || order.get(a)! - order.get(b)!);
  const returns = returnsFinding(supply, waiting);
  const findings: Scorecard['findings'][number][] = [];
  const told = new Set<string>();
  for (const { matters, finding } of ranked) {
    if (findings.length + returns.length === 4) break;
    if (matters.some(one => told.has(one))) continue;
    for (const one of matters) told.add(one);
    findings.push(finding);
  }
  return [...findings, ...returns];
}

function areaOf(read: ReadableStore, code: string): NonNullable<Asked['area']> {
  const levels = read.all<{ level: string }>('SELECT level FROM area WHERE code = ?', code).map(row => row.level);
  const field = (['district', 'authority'] as const).find(level => levels.includes(level));
  if (!field)
    throw new FaultError(
      'invalid-input',
      `There is no district or authority "${code}". Give its official code, such as E06000021.`,
      'question.area',
    );
  return { field, code };
}

/** Quarters of which data speak, up to the last that is over for one of the datasets. */
export function periodsOf(coverages: readonly Coverage[]): readonly Period[] {
  if (coverages.length === 0) return [];
  const { last } = lastWhole(Math.max(...coverages.map(one => one.until)), 'financial-quarter');
  return periodsOver({ first: Math.min(...coverages.map(one => one.first)), last }, 'financial-quarter');
}

/** The coverage of every dataset that has any, by name; in an area only of those who serve it. */
export function readCoverages(read: ReadableStore, area: string | null): ReadonlyMap<string, Coverage> {
  const districts = area === null ? null : districtsOf(read, area);
  return new Map(
    datasets.flatMap(dataset => {
      const coverage = readCoverage(read, dataset, { districts });
      return coverage ? [[dataset.name, coverage] as const] : [];
    }),
  );
}

function lineTestsOf(
  tests: ReportTests,
  framework: Framework,
  indicator: Indicator,
  { like, points }: Gathered,
  counted: ScorecardLine['points'],
  names: Names,
): LineTests {
  return {
    change: changeClaimOf(tests, framework, indicator, like ?? { before: null, after: null }, names),
    shift: limits => shiftClaimOf(tests, framework, indicator, { points, counted, limits }, names),
    districts: districts => districtClaimsOf(tests, framework, indicator, districts),
  };
}

/** The indicators asked for, in the framework's order. Fault invalid-input. */
function wantedOf(framework: Framework, codes: readonly string[] | undefined): readonly Indicator[] {
  if (!codes) return framework.indicators;
  codes.forEach((code, at) => {
    if (!framework.indicators.some(one => one.code === code))
      throw new FaultError('invalid-input', `There is no indicator "${code}".`, `question.indicators.${at}`);
  });
  return framework.indicators.filter(one => codes.includes(one.code));
}

/**
 * The scorecard: for each indicator its points, limits, variation, assurance, change and districts, and what there is to
 * talk about. `readTable` is where tables come from: the pivot, or what is given out when a scorecard is frozen, so that the
 * disclosure ledger hears of it. For a board or the public everything here follows from those protected tables alone: what
 * is hidden in them is known to nothing that is computed.
 * A whole group of indicators is always read, also when one of them is asked for, so that the same cells are hidden.
 * Faults invalid-input with the path of what is wrong in the question; those of `readTable` for an analyst.
 */
export async function scorecardOf(question: ParsedScorecard, readTable: ReadTable, call: Call): Promise<Scorecard> {
  const began = performance.now();
  const { read } = call.workspace;
  const { framework, version } = readFramework(read, call.resources);
  const everywhere = readCoverages(read, null);
  const periods = periodsOf([...everywhere.values()]);
  const today = lastWhole(daysOfIso(call.now().toISOString()), 'financial-quarter');
  const code = question.period && question.period.length === 7 ? `${question.period} Q4` : question.period;
  const period = code === undefined ? (periods.at(-1) ?? today) : periods.find(one => one.code === code);
  if (!period)
    throw new FaultError(
      'invalid-input',
      periods.length
        ? `${question.period} is not a whole quarter of the data, which are in for ${periods[0]!.label} to ${periods.at(-1)!.label}.`
        : 'There are no data yet, so there is no period to choose.',
      'question.period',
    );
  const area = question.area === undefined ? null : areaOf(read, question.area);
  const coverages = area === null ? everywhere : readCoverages(read, area.code);
  const wanted = wantedOf(framework, question.indicators);
  const needed = new Set(wanted.flatMap(one => (one.pair ? [one.code, one.pair] : [one.code])));
  // A filtered figure is set against the same one without its filter, whether that is asked for or not.
  const beside = new Set(
    framework.indicators.flatMap(({ code, measure }) =>
      measure?.filters.length && needed.has(code) && question.audience !== 'analyst'
        ? [`${measure.dataset} ${measure.measure}`]
        : [],
    ),
  );
  const groups = groupsOf(framework).filter(group =>
    group.indicators.some(
      one =>
        needed.has(one.code) || (!group.filters.length && beside.has(`${group.dataset.name} ${one.measure!.measure}`)),
    ),
  );
  const tests = await reportTests({ framework, version }, period, area, question.audience, call);
  const found = new Map<string, Gathered>();
  const tables: PivotTable[] = [];
  for (const [at, group] of groups.entries()) {
    call.signal.throwIfAborted();
    call.progress({ stage: 'Reading the indicators', done: at, total: groups.length, unit: 'steps' });
    const { audience, districts } = question;
    const asked = {
      period,
      area,
      audience,
      districts,
      coverage: coverages.get(group.dataset.name) ?? null,
      recordingOf: (one: Indicator) => recordingOf(one, period, area, call),
      spansOf: (one: string) => tests.changes.get(countableFor(framework, one))?.spans ?? null,
    };
    const made = await readGroup(group, asked, readTable);
    tables.push(...made.tables);
    for (const [one, figures] of made.byCode) found.set(one, figures);
  }
  const gathered = question.audience === 'analyst' ? found : withoutSmallRemainders(framework, found);
  const names = namesIn(call.resources);
  const ledger = readLedger(read, call.resources, call.now());
  const reads = new Map(
    framework.indicators
      .filter(one => needed.has(one.code))
      .map(one => {
        const own = gathered.get(one.code) ?? unsupplied;
        const counted = gathered.get(countableFor(framework, one.code))?.points ?? [];
        const tested = lineTestsOf(tests, framework, one, own, counted, names);
        return [one.code, lineOf(one, own, area?.code ?? null, tested)];
      }),
  );
  const finished = wanted.map((indicator): Read => {
    const own = reads.get(indicator.code)!;
    const pair = indicator.pair === null ? undefined : reads.get(indicator.pair);
    return {
      ...own,
      line: {
        ...own.line,
        pairWords:
          pair && [own, pair].every(({ line }) => line.variation !== 'not-recorded') ? pairWordsOf(own, pair) : null,
        notes: [
          ...supplyNotes(coverages.get(indicator.measure?.dataset ?? '') ?? null, period, names),
          ...own.line.notes,
        ],
      },
    };
  });
  const supply = supplyIn(ledger, period);
  const waiting = finished.filter(one => one.line.notes.some(note => note.code === 'late-agency')).length;
  const untils = [...everywhere.values()].map(one => one.until);
  const audienceNotes = tables.flatMap(table => table.notes.filter(note => note.code === 'audience')).slice(0, 1);
  const hidden = tables.reduce((sum, table) => sum + (table.protection?.hidden ?? 0), 0);
  return {
    framework: { name: framework.name, version },
    period: { code: period.code, label: period.label },
    periods: periods.map(one => ({ code: one.code, label: one.label })),
    audience: question.audience,
    lines: finished.map(one => one.line),
    findings: findingsOf(finished, supply, waiting),
    supply,
    notes: [
      ...audienceNotes,
      ...(hidden > 0
        ? [
            {
              code: 'hidden',
              text: `${formatNumber(hidden)} figures are hidden; nothing on this scorecard is computed from them.`,
            },
          ]
        : []),
      ...returnsNotes(supply, period),
    ],
    provenance: {
      dataVersion: dataVersion(read),
      dataUntil: untils.length ? isoOfDays(Math.max(...untils)) : null,
      agencies: [...new Set(tables.flatMap(table => table.provenance.agencies))].toSorted(),
      synthetic: isDemonstration(read) || tables.some(table => table.provenance.synthetic),
      hidden,
      rulesVersion: tables.find(table => table.protection)?.protection?.rulesVersion ?? null,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
    },
  };
}
