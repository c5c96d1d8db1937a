import { readInteger, readNumber } from '../cells.ts';
import type { Reading } from '../cells.ts';
import type { Reader, ReaderSetting } from './reader.ts';
import { remembered } from './remembered.ts';
import { symbols } from './symbols.ts';

function rangeText(minimum: number, maximum: number): string {
  if (minimum === -Infinity) return `at most ${maximum}`;
  return maximum === Infinity ? `${minimum} or more` : `${minimum} to ${maximum}`;
}

/** A number, whole or not, in the range of its column. */
export function numberReader({ column, at, target, state }: ReaderSetting): Reader {
  const isWhole = column.type === 'integer';
  const read: (cell: string) => Reading<number> = remembered(isWhole ? readInteger : readNumber);
  const minimum = typeof column.minimum === 'number' ? column.minimum : -Infinity;
  const maximum = typeof column.maximum === 'number' ? column.maximum : Infinity;
  const range = rangeText(minimum, maximum);
  const form = isWhole ? 'a whole number' : 'a number';
  const isText = column.target === 'year';
  return cell => {
    const number = read(cell);
    if ('wrong' in number) return state.find(at, cell, form, 'not-a-number', `${number.wrong} Write digits only.`);
    if (number.value < minimum || number.value > maximum)
      return state.find(at, cell, range, 'out-of-range', `This is outside the range ${range}.`);
    state.parsed[at] = number.value;
    state.set(target, isText ? String(number.value) : number.value);
  };
}

/** A number of a publisher, or the symbol that stands in its place. */
export function publishedNumberReader({ at, target, state }: ReaderSetting): Reader {
  return cell => {
    if (symbols[cell.toLowerCase()]) return state.set(target, null);
    const number = readNumber(cell);
    if ('wrong' in number)
      return state.find(
        at,
        cell,
        'a number, or c, x, u or z',
        'not-a-number',
        `${number.wrong} The publisher writes a number or one of c, x, u and z.`,
      );
    state.parsed[at] = number.value;
    state.set(target, number.value);
  };
}

/** Longitude or latitude in degrees, within Great Britain. It fills no target: exact points are not kept. */
export function coordinateReader({ column, at, state }: ReaderSetting): Reader {
  const [least, most] = column.type === 'longitude' ? [-9, 3] : [49, 61];
  return cell => {
    const number = readNumber(cell);
    if ('wrong' in number)
      return state.find(at, cell, 'degrees', 'not-a-number', 'This is not a coordinate in degrees.');
    if (number.value < least || number.value > most)
      return state.find(
        at,
        cell,
        `${least} to ${most} degrees`,
        'out-of-range',
        'This coordinate is not in Great Britain.',
      );
    state.parsed[at] = number.value;
  };
}
