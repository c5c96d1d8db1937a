import type { MissingService, OptionModel, TargetedService } from '../../electron/engine/commissioning/model.ts';

/** Shares of need by district: nine of them, one much larger than the others. */
const weights = [110, 130, 70, 140, 75, 105, 65, 95, 410];
const total = weights.reduce((sum, weight) => sum + weight, 0);

/** An ordinary service: about 2,400 missing episodes and 900 referrals a year in nine districts. */
export function ordinaryOption(
  option = 'do-minimum',
  changes: { readonly missing?: Partial<MissingService>; readonly targeted?: Partial<TargetedService> } = {},
  years = 5,
): OptionModel {
  const byYear = (expected: number): number[][] =>
    Array.from({ length: years }, () => weights.map(weight => (expected * weight) / total));
  return {
    option,
    start: '2026-04-01',
    years,
    districts: weights.length,
    pools: [
      {
        contract: 'all',
        districts: weights.map((_, k) => k),
        missing: {
          episodes: byYear(2400),
          dispersion: 2,
          meanHoursAway: 18,
          offered: 0.95,
          accepted: 0.8,
          attemptSuccess: 0.7,
          attempts: 3,
          hoursPerInterview: 3.5,
          episodesPerInterview: 1.15,
          wte: 9,
          directHoursPerWteWeek: 22,
          calendar: { weekends: false, bankHolidays: false, opens: 9, closes: 17 },
          targetHours: 72,
          ...changes.missing,
        },
        targeted: {
          referrals: byYear(880),
          dispersion: 1.8,
          surges: { perYear: 1.5, referrals: 14 },
          triageAccepted: 0.55,
          assessmentWeeks: 2,
          highRisk: 0.3,
          ageingWeeks: 6,
          caseWeeks: 26,
          caseWeeksCv: 0.6,
          slotsPerWte: 12,
          wte: 22.5,
          withdrawPerWeek: 0.02,
          reReferred: 0.12,
          weeksToReReferral: 26,
          turnover: 0.15,
          reallocationWeeks: 6,
          openCases: 200,
          waiting: 30,
          ...changes.targeted,
        },
      },
    ],
  };
}
