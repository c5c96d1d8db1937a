import * as v from 'valibot';
import { FaultError } from '../../../shared/contract/fault.ts';

/** What the inputs of methods are made of, with the sentence that a person reads where one does not fit. */
export const finite = v.pipe(v.number('Expected a number.'), v.finite('Expected a finite number.'));
export const notNegative = v.pipe(finite, v.minValue(0, 'Expected 0 or more.'));
export const positive = v.pipe(finite, v.gtValue(0, 'Expected more than 0.'));

/** Confidence of an interval, 0.95 when it is not given. */
export const level = v.optional(
  v.pipe(
    finite,
    v.gtValue(0, 'Expected a level above 0, such as 0.95.'),
    v.ltValue(1, 'Expected a level below 1, such as 0.95.'),
  ),
  0.95,
);

/** A list with something in it, and no more than `longest`. */
export const listOf = <const S extends v.GenericSchema>(entry: S, longest: number) =>
  v.pipe(v.array(entry, 'Expected a list.'), v.minLength(1, 'Expected at least one.'), v.maxLength(longest));

/** Refuses an input for what no schema says of it. Fault: invalid-input, with the place. */
export const refuse = (message: string, at: string): never => {
  throw new FaultError('invalid-input', message, `input.${at}`);
};
