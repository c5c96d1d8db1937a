import * as v from 'valibot';
import { FaultError } from '../../../shared/contract/fault.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import type { Deck, DeckTemplate, Slide } from '../../../shared/model/deck.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { draftedAppraisal, openAppraisal } from '../commissioning/appraisals.ts';
import { readAppraisals } from '../commissioning/documents.ts';
import { returnedDatasets } from '../coverage/names.ts';
import { datasetsOf, pivotTable } from '../cube/tables.ts';
import { reportGround } from '../framework/report-ground.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import { foundOn } from './freeze.ts';
import { tellingRank } from './frozen-scorecard.ts';
import type { Found } from './freeze.ts';
import { readStyle } from './house-style.ts';
import { plannedSlides } from './report-slides.ts';
import type { Planned, Years } from './report-slides.ts';
import { reports } from './reports.ts';
import { goOn, tried } from '../release/turn.ts';

/** Names of the reports, as their audiences know them. */
const names: Readonly<Record<DeckTemplate, string>> = {
  'csaf-quarterly': 'CSAF quarterly report',
  'safeguarding-board': 'Report to the Safeguarding Board',
  'scrutiny-committee': 'Report to the scrutiny committee',
  'police-crime-panel': 'Report to the Police and Crime Panel',
  'joint-commissioning-group': 'Report to the Joint Commissioning Group',
};

/** The last two financial years that are over by that day. */
function wholeYears(until: string): Years {
  const day = daysOfIso(until);
  const current = periodOf(day, 'financial-year');
  const now = current.last <= day ? current : periodOf(current.first - 1, 'financial-year');
  return { now: now.code, before: periodOf(now.first - 1, 'financial-year').code };
}

/** The newest appraisal that is kept, or a draft of one; null where there is neither. */
async function appraisalFor(call: Call): Promise<unknown> {
  try {
    const [newest] = readAppraisals(call.workspace.read);
    if (newest) return (await openAppraisal(newest.id, call)).appraisal;
    return await draftedAppraisal(undefined, call);
  } catch (error) {
    if (error instanceof FaultError && error.fault.code !== 'cancelled') return null;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof FaultError && ['refused', 'invalid-input', 'not-found', 'too-large'].includes(error.fault.code);

/** More rows than these are not read from the back of a room. */
const mostIndicators = 9;

/** The scorecard of an audience, read for its words alone. */
function readScorecard(audience: Deck['audience'], call: Call): Promise<Scorecard> {
  const question = v.parse(scorecardQuestion, { audience, districts: false });
  return scorecardOf(question, asked => pivotTable(asked, call), call);
}

/** The indicators that there is most to say of, as this audience may see them; in the framework's order. */
function tellingIndicators({ lines }: Scorecard): readonly string[] {
  // A rate says again what its count says.
  const charted = lines.filter(line => line.limits !== null && line.kind !== 'rate');
  const chosen = new Set(
    charted
      .toSorted((a, b) => tellingRank(a) - tellingRank(b))
      .slice(0, mostIndicators)
      .map(line => line.code),
  );
  return charted.filter(line => chosen.has(line.code)).map(line => line.code);
}

/** The first of a slide's views that may be shown and says something. */
async function slideOf(
  plan: Planned,
  audience: Deck['audience'],
  filled: ReadonlySet<string>,
  call: Call,
): Promise<{ readonly slide: Slide; readonly found: Found; readonly title: string } | null> {
  for (const pin of plan.pins) {
    const { dataset } = (pin.kind === 'picture' ? {} : pin.view) as { readonly dataset?: string };
    if (dataset !== undefined && !filled.has(dataset)) continue;
    const asked: Slide = { id: plan.id, layout: 'view', title: plan.id, narrative: '', notes: '', pin };
    try {
      const found = await foundOn(asked, { audience }, true, call);
      const said = found && plan.say(found);
      if (!found || !said) continue;
      const slide = {
        ...asked,
        title: said.title.slice(0, 300),
        narrative: said.facts.slice(0, 3).join('\n').slice(0, 2000),
        notes: said.notes.join('\n').slice(0, 10_000),
      };
      return { slide, found, title: said.title };
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return null;
}

function methodSlide(audience: Deck['audience'], asAt: string, rules: number, synthetic: boolean): Slide {
  return {
    id: 'method',
    layout: 'text',
    title: 'How these figures were made, and what protects the children behind them',
    narrative: [
      `Data are in up to ${formatDate(asAt)}; a part of a period is never compared with a whole one, and where not everybody sent both, those who did stand beside it.`,
      `Small counts, and what would give them away, are hidden for ${audience === 'board' ? 'a board' : 'the public'} by version ${rules} of the disclosure rules, all tables of this briefing together.`,
      synthetic
        ? `${syntheticWords}: no figure speaks of a real child.`
        : 'Rates are per resident child; intervals are 95 %. Definitions stand in the data annex.',
    ].join('\n'),
    notes: 'The data annex (XLSX) has every table with its definitions and notes.',
    pin: null,
  };
}

/**
 * The slides of a report with findings of the data as their titles. Its tables are protected beside each other as a freeze
 * will protect them, so that no title tells what a later table hides; nothing of that is kept. Fault refused where there
 * is nothing to report.
 */
export async function deckOfTemplate(
  asked: { readonly template: DeckTemplate; readonly audience: Deck['audience']; readonly organisation: string },
  call: Call,
): Promise<Deck> {
  const { template, audience, organisation } = asked;
  return tried(call, async inside => {
    const datasets = datasetsOf(inside).filter(one => one.rows > 0);
    const filled = new Set(datasets.map(one => one.name));
    // The day to which every return of the partnership reaches: a public file may go on for longer.
    const ends = (names: ReadonlySet<string> | null) =>
      datasets.flatMap(one => (one.until && (names === null || names.has(one.name)) ? [one.until] : [])).toSorted();
    const until = ends(returnedDatasets(inside.resources))[0] ?? ends(null).at(-1);
    if (until === undefined)
      throw new FaultError(
        'refused',
        'There is nothing to report yet. Import the first returns, then make the report.',
      );
    const wanted = reports[template];
    const needsOptions = wanted.some(name => ['options', 'partners', 'option-districts', 'tornado'].includes(name));
    const synthetic = isSynthetic(inside.workspace.read);
    const appraisal = needsOptions ? await appraisalFor(inside) : null;
    const scorecard = await readScorecard(audience, inside);
    const plans = plannedSlides({
      years: wholeYears(until),
      appraisal,
      synthetic,
      indicators: wanted.includes('scorecard') ? tellingIndicators(scorecard) : [],
      report: await reportGround(audience, inside),
      scorecard,
    });
    const slides: Slide[] = [];
    let rules = 1;
    for (const [at, name] of wanted.entries()) {
      goOn(call);
      call.progress({ stage: 'Making the report', done: at, total: wanted.length, unit: 'steps' });
      const made = await slideOf(plans[name], audience, filled, inside);
      if (!made) continue;
      slides.push(made.slide);
      const { pivot, districts: byDistrict } = made.found;
      rules = (pivot ?? byDistrict?.pivot)?.protection?.rulesVersion ?? rules;
    }
    // What the partnership is asked first: how many children.
    const headline = slides.find(slide => slide.id === 'referrals') ?? slides[0];
    const opening: Slide = {
      id: 'opening',
      layout: 'title',
      title: `${names[template]}${headline ? `. ${headline.title}` : ''}`.slice(0, 300),
      narrative: synthetic ? syntheticWords : '',
      notes: slides.map(slide => slide.title).join('\n'),
      pin: null,
    };
    const style = readStyle(inside.workspace.read);
    return {
      name: `${names[template]}, ${formatDate(until)}`,
      template,
      audience,
      organisation: organisation || style.organisation,
      // What is published has the lowest marking, whatever the house writes on its papers.
      marking: audience === 'public' ? 'OFFICIAL' : style.marking || 'OFFICIAL – SENSITIVE',
      slides: [opening, ...slides, methodSlide(audience, until, rules, synthetic)],
    };
  });
}
