import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import { shownEstimate, shownNumber } from '../../../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../../../shared/text/appraisal.ts';
import { wholeHundredths } from '../../../../shared/model/forecast.ts';
import type { Ranged } from '../../../../shared/model/forecast.ts';
import type { SpreadsheetSheet, SpreadsheetValue } from '../../documents/spreadsheet.ts';
import type { AboutPaper } from './about-paper.ts';
import { hiddenFigure, isFew } from './paper-words.ts';
import { inPounds, number, orEmpty, percent, words } from './annex-columns.ts';

/** A measure with its range as it is shown; an undefined result is an empty cell. */
function range(one: Ranged, format: FigureFormat): readonly SpreadsheetValue[] {
  const { value, low, high } = shownEstimate(one, format);
  return [value, low, high];
}

export function optionsSheet(result: AppraisalResult, about: AboutPaper): SpreadsheetSheet {
  const chances = wholeHundredths(result.options.map(option => option.probabilityBest));
  return {
    name: 'Results by option',
    frozenColumns: 2,
    columns: [
      words('Option'),
      words('Measure', 36),
      words('Unit', 12),
      number('Value'),
      number('Low'),
      number('High'),
      number('Monte Carlo error'),
    ],
    rows: result.options.flatMap((option, at) => [
      ...about.model.measures.map(measure => [
        option.name,
        measure.label,
        measure.format === 'money' ? 'pounds' : measure.format === 'percent' ? 'share of 1' : measure.format,
        ...range(option.measures[measure.id], measure.format),
        orEmpty(option.errors[measure.id], value => shownNumber(value, measure.format)),
      ]),
      ...(
        [
          ['Present value of costs', 'pounds', shownNumber(option.presentValueCosts, 'money')],
          ['Present value of benefits', 'pounds', shownNumber(option.presentValueBenefits, 'money')],
          ['Cashable benefit a year', 'pounds', shownNumber(option.value.cashable, 'money')],
          ['Fiscal benefit a year', 'pounds', shownNumber(option.value.fiscal, 'money')],
          ['Economic benefit a year', 'pounds', shownNumber(option.value.economic, 'money')],
          ['Social benefit a year', 'pounds', shownNumber(option.value.social, 'money')],
          ['Overspend a year, nominal', 'pounds', inPounds(option.overspendPence)],
          ['Probability of the highest value', 'share of 1', chances[at]! / 100],
          ['Expected regret', 'pounds', shownNumber(option.expectedRegret, 'money')],
          ['Within 72 hours at most', 'share of 1', shownNumber(option.calendar.atMost, 'percent')],
          [
            'Within 72 hours at most, with weekends',
            'share of 1',
            shownNumber(option.calendar.withWeekends, 'percent'),
          ],
        ] as const
      ).map(([measure, unit, value]) => [option.name, measure, unit, value, null, null, null]),
    ]),
  };
}

export function yearsSheet(result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'Results by year',
    frozenColumns: 2,
    columns: [
      words('Option'),
      words('Year', 10),
      number('Episodes'),
      number('Interviews'),
      number('Within 72 hours'),
      number('Referrals'),
      number('Allocated'),
      number('Waiting at end'),
      number('Open at end'),
      number('Cost, real'),
      number('Cost, nominal'),
      number('Benefit, real'),
    ],
    rows: result.options.flatMap(option =>
      option.years.map(year => [
        option.name,
        year.year,
        shownNumber(year.episodes, 'number'),
        shownNumber(year.interviews, 'number'),
        shownNumber(year.within72, 'number'),
        shownNumber(year.referrals, 'number'),
        shownNumber(year.allocated, 'number'),
        shownNumber(year.waitingAtEnd, 'number'),
        shownNumber(year.openAtEnd, 'number'),
        shownNumber(year.costReal, 'money'),
        shownNumber(year.costNominal, 'money'),
        shownNumber(year.benefitReal, 'money'),
      ]),
    ),
  };
}

/** An expected number of a district or of its contract: of a few children it is hidden. */
const districtNumber = (value: number): SpreadsheetValue =>
  isFew(value) ? hiddenFigure : shownNumber(value, 'number');

export function districtsSheet(result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'Results by district',
    frozenColumns: 2,
    columns: [
      words('Option'),
      words('District'),
      words('Code', 12),
      number('Need'),
      number('Met'),
      percent('Access'),
      percent('Offered, of episodes'),
      percent('Accepted, of offered'),
      percent('Completed, of accepted'),
      percent('Within 72 hours, of completed'),
    ],
    rows: result.options.flatMap(option =>
      option.districts.map(district => [
        option.name,
        district.name,
        district.code,
        districtNumber(district.need),
        districtNumber(district.met),
        shownNumber(district.access, 'percent'),
        shownNumber(district.offered, 'percent'),
        shownNumber(district.accepted, 'percent'),
        shownNumber(district.completed, 'percent'),
        shownNumber(district.inTime, 'percent'),
      ]),
    ),
  };
}

export function fairnessSheet(result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'Fairness',
    frozenColumns: 1,
    columns: [
      words('Option'),
      percent('Postcode lottery (Hoover index)'),
      percent('By chance alone'),
      number('Gini', 4),
      number('Concentration index', 4),
      number('Slope index', 4),
      number('Relative index', 4),
      percent('Best less worst'),
      number('Interviews a year to move'),
      number('Level up: extra a year'),
      number('Level up: cost a year'),
      percent('Minimum standard'),
      number('Minimum standard: extra a year'),
      number('Minimum standard: cost a year'),
      words('What is assumed', 60),
    ],
    rows: result.options.map(({ name, fairness }) => [
      name,
      shownNumber(fairness.hoover, 'percent'),
      shownNumber(fairness.hooverByChance, 'percent'),
      orEmpty(fairness.gini, value => Number(value.toFixed(3))),
      orEmpty(fairness.concentration, value => Number(value.toFixed(3))),
      orEmpty(fairness.slopeIndex, value => Number(value.toFixed(3))),
      orEmpty(fairness.relativeIndex, value => Number(value.toFixed(3))),
      shownNumber(fairness.range, 'percent'),
      shownNumber(fairness.toMove, 'number'),
      shownNumber(fairness.levelUp.extra, 'number'),
      shownNumber(fairness.levelUp.cost, 'money'),
      shownNumber(fairness.minimumStandard.share, 'percent'),
      shownNumber(fairness.minimumStandard.extra, 'number'),
      shownNumber(fairness.minimumStandard.cost, 'money'),
      fairness.assumed,
    ]),
  };
}

export function capacitySheet(result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'Capacity and demand',
    frozenColumns: 2,
    columns: [
      words('Option'),
      words('Contract'),
      words('Service', 16),
      percent('Load'),
      words('Year', 10),
      number('Demand'),
      number('Capacity'),
      number('Answered'),
      words('What that means', 40),
    ],
    rows: result.options.flatMap(option =>
      option.pools.flatMap(pool =>
        pool.years.map(({ year, demand, capacity, answered }) => [
          option.name,
          pool.contract,
          pool.service,
          orEmpty(pool.load, load => shownNumber(load, 'percent')),
          year,
          districtNumber(demand),
          shownNumber(capacity, 'number'),
          districtNumber(answered),
          pool.words,
        ]),
      ),
    ),
  };
}
