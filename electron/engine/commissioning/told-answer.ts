import type {
  AppraisalResult,
  LeavingResult,
  OptionResult,
  PartnerResult,
} from '../../../shared/contract/commissioning.ts';
import { areAmountsKnown, areGainsKnown } from '../../../shared/model/appraisal-standing.ts';
import type { AppraisalStanding } from '../../../shared/model/appraisal-standing.ts';
import { sharesUnknownText } from '../../../shared/text/appraisal.ts';

type Amounts = 'pence' | 'penceAYear' | 'netPenceAYear' | 'overspendPence';

/** A partner as a program is told of it: without an amount as long as shares are the application's own. */
type ToldPartner = Omit<PartnerResult, Amounts> & {
  /** Whether every partner's share of the cost is known; while it is not, no amount is put down to any. */
  readonly state: 'given' | 'placeholder';
  readonly pence: readonly (number | null)[];
  readonly penceAYear: number | null;
  readonly netPenceAYear: number | null;
  readonly overspendPence: number | null;
};

type ToldLeaving = Omit<LeavingResult, 'pence' | 'costPence' | 'unpaidPence'> &
  Pick<ToldPartner, 'state'> & {
    readonly pence: readonly (number | null)[];
    readonly costPence: number | null;
    readonly unpaidPence: number | null;
  };

type ToldOption = Omit<OptionResult, 'partners' | 'leaving'> & {
  readonly partners: readonly ToldPartner[];
  readonly leaving: readonly ToldLeaving[];
};

/** An answer as it leaves for a program. */
export type ToldAnswer<T extends AppraisalResult = AppraisalResult> = Omit<T, 'options'> & {
  readonly options: readonly ToldOption[];
};

function toldPartner(partner: PartnerResult, standing: AppraisalStanding): ToldPartner {
  const netPenceAYear = areGainsKnown(standing) ? partner.netPenceAYear : null;
  if (areAmountsKnown(standing)) return { ...partner, state: 'given', netPenceAYear };
  return {
    ...partner,
    state: 'placeholder',
    pence: partner.pence.map(() => null),
    penceAYear: null,
    netPenceAYear,
    // What falls to it alone is what the shares of those of the whole area leave.
    alonePenceAYear: null,
    overspendPence: null,
  };
}

function toldLeaving(leaving: LeavingResult, standing: AppraisalStanding): ToldLeaving {
  if (areAmountsKnown(standing)) return { ...leaving, state: 'given' };
  return {
    ...leaving,
    state: 'placeholder',
    pence: leaving.pence.map(() => null),
    costPence: null,
    unpaidPence: null,
    alonePence: null,
    words: sharesUnknownText(standing),
  };
}

/**
 * An answer for programs, in the shape of the answer itself: what screens and papers do not put down to a partner is null in it
 * too, with the state that says why.
 */
export function toldAnswer<T extends AppraisalResult>(result: T): ToldAnswer<T> {
  const { standing } = result;
  return {
    ...result,
    options: result.options.map(option => ({
      ...option,
      partners: option.partners.map(partner => toldPartner(partner, standing)),
      leaving: option.leaving.map(leaving => toldLeaving(leaving, standing)),
    })),
  };
}
