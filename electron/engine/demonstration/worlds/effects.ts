/** What is planted in a world. A world without effects is one in which nothing happened. */
export type Effect =
  /** From a quarter on so many times as many children, and all that comes with them. */
  | {
      readonly kind: 'step';
      readonly dataset: 'referrals' | 'missing-episodes';
      /** "2017/18 Q1". */
      readonly from: string;
      readonly times: number;
    }
  /** At all times so many times as many children as elsewhere, for each resident. */
  | {
      readonly kind: 'ward';
      readonly dataset: 'referrals' | 'missing-episodes' | 'offences';
      readonly ward: string;
      readonly times: number;
    }
  | {
      readonly kind: 'district';
      readonly dataset: 'referrals' | 'missing-episodes' | 'offences';
      readonly district: string;
      readonly times: number;
    }
  /** Share of completed return interviews that were held within 72 hours, before a quarter and from it on. */
  | {
      readonly kind: 'share';
      readonly dataset: 'missing-episodes';
      readonly from: string;
      readonly before: number;
      readonly after: number;
    };

/** Share within 72 hours where none is planted. */
const usualShare = 0.63;

/** The planted share within 72 hours at a moment, or the usual one. */
export function shareWithin(effects: readonly Effect[], isFrom: (quarter: string) => boolean): number {
  const planted = effects.find(effect => effect.kind === 'share');
  if (!planted) return usualShare;
  return isFrom(planted.from) ? planted.after : planted.before;
}
