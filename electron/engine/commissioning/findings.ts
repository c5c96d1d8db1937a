import type { OptionResult, Ranking, ResultStanding, TornadoBar } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, MeasureId } from '../../../shared/model/appraisal.ts';
import type { AppraisalFinding } from '../../../shared/model/appraisal-finding.ts';
import { areAmountsKnown, weighingPartners } from '../../../shared/model/appraisal-standing.ts';
import type { Disagreement } from './engines.ts';
import { standardError } from './expected.ts';
import type { OptionRun } from './expected.ts';
import { measurePlace } from './outcomes.ts';

/** What the findings of a decision are made of. */
interface Decision {
  readonly appraisal: Appraisal;
  readonly runs: readonly OptionRun[];
  readonly options: readonly OptionResult[];
  readonly ranking: Ranking;
  readonly standing: ResultStanding;
  readonly bars: readonly TornadoBar[];
  /** Places of the two options that were compared. */
  readonly of: number;
  readonly against: number;
  /** Null where engines were not compared. */
  readonly differ: readonly Disagreement[] | null;
}

/** An option that comes first in so many of the draws is shown to; else it is likely at best. */
const sureShare = 0.9;
/** A difference of fewer errors is none that the draws can tell. */
const errorsToTell = 2;
/** A budget covers a share safely when it does in so many of the draws. */
const safeChance = 0.9;

/** Money, time, fairness, each partner's order, affordability, what turns it, and what it rests on. */
export function decisionFindings(decision: Decision): AppraisalFinding[] {
  const basis = restsOn(decision);
  const compared = [
    worth(decision),
    ...first(decision, 'quickest', 'within-72-hours', 1, 0.005),
    ...fairest(decision),
    ...changes(decision),
    ...rankedFirst(decision),
    affordable(decision),
    ...overloaded(decision),
  ];
  const caveats = basis.caveats.filter(caveat => caveat === noVerdict || caveat === nothingGiven);
  return [
    basis,
    ...(caveats.length === 0 ? compared : compared.map(finding => unsaid(finding, caveats))),
    ...servesNobody(decision),
    ...enginesDisagree(decision),
  ];
}

/** Of inputs and posts: shares, budgets and weights say nothing of what an option would do. */
const nothingGiven = 'nothing-given';
/** What the answer rests on does not bear a verdict. */
const noVerdict = 'no-verdict';

/** Of options of which too much is placeholder: whatever the draws tell, nothing may be said. */
const unsaid = (finding: AppraisalFinding, caveats: readonly string[]): AppraisalFinding => ({
  ...finding,
  strength: 'not-shown',
  caveats: [...finding.caveats, ...caveats],
});

function restsOn({ standing }: Decision): AppraisalFinding {
  const { inputs, posts, budgets, shares, weights, gaps, movedByPlaceholders } = standing;
  const given = [inputs, posts, budgets, shares, weights].reduce((sum, counted) => sum + counted.given, 0);
  return {
    kind: 'rests-on',
    about: { options: [] },
    figures: {
      inputs: inputs.all,
      given,
      placeholder: inputs.placeholder,
      moved: movedByPlaceholders ?? 0,
    },
    test: {
      name: 'Need, the posts of every option and the effects are given or from the data; no more than a fifth of what moves the answer is placeholder, by the tornado, and no placeholder turns it',
      passed: gaps.length === 0,
    },
    strength: movedByPlaceholders === null ? 'likely' : 'shown',
    caveats: [
      ...(standing.isDraft ? ['placeholders'] : []),
      ...(inputs.given + posts.given === 0 ? [nothingGiven] : []),
      ...(gaps.length > 0 ? [noVerdict] : []),
      ...(gaps.length > 0 && gaps.every(({ kind }) => kind === 'not-known') ? ['not-known'] : []),
    ],
  };
}

/** Mean and error of the difference of two options over the same draws; draws without a figure do not count. */
function pairedDifference(
  a: OptionRun,
  b: OptionRun,
  id: MeasureId,
): { readonly mean: number; readonly error: number } {
  const place = measurePlace(id);
  const drawn = a.measures[place]!.map((value, draw) => value - b.measures[place]![draw]!).filter(
    value => !Number.isNaN(value),
  );
  const mean = drawn.reduce((sum, value) => sum + value, 0) / Math.max(1, drawn.length);
  return { mean, error: standardError(drawn) ?? 0 };
}

/** Places of those that cannot be told from the first, the first before all. @param least difference that matters at all */
function tiedFirst(runs: readonly OptionRun[], id: MeasureId, sense: 1 | -1, least: number): number[] {
  const place = measurePlace(id);
  const order = runs
    .map((_, at) => at)
    .filter(at => !Number.isNaN(runs[at]!.mean.measures[place]!))
    .toSorted((a, b) => sense * (runs[b]!.mean.measures[place]! - runs[a]!.mean.measures[place]!) || a - b);
  const [best] = order;
  if (best === undefined) return [];
  return order.filter(at => {
    if (at === best) return true;
    const { mean, error } = pairedDifference(runs[best]!, runs[at]!, id);
    return sense * mean <= Math.max(errorsToTell * error, least);
  });
}

/** The option of the highest expected NPSV, those that cannot be told from it, and its chance of loss. */
function worth({ runs, options }: Decision): AppraisalFinding {
  const tied = tiedFirst(runs, 'npsv', 1, 0);
  const best = tied[0]!;
  const { npsv } = options[best]!.measures;
  const drawn = runs[best]!.measures[measurePlace('npsv')]!;
  const isMore = best !== 0 && !tied.includes(0) && (npsv.value ?? 0) > 0;
  const chance = options[best]!.probabilityBest;
  return {
    kind: 'worth',
    about: { options: tied.map(at => options[at]!.id) },
    figures: {
      npsv: npsv.value ?? 0,
      ...(npsv.low === null ? {} : { low: npsv.low }),
      ...(npsv.high === null ? {} : { high: npsv.high }),
      error: options[best]!.errors.npsv ?? 0,
      chanceOfLoss: drawn.filter(value => value < 0).length / drawn.length,
      chanceBest: chance,
    },
    test: {
      name: 'Expected NPSV over the draws against every other option, by twice the error of their paired difference',
      passed: isMore && tied.length === 1,
    },
    strength: isMore && tied.length === 1 ? (chance >= sureShare ? 'shown' : 'likely') : 'not-shown',
    caveats: isMore ? [] : ['not-more-than-do-minimum'],
  };
}

function first(
  { runs, options }: Decision,
  kind: 'quickest' | 'fairest',
  id: MeasureId,
  sense: 1 | -1,
  least: number,
): AppraisalFinding[] {
  const tied = tiedFirst(runs, id, sense, least);
  if (tied.length === 0) return [];
  const value = options[tied[0]!]!.measures[id].value ?? 0;
  const others = options.filter((option, at) => !tied.includes(at) && option.measures[id].value !== null);
  const next = others.map(option => option.measures[id].value!).toSorted((a, b) => sense * (b - a))[0];
  return [
    {
      kind,
      about: { options: tied.map(at => options[at]!.id) },
      figures: { value, ...(next === undefined ? {} : { next }) },
      test: {
        name: 'Paired difference over the draws against every other option, by twice its error',
        passed: tied.length === 1,
      },
      strength: tied.length === 1 ? 'shown' : 'not-shown',
      caveats: [],
    },
  ];
}

/** Half of the last digit that is shown: what is nearer reads the same. */
const sameLottery = 0.0005;

/** Options that are no more uneven than chance alone would show: none of several can be called the closest. */
function withinChance({ options }: Decision, nearest: AppraisalFinding): AppraisalFinding {
  const even = options.filter(({ measures, fairness }) => {
    const { value } = measures['postcode-lottery'];
    return value !== null && fairness.hooverByChance !== null && value <= fairness.hooverByChance;
  });
  const ids = even.map(option => option.id);
  if (even.length < 2 || !nearest.about.options.every(id => ids.includes(id))) return nearest;
  return {
    ...nearest,
    about: { options: ids },
    test: { ...nearest.test, passed: false },
    strength: 'not-shown',
    caveats: [...nearest.caveats, 'within-chance'],
  };
}

function fairest(decision: Decision): AppraisalFinding[] {
  return first(decision, 'fairest', 'postcode-lottery', -1, sameLottery).map(nearest => {
    const found = withinChance(decision, nearest);
    const options = decision.options.filter(option => found.about.options.includes(option.id));
    const alike = options.filter(option => !option.fairness.varies);
    return {
      ...found,
      figures: { ...found.figures, chance: options[0]!.fairness.hooverByChance },
      ...(alike.length > 0
        ? {
            test: { ...found.test, passed: false },
            strength: 'not-shown' as const,
            caveats: [...found.caveats, 'alike-by-assumption'],
          }
        : {}),
    };
  });
}

/** One for each partner that gave weights, and none for the others. */
function rankedFirst({ appraisal, ranking }: Decision): AppraisalFinding[] {
  const weighing = weighingPartners(appraisal);
  return weighing.flatMap(({ name }): AppraisalFinding[] => {
    const row = ranking.scores.find(({ partner }) => partner === name);
    if (!row) return [];
    const highest = Math.max(...row.totals);
    const tied = row.totals.flatMap((total, at) => (highest - total < 0.05 ? [ranking.options[at]!] : []));
    return [
      {
        kind: 'ranked-first',
        about: { options: tied, partner: name },
        figures: { score: highest },
        test: { name: 'Score by the weights that the partner gave', passed: tied.length === 1 },
        strength: 'shown',
        caveats: [],
      },
    ];
  });
}

/** Options under which every budget that was given covers its share. */
function affordable({ options, standing }: Decision): AppraisalFinding {
  const { given } = standing.budgets;
  const isKnown = given > 0 && areAmountsKnown(standing);
  const within = options.filter(option =>
    option.partners.every(partner => partner.affordable === null || partner.affordable >= safeChance),
  );
  return {
    kind: 'affordable',
    about: { options: isKnown ? within.map(option => option.id) : [] },
    figures: { budgets: given, partners: options[0]!.partners.length, options: within.length },
    test: { name: 'Nine draws in ten are within the budget of every year', passed: isKnown },
    strength: isKnown ? 'shown' : 'not-shown',
    caveats: given === 0 ? ['no-budget'] : isKnown ? [] : ['no-share'],
  };
}

/** Inputs that turn the order within their own ranges; one finding that nothing does where none does. */
function changes({ options, bars, of, against }: Decision): AppraisalFinding[] {
  if (bars.length === 0) return [];
  const pair = [options[of]!.id, options[against]!.id];
  const test = { name: 'Expected NPSV difference is nothing within the input’s own range' };
  const turning = bars.filter(bar => bar.switching !== null);
  if (turning.length === 0)
    return [
      {
        kind: 'changes-the-answer',
        about: { options: pair },
        figures: { tested: bars.length, outside: bars.filter(bar => bar.switchingOutside !== null).length },
        test: { ...test, passed: false },
        strength: 'not-shown',
        caveats: [],
      },
    ];
  return turning.map(bar => ({
    kind: 'changes-the-answer' as const,
    about: { options: pair, input: bar.input },
    figures: { tested: bars.length, switching: bar.switching!, from: bar.plausible[0], to: bar.plausible[1] },
    test: { ...test, passed: true },
    strength: 'shown' as const,
    caveats: bar.isPlaceholder ? ['placeholders'] : [],
  }));
}

function overloaded({ options }: Decision): AppraisalFinding[] {
  return options.flatMap((option): AppraisalFinding[] => {
    const pools = option.pools.filter(pool => !pool.stable);
    return pools.length === 0
      ? []
      : [
          {
            kind: 'overloaded',
            about: { options: [option.id] },
            figures: { pools: pools.length, of: option.pools.length },
            test: { name: 'Expected load is 1 or more', passed: true },
            strength: 'shown',
            caveats: [],
          },
        ];
  });
}

/** Fewer in a year than this are none. */
const hardlyAny = 0.5;

/** Options under which nobody is interviewed, or nobody gets a worker, however cheap they are. */
function servesNobody({ options }: Decision): AppraisalFinding[] {
  return options.flatMap((option): AppraisalFinding[] => {
    const interviews = option.measures['interviews-completed'].value ?? 0;
    const helped = option.measures['children-helped'].value ?? 0;
    const caveats = [
      ...(interviews < hardlyAny ? ['no-interviews'] : []),
      ...(helped < hardlyAny ? ['no-workers'] : []),
    ];
    return caveats.length === 0
      ? []
      : [
          {
            kind: 'serves-nobody',
            about: { options: [option.id] },
            figures: { interviews, helped },
            test: {
              name: 'Expected interviews, and children with a worker, are less than one in two years',
              passed: true,
            },
            strength: 'shown',
            caveats,
          },
        ];
  });
}

function enginesDisagree({ options, differ }: Decision): AppraisalFinding[] {
  if (!differ || differ.length === 0) return [];
  const about = [...new Set(differ.flatMap(one => (one.what === 'order' ? [] : [options[one.option]!.id])))];
  return [
    {
      kind: 'engines-disagree',
      about: { options: about },
      figures: { figures: differ.length },
      test: {
        name: 'Sign or order of NPSV, or a headline by more than twice the error of the difference',
        passed: true,
      },
      strength: 'shown',
      caveats: differ.some(({ what }) => what === 'sign' || what === 'order') ? ['order-not-sure'] : [],
    },
  ];
}
