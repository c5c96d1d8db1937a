import type { ReactNode } from 'react';
import type { AppraisalResult, ModelDescription, OptionResult } from '../../../shared/contract/commissioning.ts';
import { formatCount, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Card } from '../../ui/surface.tsx';
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
        <table className="scenario-table">
          <thead>
            <tr>
              <th scope="col">Option</th>
              <th scope="col" className="figures">
                Cost a year
              </th>
              <th scope="col" className="figures">
                Interviews within 72 h
              </th>
              <th scope="col">P10 – P90</th>
              <th scope="col" className="figures">
                Weeks to a worker
              </th>
              <th scope="col" className="figures">
                Postcode lottery
              </th>
              <th scope="col" className="figures">
                NPSV v. do-minimum
              </th>
              <th scope="col" className="figures">
                Chance it is best
              </th>
            </tr>
          </thead>
          <tbody>
            {result.options.map((option, at) => (
              <OptionRow key={option.id} option={option} at={at} best={option === best} first={at === 0} />
            ))}
          </tbody>
        </table>
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
        <table className="scenario-table">
          <thead>
            <tr>
              <th scope="col">Partner</th>
              <th scope="col" className="figures">
                Pays
              </th>
              <th scope="col" className="figures">
                Gains less pays
              </th>
            </tr>
          </thead>
          <tbody>
            {best.partners.map(partner => (
              <tr key={partner.id}>
                <th scope="row">{partner.name}</th>
                <td className="figures" title={`${formatPercent(partner.share)} of the cost`}>
                  {pence(partner.penceAYear)}
                </td>
                <td className="figures" data-sign={Math.sign(partner.netPenceAYear)}>
                  {partner.netPenceAYear > 0 ? '+' : ''}
                  {pence(partner.netPenceAYear)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
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

interface OptionRowProps {
  readonly option: OptionResult;
  readonly at: number;
  readonly best: boolean;
  readonly first: boolean;
}

function OptionRow({ option, at, best, first }: OptionRowProps): ReactNode {
  const { measures } = option;
  const growing = option.pools.filter(pool => !pool.stable);
  return (
    <tr data-best={best}>
      <th scope="row">
        <span className="scenario-swatch" aria-hidden style={{ background: `var(${optionColours[at]})` }} />{' '}
        {option.name} {first ? <span className="small">do-minimum</span> : null}
      </th>
      <td className="figures">{valueWords(measures['cost-a-year'].value, 'money')}</td>
      <td className="figures">{valueWords(measures['within-72-hours'].value, 'percent')}</td>
      <td>
        <RangeBar
          estimate={measures['within-72-hours']}
          lowest={0}
          highest={1}
          colour={optionColours[at]!}
          format="percent"
        />
      </td>
      <td className="figures" title={growing.map(pool => pool.words).join(' ')}>
        {valueWords(measures['weeks-to-allocation'].value, 'weeks')}
        {growing.some(pool => pool.service === 'targeted') ? <span aria-label=", and growing"> ↑</span> : null}
      </td>
      <td className="figures">{valueWords(option.fairness.hoover, 'percent')}</td>
      <td className="figures">{first ? '—' : valueWords(measures.npsv.value, 'money', true)}</td>
      <td className="figures">{formatPercent(option.probabilityBest)}</td>
    </tr>
  );
}

/** Where each district stands now and would stand then. */
function Dumbbells({ before, after }: { readonly before: OptionResult; readonly after: OptionResult }): ReactNode {
  const values = [...before.districts, ...after.districts].map(district => district.access);
  const low = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...values) * 10) / 10);
  const at = (value: number) => `${((value - low) / (high - low || 1)) * 100}%`;
  return (
    <table className="scenario-table scenario-dumbbells">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">District</th>
          <th scope="col">Picture</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {after.districts.map((district, i) => {
          const [now, then] = [before.districts[i]!.access, district.access];
          return (
            <tr key={district.code}>
              <th scope="row">{district.name}</th>
              <td aria-label={`${formatPercent(now)} now, ${formatPercent(then)} then`}>
                <div className="scenario-track" aria-hidden>
                  <span
                    className="scenario-track-line"
                    style={{ left: at(Math.min(now, then)), right: `calc(100% - ${at(Math.max(now, then))})` }}
                  />
                  <span className="scenario-track-dot" data-of="now" style={{ left: at(now) }} />
                  <span className="scenario-track-dot" data-of="then" style={{ left: at(then) }} />
                </div>
              </td>
              <td className="figures small">{formatPercent(now)}</td>
              <td className="figures">{formatPercent(then)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
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
