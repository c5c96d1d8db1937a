import { comparable } from '../cells.ts';
import type { ReturnColumn } from '../return-types.ts';
import type { Reader, ReaderSetting } from './reader.ts';
import { remembered } from './remembered.ts';

const wordsForYesAndNo = { y: 'yes', n: 'no', true: 'yes', false: 'no', 1: 'yes', 0: 'no' } as const;

type CodeList = readonly (readonly [code: string, label: string])[];

/** The code behind each word, as words are compared. Where two say the same, the later one here counts. */
function codesByWord(column: ReturnColumn, list: CodeList): ReadonlyMap<string, string> {
  return new Map([
    ...list.map(([code, label]) => [comparable(label), code] as const),
    ...list.map(([code]) => [comparable(code), code] as const),
    ...(column.list === 'yes_no' ? Object.entries(wordsForYesAndNo) : []),
    ...Object.entries(column.synonyms ?? {}),
  ]);
}

/** A member of a code list, by its code, its label or another word for it. */
export function codeReader({ column, at, target, state, lists }: ReaderSetting): Reader {
  const list = lists[column.list ?? ''] ?? [];
  const codes = codesByWord(column, list);
  const read = remembered((cell: string) => codes.get(comparable(cell)) ?? null);
  const expected =
    list.length <= 8 ? `one of ${list.map(([code]) => code).join(', ')}` : `a code of the list “${column.label}”`;
  return cell => {
    const code = read(cell);
    if (code !== null) return state.set(target, code);
    const near = state.hint(cell, () => list.flat());
    const advice = near && state.mayKeep(cell) ? `Did you mean “${near}”?` : `Use ${expected}.`;
    state.find(at, cell, expected, 'not-in-list', `This is not in the list. ${advice}`);
  };
}

/** Words of a publisher's own list, kept as they stand. */
export function textReader({ at, target, state }: ReaderSetting): Reader {
  return cell => {
    if (cell.length > 160)
      return state.find(
        at,
        cell,
        'a few words',
        'unreadable-text',
        'This is longer than any value of the published list.',
      );
    state.set(target, cell);
  };
}
