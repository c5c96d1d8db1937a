const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** How many neighbouring values a hidden count must at least be able to have, by how far apart they lie. */
export const candidatesText = (width: number): string =>
  `${numberWords[width + 1] ?? String(width + 1)} or more possible values`;

/** The widths that are offered: two and three candidates, and all values of the hidden range. */
export function widthChoices({
  hide,
}: {
  readonly hide: { readonly from: number; readonly to: number } | null;
}): readonly number[] {
  const range = hide ? hide.to - hide.from : 1;
  return [...new Set([1, 2, Math.max(range, 1)])].toSorted((a, b) => a - b);
}

/** What changed since rules were written that ask for less than those shipped now. */
export const weakerRuleText = ({
  audience,
  width,
  shipped,
}: {
  readonly audience: 'board' | 'public';
  readonly width: number;
  readonly shipped: number;
}): string =>
  `For ${audience === 'board' ? 'a board' : 'the public'} the rules of this workspace keep ${candidatesText(width)} for a hidden count; the rules that are shipped now keep ${candidatesText(shipped)}. Nothing is changed until you change it.`;
