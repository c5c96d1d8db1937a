import { actionStates } from '../../../shared/contract/action-plan.ts';
import type { ActionLine, ActionState, PlannedAction } from '../../../shared/contract/action-plan.ts';
import { themes } from '../../../shared/model/framework.ts';
import type { Theme } from '../../../shared/model/framework.ts';
import { actionStateLabels } from '../../../shared/text/action-plan.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { formatDate } from '../../../shared/text/format.ts';

/** What the list is narrowed to; the plain state of the page. */
export interface PlanFilter {
  readonly text: string;
  readonly state: 'all' | 'to-do' | ActionState;
  readonly theme: 'all' | 'none' | Theme;
  readonly late: boolean;
}

export const wholePlan: PlanFilter = { text: '', state: 'all', theme: 'all', late: false };

export const newLine: ActionLine = {
  kind: 'action',
  text: '',
  theme: null,
  indicator: null,
  owner: '',
  due: null,
  state: 'open',
  note: '',
};

export const isToDo = ({ state }: ActionLine): boolean => state === 'open' || state === 'under-way';

/** A filter out of a route, whatever stands there. */
export function readFilter(given: unknown): PlanFilter {
  const { text, state, theme, late } = (given ?? {}) as Record<string, unknown>;
  const oneOf = <T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T =>
    allowed.find(one => one === value) ?? otherwise;
  return {
    text: typeof text === 'string' ? text : '',
    state: oneOf(state, ['all', 'to-do', ...actionStates], 'all'),
    theme: oneOf(theme, ['all', 'none', ...themes], 'all'),
    late: late === true,
  };
}

/** The lines that a filter leaves, in their order. Words are found wherever they stand in a line, in any order. */
export function matchingLines(plan: readonly PlannedAction[], filter: PlanFilter): readonly PlannedAction[] {
  const wanted = filter.text.toLocaleLowerCase('en-GB').split(/\s+/).filter(Boolean);
  return plan.filter(line => {
    if (filter.late && !line.late) return false;
    if (filter.state === 'to-do' ? !isToDo(line) : filter.state !== 'all' && line.state !== filter.state) return false;
    if (filter.theme !== 'all' && (line.theme ?? 'none') !== filter.theme) return false;
    const words = [
      line.reference,
      line.text,
      line.owner,
      line.note,
      line.indicator,
      line.theme && themeLabels[line.theme],
      line.origin?.briefing,
      line.origin?.slideTitle,
    ]
      .filter(Boolean)
      .join(' ')
      .toLocaleLowerCase('en-GB');
    return wanted.every(word => words.includes(word));
  });
}

/** What a person set of a line, without what the application knows of it. */
export const setOf = ({ kind, text, theme, indicator, owner, due, state, note }: ActionLine): ActionLine => ({
  kind,
  text,
  theme,
  indicator,
  owner,
  due,
  state,
  note,
});

/** What differs between two versions of a line, one sentence each. */
export function changesOfLine(before: ActionLine, after: ActionLine): readonly string[] {
  const kinds = { decision: 'decision', action: 'action' } as const;
  const told = (label: string, was: string, is: string): readonly string[] =>
    was === is ? [] : [`${label}: ${was || 'nothing'} → ${is || 'nothing'}`];
  const day = (due: string | null) => (due ? formatDate(due) : 'no day');
  return [
    ...told('State', actionStateLabels[before.state], actionStateLabels[after.state]),
    ...told('Due', day(before.due), day(after.due)),
    ...told('Owner', before.owner, after.owner),
    ...told('What', before.text, after.text),
    ...told('Kind', kinds[before.kind], kinds[after.kind]),
    ...told(
      'Theme',
      before.theme ? themeLabels[before.theme] : 'none',
      after.theme ? themeLabels[after.theme] : 'none',
    ),
    ...told('Indicator', before.indicator ?? '', after.indicator ?? ''),
    ...told('Note', before.note, after.note),
  ];
}
