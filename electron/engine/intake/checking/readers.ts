import type { ReturnColumn } from '../return-types.ts';
import { dateReader, datetimeReader } from './date-readers.ts';
import { coordinateReader, numberReader, publishedNumberReader } from './number-readers.ts';
import type { Reader, ReaderSetting } from './reader.ts';
import type { RowLayout } from './row-layout.ts';
import { codeReader, textReader } from './word-readers.ts';

/** A reader for each kind of column; none for what is read elsewhere (references, places) or never kept. */
const makers: Readonly<Record<ReturnColumn['type'], ((setting: ReaderSetting) => Reader) | null>> = {
  identifier: null,
  date: dateReader,
  month: dateReader,
  datetime: datetimeReader,
  integer: numberReader,
  number: numberReader,
  'published-number': publishedNumberReader,
  code: codeReader,
  text: textReader,
  area: null,
  longitude: coordinateReader,
  latitude: coordinateReader,
  postcode: null,
  'free-text': null,
  ignored: null,
};

/** The reader of each column of the type. */
export function readersOf(
  { match, targets }: RowLayout,
  given: Pick<ReaderSetting, 'state' | 'lists' | 'now'>,
): readonly (Reader | null)[] {
  return match.type.columns.map((column, at) => {
    const target = column.target ? targets.indexOf(column.target) : -1;
    return makers[column.type]?.({ ...given, column, at, target }) ?? null;
  });
}
