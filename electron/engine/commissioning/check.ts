import { FaultError } from '../../../shared/contract/fault.ts';
import { currentModelVersion } from '../../../shared/model/appraisal.ts';
import type { Appraisal, Distribution, InputValues } from '../../../shared/model/appraisal.ts';
import { inputText } from '../../../shared/text/appraisal.ts';
import { distributionFault } from '../statistics/distributions.ts';
import type { Model, ModelInput } from './inputs.ts';

/** Something that cannot be meant: where it stands, and a sentence for the person. */
interface Found {
  readonly path: string;
  readonly message: string;
}

/** More sentences than these are counted. */
const mostTold = 8;

/**
 * What hangs together in an appraisal beyond its form. Fault invalid-input with the path of the first thing that does not, and
 * a sentence for each.
 */
export function checkAppraisal(appraisal: Appraisal, model: Model): void {
  const found = [
    ...versionFaults(appraisal),
    ...yearFaults(appraisal),
    ...idFaults(appraisal),
    ...criteriaFaults(appraisal),
    ...inputSetsOf(appraisal).flatMap(set => inputFaults(set, model)),
    ...appraisal.options.flatMap((_, at) => contractFaults(appraisal, at)),
    ...correlationFaults(appraisal, model),
    ...partnerFaults(appraisal),
    ...bandFaults(appraisal),
  ];
  const [first] = found;
  if (!first) return;
  const told = [...new Set(found.map(({ message }) => message))];
  const more = told.length > mostTold ? [`${told.length - mostTold} more cannot be meant either.`] : [];
  throw new FaultError('invalid-input', [...told.slice(0, mostTold), ...more].join(' '), `appraisal.${first.path}`);
}

function versionFaults({ modelVersion }: Appraisal): Found[] {
  return modelVersion === currentModelVersion
    ? []
    : [
        {
          path: 'modelVersion',
          message: `This appraisal is of model ${modelVersion}; this application computes with model ${currentModelVersion}. Open it where it was saved.`,
        },
      ];
}

/** A financial year runs into the next: 2018/19. */
function yearFaults(appraisal: Appraisal): Found[] {
  return (
    [
      ['firstYear', 'First year'],
      ['priceBase', 'Price base'],
    ] as const
  ).flatMap(([path, label]) => {
    const text = appraisal[path];
    const year = Number(text.slice(0, 4));
    const written = `${year}/${String((year + 1) % 100).padStart(2, '0')}`;
    if (text !== written)
      return [{ path, message: `${label}: ${text} is no financial year; a year is written ${written}.` }];
    return year >= 1996 && year <= 2100 ? [] : [{ path, message: `${label}: ${text} is outside 1996/97 to 2100/01.` }];
  });
}

function repeated(ids: readonly string[], path: string, what: string): Found[] {
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  return twice < 0 ? [] : [{ path: `${path}.${twice}`, message: `Two ${what} have the id "${ids[twice]}".` }];
}

function idFaults({ districts, options, partners, criteria, criterionGroups }: Appraisal): Found[] {
  const ids = (list: readonly { readonly id: string }[]) => list.map(one => one.id);
  return [
    ...repeated(
      districts.map(district => district.code),
      'districts',
      'districts',
    ),
    ...repeated(ids(options), 'options', 'options'),
    ...options.flatMap((option, at) => repeated(ids(option.contracts), `options.${at}.contracts`, 'contracts')),
    ...repeated(ids(partners), 'partners', 'partners'),
    ...repeated(ids(criteria), 'criteria', 'criteria'),
    ...repeated(ids(criterionGroups), 'criterionGroups', 'groups of criteria'),
  ];
}

function criteriaFaults({ criteria, criterionGroups: groups }: Appraisal): Found[] {
  const groupOf = new Map(groups.map(group => [group.id, group]));
  const isInItself = (id: string): boolean => {
    const above = new Set<string>();
    let up = groupOf.get(id)?.parent ?? null;
    while (up !== null && !above.has(up)) {
      above.add(up);
      up = groupOf.get(up)?.parent ?? null;
    }
    return above.has(id);
  };
  return [
    ...groups.flatMap((group, at): Found[] => {
      const path = `criterionGroups.${at}.parent`;
      if (group.parent !== null && !groupOf.has(group.parent))
        return [{ path, message: `${group.name}: there is no group of criteria "${group.parent}".` }];
      return isInItself(group.id)
        ? [{ path, message: `${group.name} is in itself. Choose another group, or none, for it.` }]
        : [];
    }),
    ...criteria.flatMap((criterion, at) =>
      criterion.group === null || groupOf.has(criterion.group)
        ? []
        : [
            {
              path: `criteria.${at}.group`,
              message: `${criterion.name}: there is no group of criteria "${criterion.group}".`,
            },
          ],
    ),
  ];
}

/** A set of inputs, with whose it is. */
interface InputSet {
  readonly inputs: InputValues;
  readonly path: string;
  readonly of: string;
}

function inputSetsOf({ inputs, options }: Appraisal): InputSet[] {
  return [
    { inputs, path: 'inputs', of: '' },
    ...options.flatMap((option, at): InputSet[] => [
      { inputs: option.inputs, path: `options.${at}.inputs`, of: ` of ${option.name}` },
      ...option.contracts.map((contract, k) => ({
        inputs: contract.inputs,
        path: `options.${at}.contracts.${k}.inputs`,
        of: ` of ${option.name}, ${contract.name}`,
      })),
    ]),
  ];
}

/** The numbers that a person would name of a distribution, lowest and highest. */
function endsOf(distribution: Distribution): readonly [number, number] {
  switch (distribution.kind) {
    case 'point':
      return [distribution.value, distribution.value];
    case 'triangular':
    case 'pert':
      return [distribution.minimum, distribution.maximum];
    case 'empirical':
    case 'discrete':
      return [Math.min(...distribution.values), Math.max(...distribution.values)];
    default:
      return [distribution.low, distribution.high];
  }
}

const isYesOrNo = (input: ModelInput): boolean => input.whole && input.lowest === 0 && input.highest === 1;

function rangeFault(input: ModelInput, distribution: Distribution): string | null {
  const [low, high] = endsOf(distribution);
  const dust = 1e-9 * Math.max(1, Math.abs(input.highest));
  if (low >= input.lowest - dust && high <= input.highest + dust) return null;
  const shown = (value: number) => inputText(value, input.format);
  const given = low === high ? `${shown(low)} is` : `${shown(low)} to ${shown(high)} is`;
  const unit = input.format === 'percent' || input.format === 'money' || isYesOrNo(input) ? '' : ` ${input.unit}`;
  return `${given} outside ${shown(input.lowest)} to ${shown(input.highest)}${unit}.`;
}

function inputFaults({ inputs, path, of }: InputSet, model: Model): Found[] {
  return Object.entries(inputs).flatMap(([id, value]): Found[] => {
    const slot = model.slots.get(id);
    if (slot === undefined) return [{ path: `${path}.${id}`, message: `The model has no input "${id}".` }];
    const input = model.inputs[slot]!;
    const wrong = distributionFault(value.distribution);
    if (wrong)
      return [{ path: `${path}.${id}.distribution.${wrong.field}`, message: `${input.label}${of}: ${wrong.message}` }];
    const outside = rangeFault(input, value.distribution);
    return outside ? [{ path: `${path}.${id}.distribution`, message: `${input.label}${of}: ${outside}` }] : [];
  });
}

function contractFaults(appraisal: Appraisal, at: number): Found[] {
  const option = appraisal.options[at]!;
  const path = `options.${at}.contracts`;
  const nameOf = (code: string) => appraisal.districts.find(district => district.code === code)?.name ?? code;
  const codes = appraisal.districts.map(district => district.code);
  const held = option.contracts.flatMap(contract => contract.districts);
  if (held.length === 0) return [{ path, message: `${option.name}: no district is in any contract.` }];
  const left = codes.filter(code => !held.includes(code));
  return [
    ...option.contracts.flatMap((contract, k): Found[] => {
      const here = `${path}.${k}`;
      const strange = [...contract.districts, ...contract.bases].find(code => !codes.includes(code));
      const twice = contract.districts.find(code => held.indexOf(code) !== held.lastIndexOf(code));
      return [
        ...(contract.districts.length === 0
          ? [{ path: `${here}.districts`, message: `${option.name}, ${contract.name}: this contract has no district.` }]
          : []),
        ...(strange === undefined
          ? []
          : [{ path: `${here}.districts`, message: `${option.name}: the appraisal has no district ${strange}.` }]),
        ...(twice === undefined
          ? []
          : [{ path: `${here}.districts`, message: `${option.name}: ${nameOf(twice)} is in two contracts.` }]),
      ];
    }),
    ...(left.length > 0
      ? [
          {
            path,
            message: `${option.name}: ${left.map(nameOf).join(', ')} ${left.length === 1 ? 'is' : 'are'} in no contract.`,
          },
        ]
      : []),
  ];
}

function correlationFaults({ correlations }: Appraisal, model: Model): Found[] {
  return correlations.flatMap((correlation, at) =>
    (['a', 'b'] as const).flatMap(end =>
      model.slots.has(correlation[end])
        ? []
        : [{ path: `correlations.${at}.${end}`, message: `The model has no input "${correlation[end]}".` }],
    ),
  );
}

function partnerFaults({ partners, criteria, criterionGroups, contribution, districts }: Appraisal): Found[] {
  const sum = (of: (partner: Appraisal['partners'][number]) => string) =>
    partners.reduce((all, partner) => all + Number(of(partner)), 0);
  const share = sum(partner => partner.share);
  const benefit = sum(partner => partner.benefitShare);
  const codes = districts.map(district => district.code);
  return [
    ...(Math.abs(share - 1) > 1e-6
      ? [
          {
            path: 'partners',
            message: `The fixed shares of the partners add up to ${share.toFixed(4)}, not to 1.`,
          },
        ]
      : []),
    ...(benefit > 1 + 1e-6
      ? [{ path: 'partners', message: 'The shares of the fiscal benefit add up to more than 1.' }]
      : []),
    ...(contribution === 'benefit' && !(benefit > 0)
      ? [
          {
            path: 'contribution',
            message: 'Contributions by benefit need a partner who has a share of the benefit.',
          },
        ]
      : []),
    ...partners.flatMap((partner, at): Found[] => {
      const strange = partner.districts.find(code => !codes.includes(code));
      return [
        ...(partner.weights.length === criteria.length
          ? []
          : [
              {
                path: `partners.${at}.weights`,
                message: `${partner.name} needs a weight for each of the ${criteria.length} criteria.`,
              },
            ]),
        ...(partner.groupWeights.length === criterionGroups.length
          ? []
          : [
              {
                path: `partners.${at}.groupWeights`,
                message: `${partner.name} needs a weight for each of the ${criterionGroups.length} groups of criteria.`,
              },
            ]),
        ...(strange === undefined
          ? []
          : [
              {
                path: `partners.${at}.districts`,
                message: `${partner.name}: the appraisal has no district ${strange}.`,
              },
            ]),
      ];
    }),
  ];
}

function bandFaults({ riskBands, partners }: Appraisal): Found[] {
  return riskBands.flatMap(({ bearer }, at) =>
    bearer === null || partners.some(partner => partner.id === bearer)
      ? []
      : [
          {
            path: `riskBands.${at}.bearer`,
            message: `The partner "${bearer}" bears a part of an overspend but is no partner. Choose another one, or all by their shares.`,
          },
        ],
  );
}
