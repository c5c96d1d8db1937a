import type { ReactNode } from 'react';
import type { AppraisalResult, ModelDescription, OptionResult } from '../../../shared/contract/commissioning.ts';
import { formatCount, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Card } from '../../ui/surface.tsx';
import { FiguresTable } from './figures-table.tsx';
import { RangeBar } from './range-bar.tsx';
import { Tornado } from './tornado.tsx';
import { leader, optionColours, pence, rangeWords, shortMoney, valueWords } from './words.ts';

interface OverviewProps {
  readonly result: AppraisalResult;
  readonly model: ModelDescription;
}

/** The questions that a finance director asks, on one screen. */
export function Overview({ result, model }: OverviewProps): ReactNode {
  const best = leader(result.options);
  const [doMinimum] = result.options;
  return (
    <div className="scenario-overview">
      <Card className="scenario-compare" label="Options side by side">
        <CompareTable options={result.options} best={best} />
        <p className="scenario-sentence">{calendarSentence(result)}</p>
      </Card>
      <Card className="scenario-change" title="What would change your mind?">
        <p className="small">
          {nameOf(result, result.tornado.option)} against {nameOf(result, result.tornado.against)}: NPSV difference,
          each input from its 10th to its 90th percentile
        </p>
        <Tornado bars={result.tornado.bars.slice(0, 6)} inputs={model.inputs} />
        <p className="small">{switchSentence(result, model)}</p>
      </Card>
      <Card className="scenario-pays" title="What does it cost us each year?">
        <p className="small">{best.name}; a year on average, in the prices of each year</p>
        <FiguresTable
          heading="Partner"
          header={partner => partner.name}
          rows={best.partners}
          rowKey={partner => partner.id}
          columns={[
            {
              label: 'Pays',
              figures: true,
              title: partner => `${formatPercent(partner.share)} of the cost`,
              cell: partner => pence(partner.penceAYear),
            },
            {
              label: 'Gains less pays',
              figures: true,
              sign: partner => partner.netPenceAYear,
              cell: partner => `${partner.netPenceAYear > 0 ? '+' : ''}${pence(partner.netPenceAYear)}`,
            },
          ]}
        />
        <p className="small">{budgetSentence(best)}</p>
      </Card>
      <Card className="scenario-get" title="What do we get?">
        <p className="small">
          Share of need met by district: now{' '}
          <span className="scenario-dot" data-of="now">
            ○
          </span>{' '}
          and under {best.name}{' '}
          <span className="scenario-dot" data-of="then">
            ●
          </span>
        </p>
        <Dumbbells before={doMinimum!} after={best} />
        <p className="small">{fairnessSentence(doMinimum!, best)}</p>
      </Card>
      <Card className="scenario-sure" title="How sure are you?">
        <ul className="scenario-list">
          <li>
            {best.name} is best in {formatPercent(best.probabilityBest)} of {formatNumber(result.replications)} runs;
            choosing it costs {shortMoney(best.expectedRegret)} on average where another turns out better.
          </li>
          <li>
            NPSV {valueWords(best.measures.npsv.value, 'money', true)}, and {rangeWords(best.measures.npsv, 'money')} in
            eight of ten runs. To know every input exactly would be worth {shortMoney(result.perfectInformation)}.
          </li>
          {result.notes
            .filter(note => note.code !== 'calendar' && note.code !== 'chance')
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
  readonly best: OptionResult;
}

function CompareTable({ options, best }: CompareTableProps): ReactNode {
  const [doMinimum] = options;
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
          cell: ({ measures }) => valueWords(measures['cost-a-year'].value, 'money'),
        },
        {
          label: 'Interviews within 72 h',
          figures: true,
          cell: ({ measures }) => valueWords(measures['within-72-hours'].value, 'percent'),
        },
        {
          label: 'P10 – P90',
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
              {valueWords(option.measures['weeks-to-allocation'].value, 'weeks')}
              {growing(option).some(pool => pool.service === 'targeted') ? (
                <span aria-label=", and growing"> ↑</span>
              ) : null}
            </>
          ),
        },
        { label: 'Postcode lottery', figures: true, cell: option => valueWords(option.fairness.hoover, 'percent') },
        {
          label: 'NPSV v. do-minimum',
          figures: true,
          cell: option => (option === doMinimum ? '—' : valueWords(option.measures.npsv.value, 'money', true)),
        },
        { label: 'Chance it is best', figures: true, cell: option => formatPercent(option.probabilityBest) },
      ]}
    />
  );
}

/** Where each district stands now and would stand then. */
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
          spoken: ({ now, later }) => `${formatPercent(now)} now, ${formatPercent(later)} then`,
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
        { label: 'Now', figures: true, className: 'small', cell: ({ now }) => formatPercent(now) },
        { label: 'Then', figures: true, cell: ({ later }) => formatPercent(later) },
      ]}
    />
  );
}

const nameOf = (result: AppraisalResult, id: string) => result.options.find(option => option.id === id)?.name ?? id;

/** What weekend cover changes of the 72 hours, and what chance does to the index of the districts. */
function calendarSentence(result: AppraisalResult): string {
  const [first] = result.options;
  const chance = first ? formatPercent(first.fairness.hooverByChance, 1) : '';
  const limits = result.options.map(option => option.calendar);
  const weekday = Math.min(...limits.map(limit => limit.atMost));
  const seven = Math.max(...limits.map(limit => limit.withWeekends));
  return `72 hours is first a calendar question: with Monday to Friday cover no number of staff passes ${formatPercent(weekday)}; cover on all seven days would reach ${formatPercent(seven)}. Chance alone would show a lottery index of ${chance}.`;
}

function switchSentence(result: AppraisalResult, model: ModelDescription): string {
  const switching = result.tornado.bars.filter(bar => bar.switching !== null);
  const odd = result.tornado.bars.filter(bar => !bar.monotonic);
  const label = nameOf(result, result.tornado.against);
  const words = switching.slice(0, 3).map(bar => {
    const input = model.inputs.find(one => one.id === bar.input);
    return `${bar.label.toLowerCase()} at ${valueWords(bar.switching, input?.format ?? 'number')}`;
  });
  return [
    words.length === 0
      ? 'No single input within its plausible range turns the answer.'
      : `${label} overtakes with ${words.join(', or ')}.`,
    odd.length > 0
      ? `${formatCount(odd.length, 'input')} ${odd.length === 1 ? 'does' : 'do'} not work one way (⇅); see Sensitivity.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Whether each partner's budget holds, the least sure first. */
function budgetSentence(option: OptionResult): string {
  const sure = option.partners
    .flatMap(({ name, affordable }) => (affordable === null ? [] : [{ name, affordable }]))
    .toSorted((a, b) => a.affordable - b.affordable);
  const [least] = sure;
  if (!least) return '';
  return least.affordable >= 0.995
    ? 'Every budget holds in all runs.'
    : `The budget of ${least.name} holds in ${formatPercent(least.affordable)} of runs${sure.length > 1 ? `; the others in ${formatPercent(sure[1]!.affordable)} or more` : ''}.`;
}

function fairnessSentence(before: OptionResult, after: OptionResult): string {
  const { toMove, minimumStandard } = before.fairness;
  return `Today ${formatNumber(toMove)} interviews a year would have to move for equal access; a minimum standard of ${formatPercent(minimumStandard.share)} needs ${formatNumber(minimumStandard.extra)} more, at ${shortMoney(minimumStandard.cost)} a year. Under ${after.name}: ${formatNumber(after.fairness.toMove)} to move.`;
}
