import type { ReactNode } from 'react';
import type {
  AppraisalResult,
  ModelDescription,
  OptionResult,
  PartnerResult,
} from '../../../shared/contract/commissioning.ts';
import { areAmountsKnown, areGainsKnown } from '../../../shared/model/appraisal-standing.ts';
import {
  chanceTexts,
  estimateText,
  figureText,
  lotteryText,
  noFigure,
  penceText,
  rangeText,
  sketchText,
} from '../../../shared/text/appraisal.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { Card } from '../../ui/surface.tsx';
import { isSketch } from '../../../shared/text/decision.ts';
import type { DecisionWords } from '../../../shared/text/decision.ts';
import { Decision, RestsOn } from './decision.tsx';
import { CostByYear } from './cost-by-year.tsx';
import { FiguresTable } from './figures-table.tsx';
import { RangeBar } from './range-bar.tsx';
import { Tornado } from './tornado.tsx';
import { leader, optionColours, proposal, workedOutAgain } from './words.ts';
import './overview.css';
import './drawings.css';

interface OverviewProps {
  readonly result: AppraisalResult;
  /** With what would change the answer; of the edit before, while it is on its way. */
  readonly whole: AppraisalResult | null;
  readonly decision: DecisionWords;
  readonly model: ModelDescription;
  readonly onInputs: () => void;
}

/** The questions that a finance director asks, on one screen. */
export function Overview({ result, whole, decision, model, onInputs }: OverviewProps): ReactNode {
  const best = leader(result.options);
  const [doMinimum] = result.options;
  const proposed = proposal(result.options);
  const bearsNone = isSketch(result.findings);
  const isUnserved = result.findings.some(
    ({ kind, about }) => kind === 'serves-nobody' && about.options.includes(best.id),
  );
  return (
    <div className="scenario-overview">
      <div className="scenario-rests">
        <RestsOn result={result} onInputs={onInputs} />
      </div>
      <Decision
        decision={decision}
        isWhole={result.detail === 'full'}
        isSketch={bearsNone}
        standing={result.standing}
      />
      <Card className="scenario-compare" label="Options side by side">
        <CompareTable options={result.options} best={bearsNone || isUnserved ? null : best} />
        <p className="scenario-sentence">{calendarSentence(result)}</p>
      </Card>
      <Card className="scenario-change" title="What would change your mind?">
        {whole ? (
          <>
            <p className="small">
              {result.detail === 'full' ? null : workedOutAgain}
              {nameOf(whole, whole.tornado.option)} against {nameOf(whole, whole.tornado.against)}: expected NPSV
              difference, each input from its 10th to its 90th percentile
            </p>
            <Tornado bars={whole.tornado.bars.slice(0, 6)} inputs={model.inputs} />
            <p className="small">{oddSentence(whole)}</p>
          </>
        ) : (
          <p className="quiet">Working it out…</p>
        )}
      </Card>
      <Card className="scenario-pays" title="What does it cost us each year?">
        <p className="small">
          {best.name}; {areAmountsKnown(result.standing) ? 'a year on average, in' : 'in'} the prices of each year
        </p>
        {areAmountsKnown(result.standing) ? (
          <PaysShort option={best} withGains={areGainsKnown(result.standing)} />
        ) : (
          <CostByYear options={[best]} standing={result.standing} years={result.years} />
        )}
        {bearsNone ? null : <p className="small">{budgetSentence(best)}</p>}
      </Card>
      <Card className="scenario-get" title="What do we get?">
        <p className="small">
          Share of need met by district: under {doMinimum!.name}{' '}
          <span className="scenario-dot" data-of="now">
            ○
          </span>{' '}
          and under {proposed.name}{' '}
          <span className="scenario-dot" data-of="then">
            ●
          </span>
        </p>
        <Dumbbells before={doMinimum!} after={proposed} />
        {bearsNone ? null : <p className="small">{fairnessSentence(doMinimum!, proposed)}</p>}
      </Card>
      <Card className="scenario-sure" title="How sure are you?">
        <ul className="scenario-list">
          {sureSentences(result, best, proposed).map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
          {result.notes
            .filter(note => !toldElsewhere.includes(note.code))
            .slice(0, 3)
            .map(note => (
              <li key={note.text}>{note.text}</li>
            ))}
        </ul>
      </Card>
    </div>
  );
}

interface CompareTableProps {
  readonly options: readonly OptionResult[];
  /** Null where nothing may be said of which is best. */
  readonly best: OptionResult | null;
}

function CompareTable({ options, best }: CompareTableProps): ReactNode {
  const [doMinimum] = options;
  const chances = chanceTexts(options.map(option => option.probabilityBest));
  const colourOf = (option: OptionResult) => optionColours[options.indexOf(option)]!;
  const growing = (option: OptionResult) => option.pools.filter(pool => !pool.stable);
  return (
    <FiguresTable
      heading="Option"
      header={option => (
        <>
          <span className="scenario-swatch" aria-hidden style={{ background: `var(${colourOf(option)})` }} />{' '}
          {option.name} {option === doMinimum ? <span className="small">do-minimum</span> : null}
        </>
      )}
      rows={options}
      rowKey={option => option.id}
      isBest={option => option === best}
      columns={[
        {
          label: 'Cost a year',
          figures: true,
          cell: ({ measures }) => estimateText(measures['cost-a-year'], 'money'),
        },
        {
          label: 'Within 72 h',
          figures: true,
          cell: ({ measures }) => estimateText(measures['within-72-hours'], 'percent'),
        },
        {
          label: '10th to 90th',
          cell: option => (
            <RangeBar
              estimate={option.measures['within-72-hours']}
              lowest={0}
              highest={1}
              colour={colourOf(option)}
              format="percent"
            />
          ),
        },
        {
          label: 'Weeks to a worker',
          figures: true,
          title: option =>
            growing(option)
              .map(pool => pool.words)
              .join(' '),
          cell: option => (
            <>
              {estimateText(option.measures['weeks-to-allocation'], 'weeks')}
              {growing(option).some(pool => pool.service === 'targeted') ? (
                <span aria-label=", and growing"> ↑</span>
              ) : null}
            </>
          ),
        },
        {
          label: 'Interviews asked / can do',
          figures: true,
          title: () =>
            'Episodes a year that could be answered, over those that the staff can answer; the heaviest year',
          cell: option => loadText(option, 'missing'),
        },
        {
          label: 'Cases asked / can do',
          figures: true,
          title: () => 'Children taken on a year, over those that a place can be found for; the heaviest year',
          cell: option => loadText(option, 'targeted'),
        },
        { label: 'Postcode lottery', figures: true, cell: option => lotteryText(option) },
        {
          label: 'NPSV',
          figures: true,
          cell: option => (option === doMinimum ? noFigure : estimateText(option.measures.npsv, 'money', true)),
        },
        { label: 'Highest NPSV in', figures: true, cell: option => chances[options.indexOf(option)]! },
      ]}
    />
  );
}

/** Demand over capacity of all pools of a service together, in the year in which most is asked. */
function loadText({ pools }: OptionResult, service: 'missing' | 'targeted'): string {
  const own = pools.filter(pool => pool.service === service);
  const years = own[0]?.years ?? [];
  const sums = years.map((_, at) => ({
    demand: own.reduce((sum, pool) => sum + pool.years[at]!.demand, 0),
    capacity: own.reduce((sum, pool) => sum + pool.years[at]!.capacity, 0),
  }));
  const heaviest = sums.toSorted((a, b) => b.demand - a.demand)[0];
  return heaviest ? `${figureText(heaviest.demand, 'number')} / ${figureText(heaviest.capacity, 'number')}` : noFigure;
}

/** Where each district stands under the do-minimum and under another option. */
function Dumbbells({ before, after }: { readonly before: OptionResult; readonly after: OptionResult }): ReactNode {
  const values = [...before.districts, ...after.districts].map(district => district.access);
  const low = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...values) * 10) / 10);
  const at = (value: number) => `${((value - low) / (high - low || 1)) * 100}%`;
  const rows = after.districts.map((district, i) => ({
    ...district,
    now: before.districts[i]!.access,
    later: district.access,
  }));
  return (
    <FiguresTable
      className="scenario-dumbbells"
      headHidden
      heading="District"
      header={district => district.name}
      rows={rows}
      rowKey={district => district.code}
      columns={[
        {
          label: 'Picture',
          spoken: ({ now, later }) =>
            `${figureText(now, 'percent')} under ${before.name}, ${figureText(later, 'percent')} under ${after.name}`,
          cell: ({ now, later }) => (
            <div className="scenario-track" aria-hidden>
              <span
                className="scenario-track-line"
                style={{ left: at(Math.min(now, later)), right: `calc(100% - ${at(Math.max(now, later))})` }}
              />
              <span className="scenario-track-dot" data-of="now" style={{ left: at(now) }} />
              <span className="scenario-track-dot" data-of="then" style={{ left: at(later) }} />
            </div>
          ),
        },
        { label: before.name, figures: true, className: 'small', cell: ({ now }) => figureText(now, 'percent') },
        { label: after.name, figures: true, cell: ({ later }) => figureText(later, 'percent') },
      ]}
    />
  );
}

/** What each partner pays a year on average, and gains where the shares of the benefit are known. */
function PaysShort({ option, withGains }: { readonly option: OptionResult; readonly withGains: boolean }): ReactNode {
  return (
    <FiguresTable
      heading="Partner"
      header={partner => partner.name}
      rows={option.partners}
      rowKey={partner => partner.id}
      columns={[
        {
          label: 'Pays',
          figures: true,
          title: partner => `${figureText(partner.share, 'percent')} of the cost`,
          cell: partner => penceText(partner.penceAYear),
        },
        ...(withGains
          ? [
              {
                label: 'Gains less pays',
                figures: true,
                sign: (partner: PartnerResult) => partner.netPenceAYear,
                cell: (partner: PartnerResult) => penceText(partner.netPenceAYear, true),
              },
            ]
          : []),
      ]}
    />
  );
}

/** Notes that stand beside what they are about. */
const toldElsewhere: readonly string[] = ['calendar', 'chance', 'access-assumed', 'moved-on', 'other-rows'];

const nameOf = (result: AppraisalResult, id: string) => result.options.find(option => option.id === id)?.name ?? id;

/** What the calendar allows, and what chance does to the index of the districts: in the words of the answer's own notes. */
const calendarSentence = (result: AppraisalResult): string =>
  result.notes
    .filter(note => note.code === 'calendar' || note.code === 'chance')
    .map(note => note.text)
    .join(' ');

/** How often the first option is first, and how far its value may lie; of a sketch nothing is said of that. */
function sureSentences(result: AppraisalResult, best: OptionResult, proposed: OptionResult): string[] {
  const { options, standing, replications } = result;
  const worth = `To know every input exactly would be worth ${figureText(result.perfectInformation, 'money')}.`;
  if (isSketch(result.findings)) return [sketchText(standing)];
  const chance = chanceTexts(options.map(option => option.probabilityBest))[options.indexOf(best)]!;
  const range = rangeText(proposed.measures.npsv, 'money');
  const named = proposed === best ? '' : `${proposed.name}, the next: `;
  return [
    `${best.name} has the highest NPSV in ${chance} of ${formatNumber(replications)} draws; choosing it loses ${figureText(best.expectedRegret, 'money')} on average, over all draws, against the best of each.`,
    `${named}NPSV ${estimateText(proposed.measures.npsv, 'money', true)} expected (error ${figureText(proposed.errors.npsv, 'money')})${range === null ? '' : `, and ${range} in eight of ten draws`}. ${worth}`,
  ];
}

/** Inputs whose bars do not run one way. */
function oddSentence(result: AppraisalResult): string {
  const odd = result.tornado.bars.filter(bar => !bar.monotonic).length;
  return odd === 0
    ? ''
    : `${formatCount(odd, 'input')} ${odd === 1 ? 'does' : 'do'} not work one way (⇅); see Sensitivity.`;
}

/** Whether each partner's budget holds, the least sure first. */
function budgetSentence(option: OptionResult): string {
  const sure = option.partners
    .flatMap(({ name, affordable }) => (affordable === null ? [] : [{ name, affordable }]))
    .toSorted((a, b) => a.affordable - b.affordable);
  const [least] = sure;
  if (!least) return '';
  return least.affordable >= 0.995
    ? 'Every budget that was given holds in all draws.'
    : `The budget of ${least.name} holds in ${figureText(least.affordable, 'percent')} of draws${sure.length > 1 ? `; the others in ${figureText(sure[1]!.affordable, 'percent')} or more` : ''}.`;
}

function fairnessSentence(before: OptionResult, after: OptionResult): string {
  const { toMove, minimumStandard } = before.fairness;
  return `Under ${before.name} ${figureText(toMove, 'number')} interviews a year would have to move for equal access; a minimum standard of ${figureText(minimumStandard.share, 'percent')} needs ${figureText(minimumStandard.extra, 'number')} more, at ${figureText(minimumStandard.cost, 'money')} a year. Under ${after.name}: ${figureText(after.fairness.toMove, 'number')} to move.`;
}
