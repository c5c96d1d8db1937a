import type { Dataset, Field, Measure } from './dataset.ts';

const area = (of: string): readonly Field[] => [
  { name: 'lsoa', label: 'LSOA', group: 'where', type: 'area', level: 'lsoa', axis: true, description: `Lower layer super output area of ${of}, 2011 codes.` },
  { name: 'ward', label: 'Ward', group: 'where', type: 'area', level: 'ward', axis: true, description: `Ward of ${of}, best fit from the LSOA where the return gives no ward.` },
  { name: 'district', label: 'District', group: 'where', type: 'area', level: 'district', axis: true, description: `District or city of ${of}.` },
  { name: 'authority', label: 'Local authority', group: 'where', type: 'area', level: 'authority', axis: true, description: 'Upper-tier local authority: Staffordshire or Stoke-on-Trent.', derived: { from: 'district', by: 'authority-of-district' } },
  { name: 'deprivation', label: 'Deprivation decile', group: 'where', type: 'code', axis: true, description: 'Index of Multiple Deprivation 2019 decile of the LSOA; 1 is most deprived.', derived: { from: 'lsoa', by: 'deprivation-decile' } },
];

const supplied: Field = { name: 'supplied_by', label: 'Supplied by', group: 'supply', type: 'code', codes: 'agency', axis: true, description: 'Agency that sent the return in which the row came.', derived: { by: 'batch-agency' } };

const child: readonly Field[] = [
  { name: 'child', label: 'Child', group: 'child', type: 'key', axis: false, description: 'Pseudonym that links rows of the same child inside this workspace.' },
  { name: 'age', label: 'Age', group: 'child', type: 'number', axis: true, description: 'Age in whole years at the event.' },
  { name: 'age_band', label: 'Age band', group: 'child', type: 'code', codes: 'age_band', axis: true, description: 'Age at the event in fixed bands.', derived: { from: 'age', by: 'age-band' } },
  { name: 'sex', label: 'Sex', group: 'child', type: 'code', codes: 'sex', axis: true, description: 'Sex as recorded by the agency.' },
];

const yesNo = (name: string, label: string, description: string): Field => ({ name, label, group: 'child', type: 'code', codes: 'yes_no', axis: true, description });

const rows = (label: string, one: string): Measure => ({
  name: 'rows', label, definition: `Number of ${one}.`, formula: 'count of rows', compute: { kind: 'rows' }, unit: '', format: 'count', decimals: 0,
});

const children: Measure = {
  name: 'children', label: 'Children', definition: 'Each child counted once within the cell, by keyed link inside this workspace. A year counts a child once however many quarters they appear in, so quarters do not add up to it.',
  formula: 'count of distinct children', compute: { kind: 'distinct', field: 'child' }, unit: '', format: 'count', decimals: 0,
};

const childrenRate: Measure = {
  name: 'rate_10_17', label: 'Rate 10–17', definition: 'Distinct children per 10,000 resident children aged 10 to 17 in the same areas. A total is a ratio of sums, never a sum or mean of rates. The rate covers the period of its cell and is not scaled to a year.',
  formula: 'distinct children ÷ residents aged 10 to 17 × 10,000', compute: { kind: 'rate', of: 'children', population: '10-17', per: 10_000 }, unit: 'per 10,000', format: 'rate', decimals: 1,
};

const date = (name: string, label: string, description: string): Field => ({ name, label, group: 'when', type: 'date', axis: true, description });
const datetime = (name: string, label: string, description: string): Field => ({ name, label, group: 'when', type: 'datetime', axis: true, description });
const code = (name: string, label: string, group: Field['group'], codes: string | null, description: string): Field => ({
  name, label, group, type: 'code', axis: true, description, ...(codes ? { codes } : {}),
});

export const datasets: readonly Dataset[] = [
  {
    name: 'referrals',
    label: 'Children referred for CSE concern',
    grain: 'a referral for concern about child sexual exploitation',
    table: 'fact_referral',
    dateField: 'referred_on',
    fields: [
      ...child,
      code('ethnic_group', 'Ethnic group', 'child', 'ethnic_group', 'Ethnic group, five broad groups.'),
      yesNo('looked_after', 'Looked after', 'Looked after by a local authority at referral.'),
      yesNo('disability', 'Disability', 'Recorded as disabled.'),
      yesNo('online', 'Online element', 'The concern has an online element.'),
      code('risk_at_referral', 'Risk at first contact', 'child', 'risk', 'Assessed level of risk at referral.'),
      code('risk_latest', 'Risk, latest', 'child', 'risk', 'Latest assessed level of risk.'),
      date('referred_on', 'Referred on', 'Day of the referral.'),
      date('panel_on', 'Panel date', 'Day a CSE panel considered the child.'),
      date('allocated_on', 'Allocated on', 'Day a named worker was allocated.'),
      date('started_on', 'Started on', 'Day support began.'),
      date('closed_on', 'Closed on', 'Day the case closed.'),
      ...area('the child’s home at referral'),
      code('agency', 'Referring agency', 'who', 'agency', 'Agency that made the referral.'),
      code('service', 'Service', 'who', 'service', 'Service the child was allocated to.'),
      code('closure_reason', 'Closure reason', 'what', 'closure_reason', 'Why the case closed.'),
      { ...yesNo('re_referral', 'Re-referral', 'The child was referred again within 12 months of a closure.'), group: 'what' },
      supplied,
    ],
    measures: [
      children,
      rows('Referrals', 'referrals'),
      childrenRate,
      { name: 'share_looked_after', label: 'Looked after', definition: 'Share of referrals where looked-after status is recorded in which the child was looked after.', formula: 'referrals of looked-after children ÷ referrals with the status recorded', compute: { kind: 'share', numerator: [{ field: 'looked_after', in: ['yes'] }], denominator: [{ field: 'looked_after', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'share_high_risk', label: 'High risk at first contact', definition: 'Share of referrals with a recorded risk level at referral that were high risk.', formula: 'high-risk referrals ÷ referrals with a risk level', compute: { kind: 'share', numerator: [{ field: 'risk_at_referral', in: ['high'] }], denominator: [{ field: 'risk_at_referral', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'share_re_referral', label: 'Re-referrals', definition: 'Share of referrals that are re-referrals.', formula: 're-referrals ÷ referrals with the field recorded', compute: { kind: 'share', numerator: [{ field: 're_referral', in: ['yes'] }], denominator: [{ field: 're_referral', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'mean_age', label: 'Mean age', definition: 'Mean age at referral over referrals with an age.', formula: 'sum of ages ÷ referrals with an age', compute: { kind: 'mean', field: 'age' }, unit: 'years', format: 'number', decimals: 1 },
      { name: 'days_to_allocation', label: 'Days to allocation', definition: 'Median days from referral to a named worker, over referrals that have both dates.', formula: 'median of allocated on − referred on', compute: { kind: 'days-between', from: 'referred_on', to: 'allocated_on', take: 'median' }, unit: 'days', format: 'days', decimals: 0 },
      { name: 'days_to_panel', label: 'Days to panel', definition: 'Median days from referral to the panel, over referrals that have both dates.', formula: 'median of panel date − referred on', compute: { kind: 'days-between', from: 'referred_on', to: 'panel_on', take: 'median' }, unit: 'days', format: 'days', decimals: 0 },
      { name: 'referrals_per_child', label: 'Referrals per child', definition: 'Referrals divided by distinct children.', formula: 'referrals ÷ distinct children', compute: { kind: 'ratio', numerator: 'rows', denominator: 'children', per: 1 }, unit: 'per child', format: 'number', decimals: 2 },
    ],
    opening: { rows: ['district'], columns: [{ field: 'referred_on', by: 'financial-year' }, { field: 'referred_on', by: 'financial-quarter' }], measure: 'children' },
  },
  {
    name: 'missing-episodes',
    label: 'Missing episodes and return interviews',
    grain: 'an episode of a child missing from home or care',
    table: 'fact_missing_episode',
    dateField: 'went_missing',
    fields: [
      ...child,
      yesNo('looked_after', 'Looked after', 'Looked after by a local authority at the time.'),
      datetime('went_missing', 'Went missing', 'When the child was reported to have gone missing.'),
      datetime('returned', 'Returned', 'When the child returned or was found.'),
      datetime('offered_at', 'Interview offered', 'When a return home interview was offered.'),
      datetime('consented_at', 'Interview agreed', 'When the child agreed to the interview.'),
      datetime('completed_at', 'Interview completed', 'When the return home interview was completed.'),
      ...area('the place the child went missing from'),
      code('placement', 'Placement', 'what', 'placement', 'Where the child lived.'),
      yesNo('other_authority', 'Placed by another authority', 'Placed in the area by another local authority.'),
      code('reason_not_completed', 'Reason not completed', 'what', 'reason_not_completed', 'Why no return interview was completed.'),
      { name: 'hours_missing', label: 'Hours missing', group: 'what', type: 'number', axis: false, description: 'Elapsed hours from going missing to return, across clock changes.' },
      { name: 'interview_hours', label: 'Hours to interview', group: 'what', type: 'number', axis: false, description: 'Elapsed hours from return to a completed interview, across clock changes and weekends.' },
      supplied,
    ],
    measures: [
      rows('Episodes', 'missing episodes'),
      children,
      childrenRate,
      { name: 'interviews_completed', label: 'Interviews completed', definition: 'Share of episodes that ended in a return and for which a return home interview was completed.', formula: 'episodes with a completed interview ÷ episodes with a return', compute: { kind: 'share', numerator: [{ field: 'completed_at', is: 'recorded' }], denominator: [{ field: 'returned', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'within_72_hours', label: 'Within 72 hours', definition: 'Share of completed return interviews that were completed within 72 elapsed hours of the return.', formula: 'interviews within 72 hours ÷ interviews completed', compute: { kind: 'share', numerator: [{ field: 'interview_hours', atMost: 72 }], denominator: [{ field: 'interview_hours', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'within_72_of_returns', label: 'Within 72 hours, of all returns', definition: 'Share of all episodes with a return that had an interview within 72 elapsed hours.', formula: 'interviews within 72 hours ÷ episodes with a return', compute: { kind: 'share', numerator: [{ field: 'interview_hours', atMost: 72 }], denominator: [{ field: 'returned', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'episodes_per_child', label: 'Episodes per child', definition: 'Missing episodes divided by distinct children.', formula: 'episodes ÷ distinct children', compute: { kind: 'ratio', numerator: 'rows', denominator: 'children', per: 1 }, unit: 'per child', format: 'number', decimals: 2 },
      { name: 'median_hours_missing', label: 'Hours missing, median', definition: 'Median elapsed hours missing, over episodes with a return.', formula: 'median of returned − went missing', compute: { kind: 'median', field: 'hours_missing' }, unit: 'hours', format: 'number', decimals: 1 },
      { name: 'median_interview_hours', label: 'Hours to interview, median', definition: 'Median elapsed hours from return to a completed interview.', formula: 'median of interview completed − returned', compute: { kind: 'median', field: 'interview_hours' }, unit: 'hours', format: 'number', decimals: 1 },
    ],
    opening: { rows: ['district'], columns: [{ field: 'went_missing', by: 'financial-year' }, { field: 'went_missing', by: 'financial-quarter' }], measure: 'within_72_hours' },
  },
  {
    name: 'offences',
    label: 'Recorded offences with a CSE flag',
    grain: 'a recorded offence with a CSE flag',
    table: 'fact_offence',
    dateField: 'recorded_on',
    fields: [
      { name: 'offence', label: 'Offence', group: 'what', type: 'key', axis: false, description: 'Pseudonym of the offence record.' },
      date('recorded_on', 'Recorded on', 'Day the offence was recorded.'),
      date('occurred_on', 'Occurred on', 'Day the offence took place, or began.'),
      date('suspect_on', 'Suspect identified on', 'Day a suspect was identified.'),
      date('cps_on', 'Sent to CPS on', 'Day the case went to the Crown Prosecution Service.'),
      date('charged_on', 'Charged on', 'Day of the charge.'),
      date('outcome_on', 'Outcome on', 'Day of the final outcome.'),
      ...area('the place of the offence'),
      code('offence_group', 'Offence group', 'what', 'offence_group', 'Group of the offence.'),
      code('outcome', 'Outcome', 'what', 'offence_outcome', 'Outcome so far.'),
      supplied,
    ],
    measures: [
      rows('Offences', 'recorded offences'),
      { name: 'rate_0_17', label: 'Rate 0–17', definition: 'Recorded offences per 10,000 resident children aged 0 to 17.', formula: 'offences ÷ residents aged 0 to 17 × 10,000', compute: { kind: 'rate', of: 'rows', population: '0-17', per: 10_000 }, unit: 'per 10,000', format: 'rate', decimals: 1 },
      { name: 'suspect_share', label: 'Suspect identified', definition: 'Share of recorded offences with a suspect identified.', formula: 'offences with a suspect ÷ offences recorded', compute: { kind: 'share', numerator: [{ field: 'suspect_on', is: 'recorded' }], denominator: [] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'charged_share', label: 'Charged', definition: 'Share of recorded offences that led to a charge so far. Recent offences have had less time.', formula: 'offences charged ÷ offences recorded', compute: { kind: 'share', numerator: [{ field: 'charged_on', is: 'recorded' }], denominator: [] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'convicted_share', label: 'Convicted, of charged', definition: 'Share of charged offences that ended in a conviction so far.', formula: 'convictions ÷ offences charged', compute: { kind: 'share', numerator: [{ field: 'charged_on', is: 'recorded' }, { field: 'outcome', in: ['convicted'] }], denominator: [{ field: 'charged_on', is: 'recorded' }] }, unit: '%', format: 'percent', decimals: 0 },
      { name: 'days_to_charge', label: 'Days to charge', definition: 'Median days from recording to charge, over offences charged.', formula: 'median of charged on − recorded on', compute: { kind: 'days-between', from: 'recorded_on', to: 'charged_on', take: 'median' }, unit: 'days', format: 'days', decimals: 0 },
    ],
    opening: { rows: ['district'], columns: [{ field: 'recorded_on', by: 'year' }], measure: 'rows' },
  },
  {
    name: 'population',
    label: 'Resident population',
    grain: 'residents of an area by year, age and sex',
    table: 'fact_population',
    dateField: null,
    fields: [
      code('year', 'Mid-year', 'when', null, 'Year of the mid-year estimate.'),
      { name: 'age', label: 'Age', group: 'child', type: 'number', axis: true, description: 'Age in whole years; 90 stands for 90 and over.' },
      { name: 'age_band', label: 'Age band', group: 'child', type: 'code', codes: 'age_band', axis: true, description: 'Age in fixed bands.', derived: { from: 'age', by: 'age-band' } },
      code('sex', 'Sex', 'child', 'sex', 'Sex; not recorded where the source gives persons only.'),
      ...area('residence'),
      { name: 'persons', label: 'Persons', group: 'what', type: 'number', axis: false, description: 'Residents.' },
      supplied,
    ],
    measures: [
      { name: 'persons', label: 'Residents', definition: 'Residents at mid-year.', formula: 'sum of persons', compute: { kind: 'sum', field: 'persons' }, unit: '', format: 'count', decimals: 0 },
      rows('Rows', 'rows of the population tables'),
    ],
    opening: { rows: ['district'], columns: ['age_band'], measure: 'persons' },
  },
  {
    name: 'street-crime',
    label: 'Street-level crime (police.uk)',
    grain: 'a crime or incident of anti-social behaviour as published by police.uk',
    table: 'fact_street_crime',
    dateField: 'month',
    fields: [
      { name: 'month', label: 'Month', group: 'when', type: 'date', axis: true, description: 'Month of the incident; the publisher gives no day.' },
      code('crime_type', 'Crime type', 'what', null, 'The publisher’s category.'),
      code('outcome', 'Last outcome', 'what', null, 'Last outcome category; anti-social behaviour has none.'),
      ...area('the anonymised point'),
      code('grid', 'Grid cell', 'where', null, 'One-kilometre cell of the National Grid that holds the anonymised point.'),
      code('force', 'Reported by', 'who', null, 'Police force that reported the incident.'),
      supplied,
    ],
    measures: [
      rows('Incidents', 'incidents'),
      { name: 'rate', label: 'Rate', definition: 'Incidents per 1,000 residents of all ages. The rate covers the period of its cell.', formula: 'incidents ÷ residents × 1,000', compute: { kind: 'rate', of: 'rows', population: 'all-ages', per: 1000 }, unit: 'per 1,000', format: 'rate', decimals: 1 },
    ],
    opening: { rows: ['district'], columns: [{ field: 'month', by: 'month' }], measure: 'rows' },
  },
  {
    name: 'assessment-factors',
    label: 'Factors identified at the end of assessment (DfE)',
    grain: 'a factor identified at the end of assessments in a year, by area',
    table: 'fact_assessment_factor',
    dateField: null,
    fields: [
      code('year', 'Year to March', 'when', null, 'Reporting year, which ends on 31 March.'),
      code('geography', 'Geography', 'where', null, 'National, regional or local authority, by official code.'),
      code('factor', 'Factor', 'what', null, 'Factor identified at the end of assessment.'),
      code('quality', 'Quality', 'supply', null, 'c hidden by the publisher, x not available, u low reliability, z not applicable.'),
      { name: 'episodes', label: 'Episodes', group: 'what', type: 'number', axis: false, description: 'Episodes with the factor; empty where the publisher gave a symbol.' },
      { name: 'assessed', label: 'Assessed', group: 'what', type: 'number', axis: false, description: 'Episodes with any assessment factor: the denominator.' },
      supplied,
    ],
    measures: [
      { name: 'episodes', label: 'Episodes', definition: 'Episodes of need with the factor at the end of assessment. Factors overlap, so they do not add up.', formula: 'sum of episodes', compute: { kind: 'sum', field: 'episodes' }, unit: '', format: 'count', decimals: 0 },
      rows('Rows', 'published figures'),
    ],
    opening: { rows: ['factor'], columns: ['year'], measure: 'episodes' },
  },
];

/** The dataset of that name; undefined when there is none. */
export function datasetNamed(name: string): Dataset | undefined {
  return datasets.find(d => d.name === name);
}
