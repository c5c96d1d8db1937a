import type { AppraisalEngine, OptionResult } from '../../../shared/contract/commissioning.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import { measureIds } from '../../../shared/model/appraisal.ts';
import type { Appraisal, MeasureId } from '../../../shared/model/appraisal.ts';
import { estimateText, figureText, listed } from '../../../shared/text/appraisal.ts';
import { engineNames } from './engines.ts';
import type { Disagreement } from './engines.ts';
import type { Model } from './inputs.ts';
import { limitNotes } from './partners.ts';
import { yearNames } from './option-results.ts';
import { formatPercent } from '../../../shared/text/format.ts';

interface Noted {
  readonly appraisal: Appraisal;
  readonly model: Model;
  readonly engine: AppraisalEngine;
  readonly options: readonly OptionResult[];
  /** Whether an option works on weekends in every contract, by option. */
  readonly weekends: readonly boolean[];
  /** Hours allowed for an interview, as often as contracts differ in them. */
  readonly targetHours: readonly number[];
  readonly disagreements: readonly Disagreement[] | null;
  readonly correlationNotes: readonly string[];
}

/** Groups of inputs that are of the children and of what harm is worth: an option cannot change them by being chosen. */
const ofTheWorld: ReadonlySet<string> = new Set(['demand', 'outcome']);

/** Where need or benefit was set for some options alone, their values are not of the same children. */
function unequalNotes({ appraisal, model }: Noted): Note[] {
  const told = model.inputs
    .filter(input => !input.lever && ofTheWorld.has(input.group))
    .flatMap(({ id, label }) => {
      const own = appraisal.options.filter(
        option => Object.hasOwn(option.inputs, id) || option.contracts.some(({ inputs }) => Object.hasOwn(inputs, id)),
      );
      return own.length > 0 ? [`${label} (${listed(own.map(option => option.name))})`] : [];
    });
  return told.length === 0
    ? []
    : [
        {
          code: 'unequal-terms',
          text: `Options are compared on unequal terms: set for some of them alone are ${told.join('; ')}. Set these for all options before one is called better.`,
        },
      ];
}

/** What there is to say of an answer beside its figures. */
export function notesOf(noted: Noted): Note[] {
  const { appraisal, engine, options, correlationNotes } = noted;
  const notes: Note[] = [
    calendarNote(noted),
    {
      code: 'chance',
      text: `Chance alone would show a lottery index of ${figureText(options.at(-1)!.fairness.hooverByChance, 'percent')} in a year.`,
    },
  ];
  for (const assumed of new Set(options.map(option => option.fairness.assumed))) {
    const names = options.filter(option => option.fairness.assumed === assumed).map(option => option.name);
    notes.push({ code: 'access-assumed', text: `${listed(names)}: ${assumed}` });
  }
  notes.push(...unequalNotes(noted), ...hoursNotes(noted), ...disagreementNotes(noted));
  notes.push({ code: 'approximate', text: approximations[engine] });
  for (const text of correlationNotes) notes.push({ code: 'correlations', text });
  for (const text of limitNotes(appraisal, yearNames(appraisal), options))
    notes.push({ code: 'contribution-limits', text });
  return notes;
}

/** The hours that measures are named for. */
const hoursOfName = 72;

/** Where other hours are allowed than those that measures are named for. */
function hoursNotes({ targetHours }: Noted): Note[] {
  return targetHours.every(hours => Math.round(hours) === hoursOfName)
    ? []
    : [
        {
          code: 'target-hours',
          text: `Where this says “within ${hoursOfName} hours”, ${listed(targetHours.map(hours => `${Math.round(hours)}`))} hours are what the inputs allow.`,
        },
      ];
}

/** "86 to 88 %" of options that differ; a share below 1 never reads as all of it. */
function rangeOf(options: readonly OptionResult[], of: (option: OptionResult) => number): string {
  const shares = options.map(of);
  const text = (share: number) =>
    share < 1 && share >= 0.995 ? formatPercent(Math.floor(share * 1000) / 1000, 1) : figureText(share, 'percent');
  const [low, high] = [text(Math.min(...shares)), text(Math.max(...shares))];
  return low === high ? low : `${low} to ${high}, by option`;
}

function calendarNote({ options, weekends, targetHours }: Noted): Note {
  const begin = `${listed(targetHours.map(hours => `${Math.round(hours)}`))} hours is first a calendar question`;
  const weekdays = options.filter((_, at) => !weekends[at]);
  const most = (list: readonly OptionResult[], of: (option: OptionResult) => number) => Math.max(...list.map(of));
  if (weekdays.length === 0)
    return {
      code: 'calendar',
      text: `${begin}: under these calendars no number of staff passes ${figureText(
        most(options, option => option.calendar.atMost),
        'percent',
      )}.`,
    };
  const now = rangeOf(weekdays, option => option.calendar.atMost);
  const then = rangeOf(weekdays, option => option.calendar.withWeekends);
  return {
    code: 'calendar',
    text: `${begin}: with Monday to Friday cover no number of staff passes ${now}; with weekends ${then}.`,
  };
}

const approximations: Readonly<Record<AppraisalEngine, string>> = {
  simulation:
    'What would change the answer is worked out with formulas; the probabilities are those of the simulation.',
  fluid: 'The fluid has no waits that come from chance alone.',
  formulas:
    'Waits are approximate where arrivals are lumpy or cases uneven (Allen–Cunneen), and where a pool comes near to its capacity (Kimber and Hollis).',
};

/** Why two engines differ. */
const whyTheyDiffer: Readonly<Record<AppraisalEngine, string>> = {
  formulas: '',
  fluid:
    'Formulas see each year in its steady state, with waits by chance; the fluid starts from the caseload of the first day and has no chance.',
  simulation:
    'Formulas see each year in its steady state; the simulation starts from the caseload of the first day and follows each child.',
};

/** One note for each engine that was asked and says something else. */
const disagreementNotes = (noted: Noted): Note[] =>
  [...new Set((noted.disagreements ?? []).map(({ by }) => by))].map(by => disagreementNote(noted, by));

function disagreementNote({ engine, model, options, disagreements }: Noted, by: AppraisalEngine): Note {
  const those = disagreements!.filter(found => found.by === by);
  const names = (places: readonly number[]) => listed(places.map(at => options[at]!.name));
  const texts = those.flatMap(found =>
    found.what === 'order' ? [`Order of NPSV: ${names(found.own)}, against ${names(found.other)}`] : [],
  );
  for (const what of ['sign', ...measureIds] as const) {
    const ofThis = those.flatMap(found => (found.what === what ? [found] : []));
    if (ofThis.length === 0) continue;
    const id = what === 'sign' ? 'npsv' : what;
    const { label, format } = measureOf(model, id);
    // The same digits as everywhere: both in the places of the one that is shown.
    const each = ofThis.map(({ option, other }) => {
      const own = options[option]!.measures[id];
      return `${options[option]!.name} ${estimateText(own, format)} and ${estimateText({ ...own, value: other }, format)}`;
    });
    texts.push(`${what === 'sign' ? 'Sign of ' : ''}${label}: ${each.join(', ')}`);
  }
  return {
    code: 'engines-disagree',
    text: `Engines disagree beyond their errors; what stands first is by ${engineNames[engine]}, what stands second by ${engineNames[by]}. ${texts.join('; ')}. ${whyTheyDiffer[by === 'formulas' ? engine : by]}`,
  };
}

function measureOf(model: Model, id: MeasureId): Model['measures'][number] {
  return model.measures.find(measure => measure.id === id)!;
}
