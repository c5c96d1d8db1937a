import { FaultError } from '../../../shared/contract/fault.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { contractFaults } from './check/contracts.ts';
import { criteriaFaults } from './check/criteria.ts';
import { idFaults, needFaults, versionFaults, yearFaults } from './check/document.ts';
import { needBasisFaults } from './check/given.ts';
import { inputFaults } from './check/inputs.ts';
import { bandFaults, partnerFaults } from './check/partners.ts';
import type { Model } from './inputs.ts';

/** No day is after this one. */
const lastDay = '9999-12-31';

/** More sentences than these are counted. */
const mostTold = 8;

/**
 * What can be meant in an appraisal beyond its form: every number in its range, and what hangs together. Fault invalid-input
 * with the path of the first thing that cannot, and a sentence for each, with its name and range.
 * @param today ISO date after which nobody can have given anything; without it the clock is not asked
 */
export function checkAppraisal(appraisal: Appraisal, model: Model, today = lastDay): void {
  const found = [
    ...versionFaults(appraisal),
    ...yearFaults(appraisal),
    ...idFaults(appraisal),
    ...needFaults(appraisal),
    ...needBasisFaults(appraisal, today),
    ...criteriaFaults(appraisal),
    ...inputFaults(appraisal, model, today),
    ...contractFaults(appraisal),
    ...partnerFaults(appraisal, today),
    ...bandFaults(appraisal),
  ];
  const [first] = found;
  if (!first) return;
  const told = [...new Set(found.map(({ message }) => message))];
  const more = told.length > mostTold ? [`${told.length - mostTold} more cannot be meant either.`] : [];
  throw new FaultError('invalid-input', [...told.slice(0, mostTold), ...more].join(' '), `appraisal.${first.path}`);
}
