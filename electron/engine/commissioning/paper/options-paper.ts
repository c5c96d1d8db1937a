import type {
  AppraisalResult,
  InputDefinition,
  ModelDescription,
  OptionResult,
} from '../../../../shared/contract/commissioning.ts';
import type {
  Appraisal,
  ContributionRule,
  Distribution,
  EvidenceGrade,
  InputValue,
  MeasureId,
} from '../../../../shared/model/appraisal.ts';
import { finalWeights } from '../../../../shared/model/criteria-tree.ts';
import { formatCount, formatDate, formatDuration } from '../../../../shared/text/format.ts';
import type { DocumentBlock, DocumentColumn, DocumentSection, PaperDocument, Text } from '../../documents/document.ts';
import type { FigureFormat } from '../../documents/figures.ts';
import {
  estimate,
  estimateRange,
  figure,
  noFigure,
  percent,
  plain,
  pounds,
  poundsAndPence,
  result as resultText,
} from '../../documents/figures.ts';

/** What a paper says beside the appraisal and its result. */
export interface AboutPaper {
  readonly organisation: string;
  readonly preparedBy: string;
  readonly audience: string;
  /** Classification: "OFFICIAL". */
  readonly marking: string;
  /** ISO date. */
  readonly asAt: string;
  /** Whether the data that inputs were pulled from are made up. */
  readonly synthetic: boolean;
  readonly selfTest: { readonly passed: number; readonly failed: number };
  /** ISO date of the last day in the data; null when no input was pulled from data. */
  readonly dataUntil: string | null;
  readonly applicationVersion: string;
  /** Labels, units and the model's own values, for the assumptions log. */
  readonly model: ModelDescription;
  /** Middle, 10th and 90th percentile of a quantity. */
  readonly spread: (distribution: Distribution) => Spread;
}

export interface Spread {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the assumptions log. */
export interface AssumptionLine {
  readonly definition: InputDefinition;
  /** Where it holds: every option, or an option, or a contract of one. */
  readonly holds: string;
  readonly value: InputValue;
  readonly spread: Spread;
  /** The model's own value: nobody has given one. */
  readonly standard: boolean;
}

export const gradeWords: Readonly<Record<EvidenceGrade, string>> = {
  A: 'measured here and checked',
  B: 'measured elsewhere',
  C: 'judged by several people',
  D: 'one person’s guess',
};

export const contributionWords: Readonly<Record<ContributionRule, string>> = {
  'fixed-share': 'fixed shares',
  population: 'the number of children in each partner’s districts',
  need: 'need in each partner’s districts',
  activity: 'activity in each partner’s districts',
  benefit: 'the fiscal benefit that falls to each partner',
  'stand-alone': 'what each partner would pay alone',
  shapley: 'the Shapley value: what each partner adds to the cost, over every order of joining',
};

/** The line of what no partner pays. */
export const unpaidWords = 'Nobody: every cap is reached';

/** Bands of a year's overspend in pounds as they hold: those without a part of it are left out, and those of one bearer are one. */
export function overspendBands(
  appraisal: Appraisal,
): readonly { readonly from: number; readonly to: number | null; readonly bearer: string }[] {
  const found: { from: number; to: number | null; bearer: string }[] = [];
  let from: number | null = 0;
  for (const { upTo, bearer } of [...appraisal.riskBands, { upTo: null, bearer: null }]) {
    if (from === null || (upTo !== null && upTo <= from)) continue;
    const name = appraisal.partners.find(partner => partner.id === bearer)?.name ?? 'all by their shares';
    const last = found.at(-1);
    if (last?.bearer === name) last.to = upTo;
    else found.push({ from, to: upTo, bearer: name });
    from = upTo;
  }
  return found;
}

/** Every input once: the appraisal's value or the model's own, then what options and contracts set otherwise. */
export function assumptionLines(appraisal: Appraisal, about: Pick<AboutPaper, 'model' | 'spread'>): AssumptionLine[] {
  return about.model.inputs.flatMap(definition => {
    const given = appraisal.inputs[definition.id];
    const line = (holds: string, value: InputValue, standard: boolean): AssumptionLine => ({
      definition,
      holds,
      value,
      spread: about.spread(value.distribution),
      standard,
    });
    return [
      line('All options', given ?? definition.value, given === undefined),
      ...appraisal.options.flatMap(option => [
        ...(option.inputs[definition.id] ? [line(option.name, option.inputs[definition.id]!, false)] : []),
        ...option.contracts.flatMap(contract =>
          contract.inputs[definition.id]
            ? [line(`${option.name}: ${contract.name}`, contract.inputs[definition.id]!, false)]
            : [],
        ),
      ]),
    ];
  });
}

/** The option of the highest NPSV; the first where they are equal. */
export const leadingOption = (result: AppraisalResult): OptionResult =>
  result.options.reduce((best, option) =>
    (option.measures.npsv.value ?? -Infinity) > (best.measures.npsv.value ?? -Infinity) ? option : best,
  );

/** Averages over years are rounded: what differs by a penny is the same. */
const aPenny = 1;

/** The options paper for the Joint Commissioning Group. Every figure comes from the result or the appraisal. */
export function optionsPaper(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): PaperDocument {
  const leading = leadingOption(result);
  const made = about.synthetic ? ' Demonstration data: made up, not of real children.' : '';
  const data = about.dataUntil === null ? '' : ` Data to ${formatDate(about.dataUntil)}.`;
  return {
    title: appraisal.name,
    subtitle: 'Options paper',
    organisation: about.organisation,
    audience: about.audience,
    marking: about.synthetic ? `${about.marking} · Demonstration data` : about.marking,
    asAt: about.asAt,
    version: `Options model ${result.modelVersion}, application ${about.applicationVersion}`,
    source: `Source: ${about.organisation}, “${appraisal.name}”, as at ${formatDate(about.asAt)}.${data} Model ${result.modelVersion}, seed ${result.seed}.${made}`,
    facts: [
      ...(about.preparedBy ? [{ label: 'Author', value: about.preparedBy }] : []),
      {
        label: 'Period',
        value: `${formatCount(appraisal.years, 'financial year')} from ${appraisal.firstYear}, prices of ${appraisal.priceBase}`,
      },
      ...(about.dataUntil === null ? [] : [{ label: 'Data to', value: formatDate(about.dataUntil) }]),
      { label: 'Check of the calculations', value: selfTestWords(about) },
    ],
    sections: [
      summarySection(appraisal, result, about, leading),
      questionSection(appraisal),
      optionsSection(appraisal, result),
      resultsSection(result, about),
      whoPaysSection(appraisal, result),
      whoGainsSection(appraisal, result),
      districtsSection(result),
      answerSection(appraisal, result, about),
      rankingSection(appraisal, result),
      risksSection(appraisal, result, about),
      unquantifiedSection(appraisal),
      logSection(appraisal, about),
      yearsSection(result),
      stepsSection(result),
      methodSection(appraisal, result, about),
    ],
  };
}

const quoted = (name: string): string => `“${name}”`;

const measureOf = (model: ModelDescription, id: MeasureId) => {
  const found = model.measures.find(measure => measure.id === id);
  return {
    label: found?.label ?? id,
    format: (found?.format ?? 'number') as FigureFormat,
    definition: found?.definition ?? '',
  };
};

function selfTestWords({ selfTest }: AboutPaper): string {
  const all = selfTest.passed + selfTest.failed;
  if (all === 0) return 'not run';
  return selfTest.failed === 0
    ? `all ${plain(all)} reference cases passed`
    : `${plain(selfTest.failed)} of ${plain(all)} reference cases failed`;
}

function text(...pieces: readonly (string | { readonly bold: string })[]): Text {
  return pieces.map(piece => (typeof piece === 'string' ? { text: piece } : { text: piece.bold, bold: true }));
}

const words = (list: readonly string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)!}`;

/** An option that comes first less often than this in what was tried may well not be the best. */
const sureShare = 0.6;
const isSure = (result: AppraisalResult, leading: OptionResult): boolean =>
  result.replications < 2 || leading.probabilityBest >= sureShare;

function summarySection(
  appraisal: Appraisal,
  result: AppraisalResult,
  about: AboutPaper,
  leading: OptionResult,
): DocumentSection {
  const minimum = result.options[0]!;
  const isMinimum = leading.id === minimum.id;
  const npsv = leading.measures.npsv;
  const range = estimateRange(npsv, 'money');
  const period = formatCount(appraisal.years, 'year');
  const finding = isMinimum
    ? text(
        {
          bold: `No option ${isSure(result, leading) ? 'is' : 'seems to be'} worth more than ${quoted(minimum.name)}`,
        },
        ` in money terms over ${period}. What money does not measure is set out below.`,
      )
    : text(
        { bold: `${quoted(leading.name)} ${isSure(result, leading) ? 'gives' : 'seems to give'} the most value` },
        `: a net present social value of `,
        { bold: resultText(npsv.value, 'money') },
        `${range ? ` (${range})` : ''} over ${period} against ${quoted(minimum.name)}.`,
      );
  const facts: Text[] = [];
  const cost = leading.measures['cost-a-year'];
  facts.push(
    text(
      'It costs ',
      { bold: resultText(cost.value, 'money') },
      ` a year${rangeWords(estimateRange(cost, 'money'))}${isMinimum ? '' : `; ${quoted(minimum.name)} costs ${resultText(minimum.measures['cost-a-year'].value, 'money')}`}.`,
    ),
  );
  const inTime = leading.measures['within-72-hours'];
  if (inTime.value !== null)
    facts.push(
      text(
        { bold: resultText(inTime.value, 'percent') },
        ` of completed return interviews are within 72 hours${rangeWords(estimateRange(inTime, 'percent'))}. With its calendar no number of staff gets beyond ${percent(leading.calendar.atMost, 1)}; work at weekends would make that ${percent(leading.calendar.withWeekends, 1)}.`,
      ),
    );
  facts.push(
    text(
      { bold: percent(leading.fairness.hoover, 1) },
      ` of the provision would have to move between districts for equal access. Chance alone would give ${percent(leading.fairness.hooverByChance, 1)}.`,
    ),
  );
  if (result.replications > 1) {
    facts.push(
      text(
        'It has the highest value in ',
        { bold: percent(leading.probabilityBest) },
        ` of what was tried. Against the best choice in hindsight it loses ${pounds(leading.expectedRegret)} on average.`,
      ),
    );
    const rival = result.options
      .filter(option => option.id !== leading.id)
      .reduce((best, option) => (option.probabilityBest > best.probabilityBest ? option : best));
    if (!isSure(result, leading))
      facts.push(
        text(
          { bold: 'The order is not sure' },
          `: ${quoted(rival.name)} has the highest value in ${percent(rival.probabilityBest)} of what was tried.`,
        ),
      );
  }
  const pooled = result.ranking.scores.at(-1)?.totals ?? [];
  const highest = pooled.reduce((best, total, at) => (total > pooled[best]! ? at : best), 0);
  const weighed = result.options.find(option => option.id === result.ranking.options[highest]);
  if (appraisal.criteria.length > 0 && weighed && pooled.length > 0)
    facts.push(
      text(
        'With the partners’ weights together ',
        { bold: quoted(weighed.name) },
        ` ranks first, with ${plain(pooled[highest]!, 1)} of 100.`,
      ),
    );
  const dearer = leading.partners.filter(
    partner => partner.alonePenceAYear !== null && partner.penceAYear > partner.alonePenceAYear + aPenny,
  );
  if (dearer.length > 0)
    facts.push(text(`${words(dearer.map(one => one.name))} would pay more than for a service of their own.`));
  const unstable = leading.pools.filter(pool => !pool.stable);
  if (unstable.length > 0) facts.push(text({ bold: 'It does not keep up with demand everywhere' }, '. See Risks.'));
  if (about.selfTest.failed > 0)
    facts.push(
      text({ bold: `The check of the calculations failed: ${selfTestWords(about)}. Do not decide on these figures.` }),
    );
  return {
    heading: 'Summary',
    blocks: [
      { kind: 'lead', text: finding },
      { kind: 'list', items: facts },
      ...(about.synthetic
        ? [
            {
              kind: 'note' as const,
              text: 'Demonstration data: every figure here is made up to show how the paper works.',
            },
          ]
        : []),
      {
        kind: 'note',
        text: `${rangeNote(result)} The decision is the partners’; these figures are one part of it.`,
      },
    ],
  };
}

const rangeWords = (range: string | null): string => (range === null ? '' : ` (${range})`);

const rangeNote = (result: AppraisalResult): string =>
  result.replications > 1
    ? 'Ranges in brackets hold eight cases out of ten: from the 10th to the 90th percentile of what is uncertain.'
    : 'Without ranges: every input stands at its middle. Run the simulation for ranges.';

const questionSection = (appraisal: Appraisal): DocumentSection => ({
  heading: 'The question',
  blocks: [
    { kind: 'paragraph', text: appraisal.question || 'No question has been written down yet.' },
    {
      kind: 'paragraph',
      text: `The appraisal covers ${formatCount(appraisal.years, 'financial year')} from ${appraisal.firstYear}, ${formatCount(appraisal.districts.length, 'district')} and ${formatCount(appraisal.partners.length, 'partner')}: ${words(appraisal.partners.map(partner => partner.name))}. Values are in the prices of ${appraisal.priceBase}; what partners pay is in the prices of each year.`,
    },
  ],
});

function optionsSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  const names = new Map(appraisal.districts.map(district => [district.code, district.name]));
  return {
    heading: 'The options',
    blocks: [],
    sections: appraisal.options.map((option, at) => ({
      heading: at === 0 && !/do.minimum/i.test(option.name) ? `${option.name} (do-minimum)` : option.name,
      blocks: [
        ...(option.description ? [{ kind: 'paragraph' as const, text: option.description }] : []),
        {
          kind: 'list' as const,
          items: option.contracts.map(contract => {
            const served = words(contract.districts.map(code => names.get(code) ?? code));
            if (served === contract.name) return text({ bold: contract.name });
            return text(
              { bold: contract.name },
              `: ${contract.districts.length === appraisal.districts.length ? 'the whole area' : served}`,
            );
          }),
        },
        ...poolTable(
          result.options.find(one => one.id === option.id),
          option.contracts,
        ),
      ],
    })),
  };
}

function poolTable(
  option: OptionResult | undefined,
  contracts: readonly { readonly id: string; readonly name: string }[],
): DocumentBlock[] {
  if (!option || option.pools.length === 0) return [];
  const names = new Map(contracts.map(contract => [contract.id, contract.name]));
  return [
    {
      kind: 'table',
      caption: `${option.name}: work against capacity`,
      columns: [
        { header: 'Contract', width: 1.6 },
        { header: 'Service', width: 1.5 },
        { header: 'Load', align: 'right', width: 0.7 },
        { header: 'What that means', width: 3.2 },
      ],
      rows: option.pools.map(pool => [
        names.get(pool.contract) ?? pool.contract,
        pool.service === 'missing' ? 'Return interviews' : 'Targeted support',
        percent(pool.load),
        sentence(pool.words),
      ]),
    },
  ];
}

/** One column for words and one for each option. */
const optionColumns = (header: string, result: AppraisalResult): readonly DocumentColumn[] => [
  { header, width: 1.6 },
  ...result.options.map(option => ({ header: option.name, align: 'right' as const })),
];

function resultsSection(result: AppraisalResult, about: AboutPaper): DocumentSection {
  const order: readonly MeasureId[] = about.model.measures.map(measure => measure.id);
  return {
    heading: 'Results side by side',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'What each option does and costs',
        columns: optionColumns('Measure', result),
        rows: order.map(id => {
          const { label, format } = measureOf(about.model, id);
          return [label, ...result.options.map(option => estimate(option.measures[id], format))];
        }),
      },
      {
        kind: 'note',
        text: `${rangeNote(result)} Values against ${quoted(result.options[0]!.name)}; “${noFigure}” where a figure is not defined.`,
      },
      {
        kind: 'table',
        caption: 'Costs and benefits over the whole period, discounted',
        columns: optionColumns('', result).map((column, at) => (at === 0 ? { ...column, header: 'Ledger' } : column)),
        rows: [
          ['Present value of costs', ...result.options.map(option => pounds(option.presentValueCosts))],
          ['Present value of benefits', ...result.options.map(option => pounds(option.presentValueBenefits))],
          ...(result.replications > 1
            ? [
                ['Share of runs with the highest value', ...result.options.map(o => percent(o.probabilityBest))],
                ['Lost on average against the best in hindsight', ...result.options.map(o => pounds(o.expectedRegret))],
              ]
            : []),
        ],
      },
      {
        kind: 'table',
        caption: 'Money value of the benefits, a year',
        columns: optionColumns('Kind of value', result),
        rows: (
          [
            ['Cashable: can be taken out of a budget', 'cashable'],
            ['Fiscal: eases a public service', 'fiscal'],
            ['Economic: to the economy', 'economic'],
            ['Social: to children and families', 'social'],
          ] as const
        ).map(([label, kind]) => [label, ...result.options.map(option => pounds(option.value[kind]))]),
      },
      { kind: 'note', text: 'The four kinds are not added up: only the first can be banked.' },
    ],
  };
}

const leavesUnpaid = (option: OptionResult): boolean => option.unpaidPence.some(pence => pence > 0);

/** A warning where caps leave a part of the cost to nobody. */
function unpaid(option: OptionResult): DocumentBlock[] {
  if (!leavesUnpaid(option)) return [];
  const most = Math.max(...option.unpaidPence);
  return [
    {
      kind: 'note',
      text: `Every cap is reached: up to ${poundsAndPence(most)} of a year’s cost is paid by nobody. Raise a cap, or make the service smaller.`,
    },
  ];
}

/** The least and the most that partners pay, and where that decides. */
function limitItems(appraisal: Appraisal, result: AppraisalResult): DocumentBlock[] {
  const items = appraisal.partners.flatMap(({ id, name, floor, cap }) => {
    const limits = [
      ...(floor === null ? [] : [`at least ${pounds(floor)}`]),
      ...(cap === null ? [] : [`at most ${pounds(cap)}`]),
    ];
    if (limits.length === 0) return [];
    const under = result.options.filter(option => option.partners.some(one => one.id === id && one.limited !== null));
    const decides =
      under.length === 0
        ? 'its share is within that under every option'
        : `this decides, and not its share, under ${words(under.map(option => quoted(option.name)))}`;
    return [`${name} pays ${limits.join(' and ')} a year: ${decides}.`];
  });
  const notes = result.notes.filter(note => note.code === 'contribution-limits').map(note => note.text);
  return items.length + notes.length > 0 ? [{ kind: 'list', items: [...items, ...notes] }] : [];
}

function overspendSentence(appraisal: Appraisal): string {
  const bands = overspendBands(appraisal);
  if (bands.length === 1) return `It is borne by ${bands[0]!.bearer}.`;
  const listed = bands.map(({ from, to, bearer }) =>
    to === null ? `what is over ${pounds(from)} by ${bearer}` : `from ${pounds(from)} to ${pounds(to)} by ${bearer}`,
  );
  return `It is borne in bands: ${words(listed)}. The least and the most that a partner pays do not hold for it.`;
}

function whoPaysSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  const paying = (option: OptionResult): DocumentBlock[] => {
    const totals = result.years.map((_, year) =>
      option.partners.reduce((sum, partner) => sum + (partner.pence[year] ?? 0), option.unpaidPence[year] ?? 0),
    );
    return [
      {
        kind: 'table',
        caption: `${option.name}: what each partner pays, in the prices of each year`,
        columns: [
          { header: 'Partner', width: 2 },
          { header: 'Share', align: 'right' },
          ...result.years.map(year => ({ header: year, align: 'right' as const, width: 1.5 })),
        ],
        rows: [
          ...option.partners.map(partner => [
            partner.name,
            percent(partner.share, 1),
            ...result.years.map((_, year) => poundsAndPence(partner.pence[year] ?? 0)),
          ]),
          ...(leavesUnpaid(option)
            ? [[unpaidWords, noFigure, ...result.years.map((_, year) => poundsAndPence(option.unpaidPence[year] ?? 0))]]
            : []),
          [
            leavesUnpaid(option) ? 'The whole cost' : 'All partners',
            percent(
              option.partners.reduce((sum, partner) => sum + partner.share, 0),
              1,
            ),
            ...totals.map(poundsAndPence),
          ],
        ],
        total: true,
      },
      ...unpaid(option),
      {
        kind: 'table',
        caption: `${option.name}: each partner against its budget and against going alone, a year`,
        columns: [
          { header: 'Partner', width: 2 },
          { header: 'Pays a year', align: 'right', width: 1.5 },
          { header: 'Budget', align: 'right', width: 1.5 },
          { header: 'Chance that the budget covers every year', align: 'right', width: 1.5 },
          { header: 'Alone it would pay', align: 'right', width: 1.5 },
          { header: 'Pays more than alone?', align: 'right', width: 1.2 },
          { header: 'Bears of an overspend', align: 'right', width: 1.5 },
        ],
        rows: option.partners.map(partner => [
          partner.name,
          poundsAndPence(partner.penceAYear),
          poundsAndPence(partner.budgetPence),
          partner.affordable === null ? noFigure : percent(partner.affordable),
          partner.alonePenceAYear === null ? noFigure : poundsAndPence(partner.alonePenceAYear),
          partner.alonePenceAYear === null
            ? noFigure
            : partner.penceAYear > partner.alonePenceAYear + aPenny
              ? 'Yes'
              : 'No',
          poundsAndPence(partner.overspendPence),
        ]),
      },
      ...(option.leaving.length > 0
        ? [
            { kind: 'paragraph' as const, text: text({ bold: 'If a partner leaves' }) },
            { kind: 'list' as const, items: option.leaving.map(leaving => leaving.words) },
          ]
        : []),
    ];
  };
  return {
    heading: 'Who pays',
    wide: true,
    blocks: [
      {
        kind: 'paragraph',
        text: `Costs are shared by ${contributionWords[appraisal.contribution]}. ${result.options.some(leavesUnpaid) ? 'Each year’s shares and what is unpaid' : 'Each year’s shares'} add up to its cost to the penny.`,
      },
      ...limitItems(appraisal, result),
      {
        kind: 'paragraph',
        text: `An overspend is what a year costs on average over the expected cost, up to what nine cases in ten stay within. ${overspendSentence(appraisal)}`,
      },
      {
        kind: 'table',
        caption: 'What each partner pays a year on average, in the prices of each year',
        columns: optionColumns('Partner', result),
        rows: appraisal.partners.map(({ id, name }) => [
          name,
          ...result.options.map(option => {
            const partner = option.partners.find(one => one.id === id);
            return partner ? poundsAndPence(partner.penceAYear) : noFigure;
          }),
        ]),
      },
    ],
    sections: result.options.map(option => ({ heading: `Who pays: ${option.name}`, blocks: paying(option) })),
  };
}

const whoGainsSection = (appraisal: Appraisal, result: AppraisalResult): DocumentSection => ({
  heading: 'Who gains',
  wide: true,
  blocks: [
    {
      kind: 'table',
      caption: `Fiscal benefit less what it pays, a year, against ${quoted(result.options[0]!.name)}`,
      columns: optionColumns('Partner', result),
      rows: appraisal.partners.map(({ id, name }) => [
        name,
        ...result.options.map(option => {
          const partner = option.partners.find(one => one.id === id);
          return partner ? pounds(partner.netPenceAYear / 100) : noFigure;
        }),
      ]),
    },
    {
      kind: 'note',
      text: 'Below nothing: it pays more than it gets back. A partner may pay for what another one gains; that is for the partners to settle.',
    },
  ],
});

function districtsSection(result: AppraisalResult): DocumentSection {
  const minimum = result.options[0]!;
  const shares: readonly { readonly label: string; readonly of: (option: OptionResult) => string }[] = [
    {
      label: 'Provision that would have to move for equal access',
      of: ({ fairness }) => percent(fairness.hoover, 1),
    },
    { label: 'What chance alone would give', of: ({ fairness }) => percent(fairness.hooverByChance, 1) },
    { label: 'Interviews a year that would have to move', of: ({ fairness }) => plain(fairness.toMove, 1) },
    { label: 'Best district less worst', of: ({ fairness }) => percent(fairness.range, 1) },
    { label: 'Gini coefficient, by need', of: ({ fairness }) => index(fairness.gini) },
    { label: 'Concentration index, by deprivation', of: ({ fairness }) => index(fairness.concentration) },
    { label: 'Slope index, by deprivation', of: ({ fairness }) => index(fairness.slopeIndex) },
    { label: 'Relative index, by deprivation', of: ({ fairness }) => index(fairness.relativeIndex) },
    {
      label: 'To bring all up to the best: interviews a year',
      of: ({ fairness }) => plain(fairness.levelUp.extra, 1),
    },
    { label: '… and what that costs a year', of: ({ fairness }) => pounds(fairness.levelUp.cost) },
    {
      label: 'To a minimum standard: interviews a year',
      of: ({ fairness }) =>
        `${plain(fairness.minimumStandard.extra, 1)} (to ${percent(fairness.minimumStandard.share)})`,
    },
    { label: '… and what that costs a year', of: ({ fairness }) => pounds(fairness.minimumStandard.cost) },
  ];
  return {
    heading: 'Which districts gain',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'Access by district: interviews completed for each episode that needs one',
        columns: optionColumns('District', result),
        rows: minimum.districts.map(({ code, name }) => [
          name,
          ...result.options.map((option, at) => {
            const here = option.districts.find(district => district.code === code);
            const before = minimum.districts.find(district => district.code === code);
            if (!here || !before) return noFigure;
            const points = (here.access - before.access) * 100;
            const sign = points > 0 ? '+' : '';
            return at === 0
              ? percent(here.access, 1)
              : `${percent(here.access, 1)}\n(${Math.abs(points) < 0.05 ? 'no change' : `${sign}${plain(points, 1)} points`})`;
          }),
        ]),
      },
      {
        kind: 'note',
        text: `In brackets: percentage points against ${quoted(minimum.name)}.`,
      },
      {
        kind: 'table',
        caption: 'How even access is between districts',
        columns: optionColumns('Measure', result),
        rows: shares.map(({ label, of }) => [label, ...result.options.map(of)]),
      },
      {
        kind: 'note',
        text: 'Small districts differ by chance alone. An option is uneven only as far as its first line is above its second.',
      },
    ],
  };
}

function yearsSection(result: AppraisalResult): DocumentSection {
  const yearColumns: readonly DocumentColumn[] = [
    { header: 'Year' },
    { header: 'Episodes', align: 'right' },
    { header: 'Interviews', align: 'right' },
    { header: 'Within 72 h', align: 'right' },
    { header: 'Referrals', align: 'right' },
    { header: 'Allocated', align: 'right' },
    { header: 'Waiting at end', align: 'right' },
    { header: 'Cost, prices of the year', align: 'right', width: 1.4 },
  ];
  return {
    heading: 'Annex: year by year',
    wide: true,
    blocks: [],
    sections: result.options.map(option => ({
      heading: option.name,
      blocks: [
        {
          kind: 'table' as const,
          caption: `${option.name}: expected in each year`,
          columns: yearColumns,
          rows: option.years.map(year => [
            year.year,
            plain(year.episodes),
            plain(year.interviews),
            plain(year.within72),
            plain(year.referrals),
            plain(year.allocated),
            plain(year.waitingAtEnd),
            pounds(year.costNominal),
          ]),
        },
      ],
    })),
  };
}

const stepsSection = (result: AppraisalResult): DocumentSection => ({
  heading: 'Annex: where access is lost',
  wide: true,
  blocks: [],
  sections: result.options.map(option => ({
    heading: option.name,
    blocks: [
      {
        kind: 'table' as const,
        caption: `${option.name}: from episode to interview in time, by district`,
        columns: [
          { header: 'District', width: 2 },
          { header: 'Episodes', align: 'right' as const },
          { header: 'Interviews', align: 'right' as const },
          { header: 'Offered, of episodes', align: 'right' as const },
          { header: 'Accepted, of offered', align: 'right' as const },
          { header: 'Completed, of accepted', align: 'right' as const },
          { header: 'Within 72 h, of completed', align: 'right' as const },
        ],
        rows: option.districts.map(district => [
          district.name,
          plain(district.need, 1),
          plain(district.met, 1),
          percent(district.offered, 1),
          percent(district.accepted, 1),
          percent(district.completed, 1),
          percent(district.inTime, 1),
        ]),
      },
    ],
  })),
});

const index = (value: number | null): string => (value === null ? noFigure : plain(value, 3));

/** More inputs than these are left to the table. */
const mostNamed = 4;

function answerSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const { tornado } = result;
  const named = (id: string) => quoted(result.options.find(option => option.id === id)?.name ?? id);
  const format = (id: string): FigureFormat =>
    about.model.inputs.find(definition => definition.id === id)?.format ?? 'number';
  const switches = tornado.bars.filter(bar => bar.switching !== null);
  const compared = `${named(tornado.option)} and ${named(tornado.against)}`;
  return {
    heading: 'What would change the answer',
    wide: true,
    blocks: [
      {
        kind: 'lead',
        text:
          tornado.bars.length === 0
            ? 'No input is uncertain, so nothing was varied.'
            : switches.length === 0
              ? `No single input turns the order of ${compared} within what is plausible.`
              : `${formatCount(switches.length, 'input')} of ${plain(tornado.bars.length)} can turn the order of ${compared} within what is plausible${switches.length > mostNamed ? `, ${words(switches.slice(0, mostNamed).map(bar => bar.label))} before all` : `: ${words(switches.map(bar => bar.label))}`}.`,
      },
      ...(tornado.bars.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: `Difference in net present social value, ${named(tornado.option)} less ${named(tornado.against)}, as one input varies`,
              columns: [
                { header: 'Input', width: 2.2 },
                ...['P10', 'P30', 'P50', 'P70', 'P90'].map(header => ({
                  header,
                  align: 'right' as const,
                  width: 1.15,
                })),
                { header: 'Rank correlation', align: 'right' as const },
                { header: 'Switches at', align: 'right' as const, width: 1.3 },
                { header: 'Plausible', align: 'right' as const, width: 1.6 },
              ],
              rows: tornado.bars.map(bar => [
                bar.monotonic ? bar.label : `${bar.label} *`,
                ...Array.from({ length: 5 }, (_, at) => resultText(bar.at[at] ?? null, 'money')),
                bar.rankCorrelation === null ? noFigure : plain(bar.rankCorrelation, 2),
                bar.switching === null ? 'does not switch' : figure(bar.switching, format(bar.input)),
                `${figure(bar.plausible[0], format(bar.input))} to ${figure(bar.plausible[1], format(bar.input))}`,
              ]),
            },
            {
              kind: 'note' as const,
              text: `P10 to P90: the input at its 10th to 90th percentile, the others at their middles.${tornado.bars.some(bar => !bar.monotonic) ? ' * The difference does not go one way only: its largest value lies inside the range.' : ''}`,
            },
          ]),
      {
        kind: 'paragraph',
        text: `To know every input exactly would be worth ${pounds(result.perfectInformation)} at most, for the whole period. Research that costs more than that cannot pay for itself here.`,
      },
      ...(appraisal.correlations.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              items: appraisal.correlations.map(({ a, b, rank }) => {
                const label = (id: string) => about.model.inputs.find(definition => definition.id === id)?.label ?? id;
                return `${label(a)} and ${label(b)} move together: rank correlation ${plain(rank, 2)}.`;
              }),
            },
          ]),
    ],
  };
}

function rankingSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  const { ranking } = result;
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  const criterion = (id: string) => appraisal.criteria.find(one => one.id === id)?.name ?? id;
  const options: readonly DocumentColumn[] = ranking.options.map(id => ({ header: name(id), align: 'right' as const }));
  if (ranking.scores.length === 0 || appraisal.criteria.length === 0)
    return {
      heading: 'Ranking with the partners’ weights',
      wide: true,
      blocks: [{ kind: 'paragraph', text: 'No criteria have been weighed yet, so there is no ranking.' }],
    };
  const weights = appraisal.partners.map(partner => finalWeights(appraisal, partner));
  const group = (id: string) => appraisal.criterionGroups.find(one => one.id === id)?.name ?? id;
  return {
    heading: 'Ranking with the partners’ weights',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'Score of each option from 0 to 100',
        columns: [{ header: 'Weights of', width: 1.6 }, ...options],
        rows: ranking.scores.map(row => [row.partner, ...row.totals.map(total => plain(total, 1))]),
        total: true,
      },
      {
        kind: 'table',
        caption: 'What each criterion weighs in the end, under each partner’s weights',
        columns: [
          { header: 'Criterion', width: 1.6 },
          ...appraisal.partners.map(partner => ({ header: partner.name, align: 'right' as const })),
        ],
        rows: appraisal.criteria.map((one, at) => [one.name, ...weights.map(final => percent(final[at]!))]),
      },
      {
        kind: 'table',
        caption: 'Between which weights the first place stays',
        columns: [
          { header: 'Criterion or group', width: 2 },
          { header: 'Weight now', align: 'right' },
          { header: 'First place stays from', align: 'right' },
          { header: 'to', align: 'right' },
        ],
        rows: [
          ...ranking.groupStability.map(({ group: id, ...range }) => ({ name: `${group(id)} (group)`, ...range })),
          ...ranking.stability.map(({ criterion: id, ...range }) => ({ name: criterion(id), ...range })),
        ].map(({ name: part, now, from, to }) => [part, percent(now), percent(from), percent(to)]),
      },
      {
        kind: 'table',
        caption: 'Share of all possible weightings under which an option takes each place',
        columns: [
          { header: 'Option', width: 1.6 },
          ...ranking.options.map((_, rank) => ({ header: `Place ${rank + 1}`, align: 'right' as const })),
        ],
        rows: ranking.acceptability.map((row, at) => [
          name(ranking.options[at] ?? ''),
          ...row.map(share => percent(share)),
        ]),
      },
      ...ranking.warnings.map(warning => ({ kind: 'paragraph' as const, text: text({ bold: 'Note: ' }, warning) })),
      {
        kind: 'note',
        text: 'The ranking comes after value, outcomes and fairness: it shows how far partners agree, and decides nothing.',
      },
    ],
  };
}

/** A budget that covers its share less often than this is named among the risks. */
const safeChance = 0.9;

function risksSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const items: Text[] = [];
  for (const option of result.options) {
    const contracts = new Map(
      appraisal.options.find(one => one.id === option.id)?.contracts.map(contract => [contract.id, contract.name]),
    );
    const lines = option.pools
      .filter(pool => !pool.stable)
      .map(pool => {
        const service = pool.service === 'missing' ? 'return interviews' : 'targeted support';
        return sentence(`${contracts.get(pool.contract) ?? pool.contract}, ${service}: ${pool.words}`);
      });
    if (lines.length > 0)
      items.push(text({ bold: option.name }, `: more work comes in than can be done. ${lines.join(' ')}`));
    const short = option.partners.filter(partner => partner.affordable !== null && partner.affordable < safeChance);
    if (short.length > 0)
      items.push(
        text(
          { bold: option.name },
          `: budgets may not cover the shares in every year. The chance that they do: ${words(short.map(partner => `${partner.name} ${percent(partner.affordable!)}`))}.`,
        ),
      );
  }
  const lines = assumptionLines(appraisal, about);
  const weak = lines.filter(line => line.value.grade === 'D');
  if (weak.length > 0)
    items.push(
      `${formatCount(weak.length, 'assumption')} of ${plain(lines.length)} ${weak.length === 1 ? 'is' : 'are'} one person’s guess (grade D): ${words([...new Set(weak.map(line => line.definition.label))])}.`,
    );
  const due = lines.filter(line => line.value.reviewOn !== null && line.value.reviewOn < about.asAt);
  if (due.length > 0)
    items.push(
      `${formatCount(due.length, 'assumption')} should have been reviewed by now: ${words([...new Set(due.map(line => line.definition.label))])}.`,
    );
  items.push(...result.notes.map(note => note.text));
  return {
    heading: 'Risks',
    blocks:
      items.length === 0
        ? [
            {
              kind: 'paragraph',
              text: 'The calculations flag no risk: every service keeps up and every budget covers its share.',
            },
          ]
        : [{ kind: 'list', items }],
  };
}

const sentence = (words: string): string => {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};

const unquantifiedSection = (appraisal: Appraisal): DocumentSection => ({
  heading: 'What the numbers leave out',
  blocks: [
    {
      kind: 'table',
      caption: 'Effects without a number',
      columns: [{ header: 'Option' }, { header: 'Effects', width: 3 }],
      rows: appraisal.options.map(option => [
        option.name,
        option.unquantified.length > 0
          ? option.unquantified.map(line => `• ${line}`).join('\n')
          : 'None written down. Ask what children, families and workers would notice.',
      ]),
    },
  ],
});

function logSection(appraisal: Appraisal, about: AboutPaper): DocumentSection {
  const lines = assumptionLines(appraisal, about);
  return {
    heading: 'Assumptions log',
    wide: true,
    blocks: [
      {
        kind: 'paragraph',
        text: `Evidence: ${Object.entries(gradeWords)
          .map(([grade, meaning]) => `${grade} ${meaning}`)
          .join('; ')}.`,
      },
      {
        kind: 'table',
        caption: 'Every input',
        columns: [
          { header: 'Input', width: 1.8 },
          { header: 'Holds for', width: 1.4 },
          { header: 'As given', width: 1.2 },
          { header: 'Middle', align: 'right', width: 0.8 },
          { header: 'P10 to P90', align: 'right', width: 1.3 },
          { header: 'Unit', width: 1 },
          { header: 'Source', width: 2.6 },
          { header: 'Owner', width: 1.4 },
          { header: 'Grade', width: 0.75 },
          { header: 'Review on', width: 1 },
        ],
        rows: lines.map(({ definition, holds, value, spread, standard }) => [
          definition.label,
          holds,
          value.text,
          figure(spread.middle, definition.format),
          spread.low === spread.high
            ? noFigure
            : `${figure(spread.low, definition.format)} to ${figure(spread.high, definition.format)}`,
          definition.unit,
          [
            value.source || (standard ? 'The model’s own value' : 'No source given'),
            ...(value.link ? [`from the data: ${value.link.words}`] : []),
          ].join('; '),
          value.owner || noFigure,
          value.grade,
          value.reviewOn === null ? noFigure : formatDate(value.reviewOn),
        ]),
      },
      {
        kind: 'table',
        caption: `Need by district, as counted over ${formatCount(appraisal.yearsCounted, 'year')}`,
        columns: [
          { header: 'District', width: 2 },
          { header: 'Children aged 10 to 17', align: 'right' },
          { header: 'Deprivation rank', align: 'right' },
          { header: 'Missing episodes', align: 'right' },
          { header: 'CSE referrals', align: 'right' },
        ],
        rows: appraisal.districts.map(district => [
          district.name,
          plain(district.children),
          plain(district.deprivationRank),
          plain(district.episodes),
          plain(district.referrals),
        ]),
      },
    ],
  };
}

const engineWords: Readonly<Record<AppraisalResult['engine'], string>> = {
  formulas: 'closed formulas for queues, with every input at its middle and at draws from its range',
  fluid: 'a fluid model that follows expected numbers week by week',
  simulation:
    'a discrete-event simulation that follows each child through the service, from today’s caseload and queue',
};

function methodSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const facts: readonly (readonly [string, string])[] = [
    ['Calculated by', engineWords[result.engine]],
    ['Model version', plain(result.modelVersion)],
    ['Application version', about.applicationVersion],
    ['Seed', String(result.seed)],
    ['Replications', plain(result.replications)],
    ['Run time', formatDuration(result.milliseconds / 1000)],
    ['Check of the calculations', selfTestWords(about)],
    ['Data to', about.dataUntil === null ? 'no input was pulled from data' : formatDate(about.dataUntil)],
    [
      'Inputs pulled from the data',
      words(
        assumptionLines(appraisal, about)
          .filter(line => line.value.link !== null)
          .map(
            ({ definition, value }) => `${definition.label} (${value.link!.words}, version ${value.link!.dataVersion})`,
          ),
      ) || 'none',
    ],
  ];
  return {
    heading: 'How this was worked out',
    blocks: [
      {
        kind: 'list',
        items: [
          'Demand in each district is drawn around its own count; small districts borrow strength from all of them.',
          'The 72 hours of a return interview are elapsed hours: nights, weekends and bank holidays count.',
          'Two ledgers are kept apart: value in real prices, discounted by the Green Book’s rates and against the do-minimum; and what partners pay, in the prices of each year.',
          'Every option meets the same children: differences come from the options, not from luck.',
          'Costs are shared in whole pence by the largest remainder, so shares add up to the cost.',
        ],
      },
      {
        kind: 'table',
        caption: 'What is needed to work it out again',
        columns: [{ header: 'Fact' }, { header: 'Value', width: 2.5 }],
        rows: facts,
      },
      {
        kind: 'table',
        caption: 'What the measures mean',
        columns: [{ header: 'Measure' }, { header: 'Meaning', width: 2.5 }],
        rows: about.model.measures.map(measure => [measure.label, measure.definition]),
      },
    ],
  };
}
