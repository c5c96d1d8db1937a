import { formatCount } from './format.ts';

/** How the returns of a quarter, and those around it, are told. Names are those of agencies. */
interface Returns {
  readonly late: readonly string[];
  readonly asked: readonly string[];
  readonly questions: readonly string[];
  /** "NHS health services for 2025/26 Q1": what is past its due day after the quarter, and before it. */
  readonly overdue: { readonly of: readonly string[] } | null;
  readonly missing: readonly string[];
}

/** What came of a quarter and is not known to be all; empty where nothing did. */
export const askedWords = ({ asked }: Pick<Returns, 'asked'>): readonly string[] =>
  asked.length === 0 ? [] : [`Came, to be asked whether it is all: ${asked.join(', ')}.`];

/** What is past due after the quarter that is shown. */
export const overdueWords = ({ overdue }: Pick<Returns, 'overdue'>): readonly string[] =>
  overdue === null ? [] : [`Overdue: ${overdue.of.join('; ')}.`];

/** What of earlier quarters is not in, and what is asked about any that are. */
export function openWords({
  asked,
  missing,
  questions,
}: Pick<Returns, 'asked' | 'missing' | 'questions'>): readonly string[] {
  return [
    ...(missing.length > 0 ? [`Never came: ${missing.join('; ')}.`] : []),
    ...(questions.length > 0 && asked.length === 0
      ? [
          `${formatCount(questions.length, 'question is', 'questions are')} open about returns that came: ${questions.join(' ')}`,
        ]
      : []),
  ];
}

/** Whether all that is due for a quarter came, in one line; `late` are named by the caller's list. */
export function returnsTitle(
  period: string,
  {
    due,
    late,
    asked,
    questions,
    overdue,
  }: Pick<Returns, 'late' | 'asked' | 'questions'> & {
    readonly due: number;
    readonly overdue: { readonly label: string } | null;
  },
  listed: (names: readonly string[]) => string,
): string {
  if (late.length > 0) return `Waiting for ${listed(late)} for ${period}`;
  if (due === 0) return `No return is due for ${period}`;
  const later = overdue === null ? '' : `; ${overdue.label} overdue`;
  if (asked.length > 0) return `What came from ${listed(asked)} for ${period} is to be asked about${later}`;
  if (questions.length > 0)
    return `What is due for ${period} came; ${formatCount(questions.length, 'question is', 'questions are')} open about returns${later}`;
  return `Every return that is due for ${period} is in${later}`;
}
