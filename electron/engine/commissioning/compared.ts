import { FaultError } from '../../../shared/contract/fault.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';

/** Places of two options that are compared, by their ids. Fault invalid-input where one is not there, or both are one. */
export function comparedPlaces({ options }: Appraisal, compare: readonly [string, string]): [number, number] {
  const [of, against] = compare.map(id => options.findIndex(option => option.id === id)) as [number, number];
  const missing = [of, against].indexOf(-1);
  if (missing >= 0)
    throw new FaultError('invalid-input', `The appraisal has no option "${compare[missing]}".`, `compare.${missing}`);
  if (of === against)
    throw new FaultError(
      'invalid-input',
      `${options[of]!.name} is compared with itself. Choose another option to compare it with.`,
      'compare.1',
    );
  return [of, against];
}
