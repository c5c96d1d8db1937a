/**
 * What is missing before it may be said which option is better: what bears the answer has to be given by an organisation or to
 * come from the data. Names are those that a person reads.
 */
export type VerdictGap =
  /** Need by district is a placeholder. */
  | { readonly kind: 'need'; readonly of: readonly ('episodes' | 'referrals')[] }
  /** Interviewers and targeted workers that nobody gave, by option: so many of all. */
  | {
      readonly kind: 'posts';
      readonly options: readonly { readonly name: string; readonly missing: number; readonly all: number }[];
    }
  /** Effects of the services that nobody gave. */
  | { readonly kind: 'effects'; readonly inputs: readonly string[] }
  /** Placeholders that move the answer the most; without them no more than may be is placeholder. */
  | { readonly kind: 'movers'; readonly inputs: readonly string[]; readonly share: number; readonly most: number }
  /** Placeholders that turn the order within their own ranges. */
  | { readonly kind: 'turning'; readonly inputs: readonly string[] }
  /** What moves the answer has not been worked out yet. */
  | { readonly kind: 'not-known' };
