import { formatCount } from '../../../shared/text/format.ts';

/** What the page of returns is headed by: first what is to be put right, then what only a person can answer. */
export function dataHeading({
  batches,
  aside,
  questions,
}: {
  readonly batches: number;
  /** Rows set aside and not yet put right. */
  readonly aside: number;
  /** Open questions about what came; null until they are known. */
  readonly questions: number | null;
}): string {
  if (batches === 0) return 'Bring in the first return';
  const open = questions ? `${formatCount(questions, 'question')} to ask about what came` : null;
  if (aside > 0) return `${formatCount(aside, 'row')} to put right${open ? `, ${open}` : ''}`;
  if (open) return open.charAt(0).toUpperCase() + open.slice(1);
  return questions === null ? 'What came in' : 'Every row is in';
}
