/** What may be said of an appraisal. The words are in `shared/text/decision.ts`. */
export interface AppraisalFinding {
  readonly kind:
    | 'rests-on'
    | 'worth'
    | 'quickest'
    | 'fairest'
    | 'ranked-first'
    | 'affordable'
    | 'changes-the-answer'
    | 'overloaded'
    | 'serves-nobody'
    | 'engines-disagree';
  /** Ids of options, more than one where they tie; the partner by whose weights it holds; the input that turns it. */
  readonly about: { readonly options: readonly string[]; readonly partner?: string; readonly input?: string };
  /** Every number that the words may hold. */
  readonly figures: Readonly<Record<string, number>>;
  /** What was tested, and whether it holds. */
  readonly test: { readonly name: string; readonly passed: boolean };
  readonly strength: 'shown' | 'likely' | 'not-shown';
  readonly caveats: readonly string[];
}
