import type { Appraisal, AppraisalOption } from '../../../../shared/model/appraisal.ts';
import { listed } from '../../../../shared/text/appraisal.ts';
import type { Impossible } from './impossible.ts';

/** Each district is in exactly one contract of an option, once. */
export function contractFaults(appraisal: Appraisal): Impossible[] {
  return appraisal.options.flatMap((option, at) => optionFaults(appraisal, option, `options.${at}.contracts`));
}

function optionFaults({ districts }: Appraisal, option: AppraisalOption, path: string): Impossible[] {
  const { contracts, name } = option;
  const nameOf = (code: string) => districts.find(district => district.code === code)?.name ?? code;
  const codes = new Set(districts.map(district => district.code));
  const held = contracts.flatMap(contract => contract.districts);
  if (held.length === 0) return [{ path, message: `${name}: no district is in any contract.` }];
  const left = districts.filter(district => !held.includes(district.code));
  return [
    ...contracts.flatMap((contract, k): Impossible[] => {
      const of = `${name}, ${contract.name}`;
      const own = new Set(contract.districts);
      const strange = (list: readonly string[], member: string): Impossible[] => {
        const code = list.find(one => !codes.has(one));
        return code === undefined
          ? []
          : [{ path: `${path}.${k}.${member}`, message: `${of}: the appraisal has no district ${code}.` }];
      };
      const here = `${path}.${k}.districts`;
      const twice = contract.districts.find((code, place) => contract.districts.indexOf(code) !== place);
      const shared = contracts.find((other, j) => j < k && other.districts.some(code => own.has(code)));
      return [
        ...(contract.districts.length === 0 ? [{ path: here, message: `${of}: this contract has no district.` }] : []),
        ...strange(contract.districts, 'districts'),
        ...strange(contract.bases, 'bases'),
        ...(twice === undefined ? [] : [{ path: here, message: `${of}: ${nameOf(twice)} is in this contract twice.` }]),
        ...(shared
          ? [
              {
                path: here,
                message: `${name}: ${listed(shared.districts.filter((code, place) => own.has(code) && shared.districts.indexOf(code) === place).map(nameOf))} is in two contracts, ${shared.name} and ${contract.name}.`,
              },
            ]
          : []),
      ];
    }),
    ...(left.length > 0
      ? [
          {
            path,
            message: `${name}: ${listed(left.map(district => district.name))} ${left.length === 1 ? 'is' : 'are'} in no contract.`,
          },
        ]
      : []),
  ];
}
