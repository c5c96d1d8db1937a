import { FaultError } from '../../../shared/contract/fault.ts';
import { currentModelVersion } from '../../../shared/model/appraisal.ts';
import type { Model } from './inputs.ts';

type Plain = Record<string, unknown>;

/** What a version of the model changed in documents of the version before it. */
interface ModelChange {
  readonly to: number;
  /** Inputs that have another name now, and what a value is multiplied with when its unit has changed. */
  readonly renamed: readonly {
    readonly from: string;
    readonly to: string;
    readonly words: string;
    readonly times?: number;
  }[];
  readonly added: readonly { readonly id: string; readonly words: string }[];
  readonly dropped: readonly { readonly id: string; readonly words: string }[];
  /** Other members of the document. */
  readonly document?: (appraisal: Plain) => readonly string[];
}

/** One entry for each version of the model, in order; never changed once shipped. */
const changes: readonly ModelChange[] = [
  {
    to: 1,
    renamed: [
      { from: 'uptake', to: 'accepted', words: '“Uptake” is now “Offers accepted”; the value stays.' },
      {
        from: 'interview_minutes',
        to: 'hours_per_interview',
        words: '“Minutes of an interview” is now “Hours for an attempt”; the value was turned into hours.',
        times: 1 / 60,
      },
    ],
    added: [
      {
        id: 'withdraw_per_week',
        words: '“Withdraw while waiting” is new; it has the model’s own value. Look at it before you rely on waits.',
      },
    ],
    dropped: [
      { id: 'travel_minutes', words: '“Travel minutes” is no longer an input: hours of an attempt include travel.' },
    ],
    document: appraisal => {
      const told: string[] = [];
      if (appraisal['yearsCounted'] === undefined) {
        appraisal['yearsCounted'] = 1;
        told.push('Need is now counted over a number of years; one year was assumed.');
      }
      if (appraisal['correlations'] === undefined) appraisal['correlations'] = [];
      return told;
    },
  },
  {
    to: 2,
    renamed: [],
    added: [
      {
        id: 'step_cost',
        words:
          '“Cost of a step” and “WTE of a step” are new: a manager or a room for so many workers. A step costs nothing until you say what it costs, so no number has changed by it.',
      },
      {
        id: 'weeks_to_re_referral',
        words:
          '“Weeks until referred again” can now be set; it is 26 as it always was, so no number has changed by it.',
      },
    ],
    dropped: [],
    document: appraisal => {
      const told: string[] = [];
      const partners = records(appraisal['partners']);
      if (appraisal['riskBands'] === undefined || partners.some(one => one['floor'] === undefined)) {
        appraisal['riskBands'] ??= [];
        for (const partner of partners) {
          partner['floor'] ??= null;
          partner['cap'] ??= null;
        }
        told.push(
          'Partners can now have a least and a most that they pay, and bands for who bears an overspend. None are set, so nobody pays more or less by it.',
        );
      }
      if (appraisal['criterionGroups'] === undefined) {
        appraisal['criterionGroups'] = [];
        for (const criterion of records(appraisal['criteria'])) criterion['group'] ??= null;
        for (const partner of partners) partner['groupWeights'] ??= [];
        told.push('Criteria can now stand in groups. None are set, so the ranking is as it was.');
      }
      return told;
    },
  },
  {
    to: 3,
    renamed: [],
    added: [
      {
        id: 'gives_up_days',
        words:
          '“Given up after” is new: an interview that nobody has begun by then is not made any more. It has the model’s own value; look at it where interviews wait long.',
      },
      {
        id: 'late_half_days',
        words:
          '“Effect of a late interview halves in” is new: what a late interview achieves falls with its delay. It has the model’s own value.',
      },
      {
        id: 'acceptance_carries',
        words:
          '“Difference between districts that stays” and “Offers lost to an hour of travel” are new: districts of one contract can differ in offers accepted. This appraisal knows neither where its districts are nor what they accepted, so they are alike by assumption; pull it again from the data, or draft a new one.',
      },
    ],
    dropped: [],
    document: appraisal => {
      const told = [
        'Answers have changed: every figure is now the mean over the draws, not the value at the middle of every input; interviews that staff cannot do are not counted; and an interview counts in the year in which it is held.',
      ];
      let entered = 0;
      for (const set of inputSets(appraisal))
        for (const value of Object.values(set)) {
          const input = record(value);
          if (input && withBasis(input)) entered++;
        }
      told.push(
        `Every value now says whether it is a placeholder, comes from the data or was given, by whom and when. Who gave what was not kept before: what is not linked to the data counts as a placeholder until that is said${entered > 0 ? ` (${entered} of them have a source that somebody wrote, which is kept)` : ''}.`,
      );
      const isLinked = inputSets(appraisal).some(set => Object.values(set).some(value => record(value)?.['link']));
      appraisal['needStanding'] ??= {
        basis: { state: isLinked ? 'data' : 'placeholder' },
        source: isLinked ? 'Returns in this workspace' : '',
      };
      appraisal['countedTo'] ??= null;
      for (const district of records(appraisal['districts'])) {
        district['centre'] ??= null;
        district['acceptance'] ??= null;
      }
      for (const option of records(appraisal['options']))
        for (const contract of records(option['contracts'])) contract['bases'] ??= [];
      const partners = records(appraisal['partners']);
      const nobody = { basis: { state: 'placeholder' }, source: '' };
      for (const partner of partners)
        partner['standing'] ??= { share: nobody, benefitShare: nobody, budget: nobody, weights: nobody };
      if (partners.length > 0)
        told.push(
          'Shares, budgets and weights of the partners count as placeholders until it is said who gave them; a partner without weights of its own has no ranking.',
        );
      return told;
    },
  },
];

/** What earlier versions of the application wrote as the source of their own values. */
const ownSources =
  /^(Judged for|Method of this model|Nothing is |Posts as they are|As it is done today|Design of the option|Tender and legal|Two tenders|Share of managers|Independent interviewers|Workers whom children)/;

/** Brings an input to three states: who gave a value, and when, was not kept, so that it has to be said again. */
function withBasis(value: Plain): boolean {
  if (value['basis'] !== undefined) return false;
  if (value['link']) {
    value['basis'] = { state: 'data' };
    return false;
  }
  const source = typeof value['source'] === 'string' ? value['source'] : '';
  const isOwn = source === '' || ownSources.test(source);
  value['basis'] = { state: 'placeholder' };
  value['source'] = isOwn ? '' : `${source}; evidence ${String(value['grade'])} when it was entered`.slice(0, 500);
  value['grade'] = null;
  if (isOwn) value['owner'] = '';
  return !isOwn;
}

const record = (value: unknown): Plain | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : null;

const records = (value: unknown): Plain[] =>
  Array.isArray(value) ? value.map(record).filter(one => one !== null) : [];

/** Every set of inputs in a document: the appraisal's, the options' and the contracts'. */
function inputSets(appraisal: Plain): Plain[] {
  const sets: (Plain | null)[] = [record(appraisal['inputs'])];
  for (const option of (appraisal['options'] as unknown[] | undefined) ?? []) {
    sets.push(record(record(option)?.['inputs']));
    for (const contract of (record(option)?.['contracts'] as unknown[] | undefined) ?? [])
      sets.push(record(record(contract)?.['inputs']));
  }
  return sets.filter(set => set !== null);
}

/** A distribution in another unit: every number in it but probabilities. */
function scaled(value: unknown, times: number): unknown {
  const input = record(value);
  const distribution = record(input?.['distribution']);
  if (!input || !distribution) return value;
  const scale = (one: unknown): unknown =>
    typeof one === 'number' ? one * times : Array.isArray(one) ? one.map(scale) : one;
  const turned = Object.fromEntries(
    Object.entries(distribution).map(([key, one]) => [
      key,
      key === 'kind' || key === 'coverage' || key === 'probabilities' ? one : scale(one),
    ]),
  );
  const numbers = ['value', 'low', 'minimum', 'mode', 'high', 'maximum']
    .filter(key => typeof turned[key] === 'number')
    .map(key => Number((turned[key] as number).toPrecision(6)));
  const text = [...new Set([numbers[0], numbers.at(-1)])].join(' to ');
  return { ...input, text, distribution: turned };
}

/**
 * Brings a stored document up to the present model and says in sentences what that changed. A newer one is refused, so that
 * nothing of it is lost. Fault newer-version.
 */
export function migratedAppraisal(
  stored: unknown,
  model: Model,
): { readonly appraisal: unknown; readonly changes: readonly string[] } {
  const appraisal = record(structuredClone(stored));
  if (!appraisal) return { appraisal: stored, changes: [] };
  const version = typeof appraisal['modelVersion'] === 'number' ? appraisal['modelVersion'] : 0;
  if (version > currentModelVersion)
    throw new FaultError(
      'newer-version',
      'This appraisal was saved by a newer version of this application. Nothing was changed. Open it there, or install that version here.',
    );
  const told: string[] = [];
  for (const change of changes) {
    if (change.to <= version) continue;
    const sets = inputSets(appraisal);
    for (const { from, to, words, times } of change.renamed) {
      let found = false;
      for (const set of sets)
        if (Object.hasOwn(set, from)) {
          set[to] = times === undefined ? set[from] : scaled(set[from], times);
          delete set[from];
          found = true;
        }
      if (found) told.push(words);
    }
    for (const { id, words } of change.dropped) {
      let found = false;
      for (const set of sets)
        if (Object.hasOwn(set, id)) {
          delete set[id];
          found = true;
        }
      if (found) told.push(words);
    }
    for (const { id, words } of change.added) if (!sets.some(set => Object.hasOwn(set, id))) told.push(words);
    told.push(...(change.document?.(appraisal) ?? []));
    appraisal['modelVersion'] = change.to;
  }
  // Whatever no list above knows of must not keep a document from opening.
  for (const set of inputSets(appraisal))
    for (const id of Object.keys(set))
      if (!model.slots.has(id)) {
        delete set[id];
        told.push(`“${id}” is not an input of the model any more and was left out.`);
      }
  return { appraisal, changes: [...new Set(told)] };
}

/**
 * A document that was kept outside the list of appraisals, in a file or on a slide: brought up where it is of another
 * version, else as it is, so that what is wrong in it is told and not left out. Fault newer-version.
 */
export function presentAppraisal(stored: unknown, model: Model): ReturnType<typeof migratedAppraisal> {
  const version = record(stored)?.['modelVersion'];
  return typeof version === 'number' && version !== currentModelVersion
    ? migratedAppraisal(stored, model)
    : { appraisal: stored, changes: [] };
}
