/** A page of the window, as rail, menu and address know it. */
interface PageDescription {
  /** Its name in an address. */
  readonly place: string;
  readonly label: string;
  /** Further words that the palette finds it by. */
  readonly words?: string;
  /** It comes back as it was left, because somebody arranged something there; the others begin with their list. */
  readonly keepsArrangement?: true;
  /** It works without facts, so a presenter copy has it too. */
  readonly inPresenterCopy?: true;
  /** It is reached by F1 instead of by a number. */
  readonly isHelp?: true;
}

const pages = [
  { place: 'data', label: 'Data', keepsArrangement: true },
  {
    place: 'scorecard',
    label: 'Scorecard',
    words: 'indicators targets framework outcomes',
    keepsArrangement: true,
  },
  { place: 'explore', label: 'Explore', words: 'pivot table grid', keepsArrangement: true },
  { place: 'map', label: 'Map', words: 'hot spots areas wards', keepsArrangement: true },
  { place: 'scenarios', label: 'Scenarios', words: 'appraisal options cost', keepsArrangement: true },
  { place: 'briefings', label: 'Briefings', words: 'deck slides present', inPresenterCopy: true },
  { place: 'actions', label: 'Actions', words: 'action plan decisions owner due late' },
  { place: 'help', label: 'Help', inPresenterCopy: true, isHelp: true },
] as const satisfies readonly PageDescription[];

export type Place = (typeof pages)[number]['place'];

/** Every page, in the order of the rail. `renderer/app/pages.tsx` says what draws each. */
export const pageList: readonly (PageDescription & { readonly place: Place })[] = pages;
