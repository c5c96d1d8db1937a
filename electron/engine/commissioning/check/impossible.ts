import { inputText } from '../../../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../../../shared/text/appraisal.ts';

/** Something that cannot be meant: where it stands, and a sentence for the person. */
export interface Impossible {
  readonly path: string;
  readonly message: string;
}

/** What a number may be. */
export interface Bounds {
  readonly lowest: number;
  readonly highest: number;
  readonly format?: FigureFormat | undefined;
  /** Follows the range; none where the format says it. */
  readonly unit?: string | undefined;
  readonly isWhole?: boolean | undefined;
}

/** A number as a person reads it, be it endless or none at all. */
export function shownValue(value: number, format: FigureFormat): string {
  if (Number.isFinite(value)) return inputText(value, format);
  return Number.isNaN(value) ? 'No number' : 'A number without end';
}

/** "outside 0 to 60 WTE". */
export function outsideWords({ lowest, highest, format = 'number', unit = '' }: Bounds): string {
  return `outside ${inputText(lowest, format)} to ${inputText(highest, format)}${unit === '' ? '' : /^\d/.test(unit) ? ` (${unit})` : ` ${unit}`}`;
}

/** What rounding alone may add to an end. */
const dustAt = (end: number): number => 1e-9 * Math.max(1, Math.abs(end));

/** Whether a range, or a number twice, lies within what may be; one that is no number does not. */
export const isWithin = (low: number, high: number, { lowest, highest }: Pick<Bounds, 'lowest' | 'highest'>): boolean =>
  low >= lowest - dustAt(lowest) && high <= highest + dustAt(highest);

/** The sentence for a number that is outside of what it may be, or not whole where only a whole one can be meant. */
export function numberFaults(path: string, label: string, value: number, bounds: Bounds): Impossible[] {
  const { lowest, highest, format = 'number', isWhole = false } = bounds;
  const shown = shownValue(value, format);
  if (!isWithin(value, value, bounds)) return [{ path, message: `${label}: ${shown} is ${outsideWords(bounds)}.` }];
  return isWhole && !Number.isInteger(value)
    ? [
        {
          path,
          message: `${label}: ${shown} is no whole number from ${inputText(lowest, format)} to ${inputText(highest, format)}.`,
        },
      ]
    : [];
}
