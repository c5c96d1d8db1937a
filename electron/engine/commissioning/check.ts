import { FaultError } from '../../../shared/contract/fault.ts';
import { currentModelVersion } from '../../../shared/model/appraisal.ts';
import type { Appraisal, InputValues } from '../../../shared/model/appraisal.ts';
import { distributionFault } from '../statistics/distributions.ts';
import type { Model } from './inputs.ts';

/** What hangs together in an appraisal beyond its form. Fault invalid-input with the path of the first thing that does not. */
export function checkAppraisal(appraisal: Appraisal, model: Model): void {
  const fault = (path: string, message: string): never => {
    throw new FaultError('invalid-input', message, `appraisal.${path}`);
  };
  const unique = (ids: readonly string[], path: string, what: string) => {
    const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
    if (twice >= 0) fault(`${path}.${twice}`, `Two ${what} have the id "${ids[twice]}".`);
  };
  if (appraisal.modelVersion !== currentModelVersion)
    fault(
      'modelVersion',
      `This appraisal is of model ${appraisal.modelVersion}; this application computes with model ${currentModelVersion}. Open it where it was saved.`,
    );
  const codes = appraisal.districts.map(district => district.code);
  unique(codes, 'districts', 'districts');
  unique(
    appraisal.options.map(option => option.id),
    'options',
    'options',
  );
  unique(
    appraisal.partners.map(partner => partner.id),
    'partners',
    'partners',
  );
  unique(
    appraisal.criteria.map(criterion => criterion.id),
    'criteria',
    'criteria',
  );
  const groups = appraisal.criterionGroups;
  unique(
    groups.map(group => group.id),
    'criterionGroups',
    'groups of criteria',
  );
  const groupOf = new Map(groups.map(group => [group.id, group]));
  for (const [at, group] of groups.entries()) {
    if (group.parent !== null && !groupOf.has(group.parent))
      fault(`criterionGroups.${at}.parent`, `${group.name}: there is no group of criteria "${group.parent}".`);
    const above = new Set<string>();
    for (let id = group.parent; id !== null && !above.has(id); id = groupOf.get(id)?.parent ?? null) above.add(id);
    if (above.has(group.id))
      fault(`criterionGroups.${at}.parent`, `${group.name} is in itself. Choose another group, or none, for it.`);
  }
  for (const [at, criterion] of appraisal.criteria.entries())
    if (criterion.group !== null && !groupOf.has(criterion.group))
      fault(`criteria.${at}.group`, `${criterion.name}: there is no group of criteria "${criterion.group}".`);
  const inputs = (values: InputValues, path: string) => {
    for (const [id, value] of Object.entries(values)) {
      const known = model.slots.get(id);
      if (known === undefined) fault(`${path}.${id}`, `The model has no input "${id}".`);
      const wrong = distributionFault(value.distribution);
      if (wrong) fault(`${path}.${id}.distribution.${wrong.field}`, `${model.inputs[known!]!.label}: ${wrong.message}`);
    }
  };
  inputs(appraisal.inputs, 'inputs');
  for (const [at, option] of appraisal.options.entries()) {
    const path = `options.${at}`;
    inputs(option.inputs, `${path}.inputs`);
    unique(
      option.contracts.map(contract => contract.id),
      `${path}.contracts`,
      'contracts',
    );
    const held = new Set<string>();
    for (const [k, contract] of option.contracts.entries()) {
      inputs(contract.inputs, `${path}.contracts.${k}.inputs`);
      for (const code of contract.districts) {
        if (!codes.includes(code))
          fault(`${path}.contracts.${k}.districts`, `${option.name}: the appraisal has no district ${code}.`);
        if (held.has(code))
          fault(`${path}.contracts.${k}.districts`, `${option.name}: ${nameOf(code)} is in two contracts.`);
        held.add(code);
      }
    }
    const left = codes.find(code => !held.has(code));
    if (left !== undefined) fault(`${path}.contracts`, `${option.name}: ${nameOf(left)} is in no contract.`);
  }
  for (const [at, correlation] of appraisal.correlations.entries())
    for (const end of ['a', 'b'] as const)
      if (!model.slots.has(correlation[end]))
        fault(`correlations.${at}.${end}`, `The model has no input "${correlation[end]}".`);
  const share = appraisal.partners.reduce((sum, partner) => sum + Number(partner.share), 0);
  if (Math.abs(share - 1) > 1e-6)
    fault('partners', `The fixed shares of the partners add up to ${share.toFixed(4)}, not to 1.`);
  const benefit = appraisal.partners.reduce((sum, partner) => sum + Number(partner.benefitShare), 0);
  if (benefit > 1 + 1e-6) fault('partners', 'The shares of the fiscal benefit add up to more than 1.');
  if (appraisal.contribution === 'benefit' && !(benefit > 0))
    fault('contribution', 'Contributions by benefit need a partner who has a share of the benefit.');
  for (const [at, partner] of appraisal.partners.entries()) {
    if (partner.weights.length !== appraisal.criteria.length)
      fault(
        `partners.${at}.weights`,
        `${partner.name} needs a weight for each of the ${appraisal.criteria.length} criteria.`,
      );
    if (partner.groupWeights.length !== groups.length)
      fault(
        `partners.${at}.groupWeights`,
        `${partner.name} needs a weight for each of the ${groups.length} groups of criteria.`,
      );
    const strange = partner.districts.find(code => !codes.includes(code));
    if (strange !== undefined)
      fault(`partners.${at}.districts`, `${partner.name}: the appraisal has no district ${strange}.`);
  }
  for (const [at, { bearer }] of appraisal.riskBands.entries())
    if (bearer !== null && !appraisal.partners.some(partner => partner.id === bearer))
      fault(
        `riskBands.${at}.bearer`,
        `The partner "${bearer}" bears a part of an overspend but is no partner. Choose another one, or all by their shares.`,
      );

  function nameOf(code: string): string {
    return appraisal.districts.find(district => district.code === code)?.name ?? code;
  }
}
