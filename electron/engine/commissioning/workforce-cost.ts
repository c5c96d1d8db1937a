export interface WorkforceCost {
  /** Salary, National Insurance, pension and travel, pounds a year. */
  readonly employmentCost: number;
  /** With overhead. */
  readonly fullCost: number;
  readonly productiveDays: number;
  readonly productiveHours: number;
  readonly directHours: number;
  /** Null when no hours are left. */
  readonly costPerProductiveHour: number | null;
  readonly costPerDirectHour: number | null;
}

/**
 * Cost of one whole-time worker and of an hour: (salary + (salary − threshold)·NI + salary·pension + travel)·(1 + overhead),
 * over (5·weeks − leave − bank holidays − training)·(1 − absence) days.
 * @param niRate,pension,overhead,absenceRate,directShare shares of 1 @param weeks in the year, such as 52.1775
 * Source: Jones and others, Unit Costs of Health and Social Care, PSSRU, for the build-up.
 */
export function workforceCost(given: {
  readonly salary: number;
  readonly niRate: number;
  readonly niThreshold: number;
  readonly pension: number;
  readonly overhead: number;
  readonly travel: number;
  readonly weeks: number;
  readonly leaveDays: number;
  readonly bankHolidays: number;
  readonly trainingDays: number;
  readonly absenceRate: number;
  readonly hoursPerDay: number;
  readonly directShare: number;
}): WorkforceCost {
  const { salary } = given;
  const insurance = Math.max(0, salary - given.niThreshold) * given.niRate;
  const employmentCost = salary + insurance + salary * given.pension + given.travel;
  const fullCost = employmentCost * (1 + given.overhead);
  const present = 5 * given.weeks - given.leaveDays - given.bankHolidays - given.trainingDays;
  const productiveDays = Math.max(0, present) * (1 - given.absenceRate);
  const productiveHours = productiveDays * given.hoursPerDay;
  const directHours = productiveHours * given.directShare;
  return {
    employmentCost,
    fullCost,
    productiveDays,
    productiveHours,
    directHours,
    costPerProductiveHour: productiveHours > 0 ? fullCost / productiveHours : null,
    costPerDirectHour: directHours > 0 ? fullCost / directHours : null,
  };
}
