import type { Appraisal, Partner } from '../../../../shared/model/appraisal.ts';
import { inputText } from '../../../../shared/text/appraisal.ts';
import { basisFaults } from './given.ts';
import { numberFaults } from './impossible.ts';
import type { Impossible } from './impossible.ts';

/** A share of 1 in hundredths, with the places that it needs. */
const inHundredths = (share: number): string => inputText(Number(share.toFixed(6)), 'percent');

const tinyShare = 1e-6;

export function partnerFaults(appraisal: Appraisal, today: string): Impossible[] {
  const { partners } = appraisal;
  const each = partners.flatMap((partner, at) => onePartnerFaults(appraisal, partner, `partners.${at}`, today));
  // Shares that cannot be read add up to nothing that means anything.
  return each.some(({ path }) => path.endsWith('hare')) ? each : [...each, ...sumFaults(appraisal)];
}

function sumFaults({ partners, contribution }: Appraisal): Impossible[] {
  const sum = (of: (partner: Partner) => string) => partners.reduce((all, partner) => all + Number(of(partner)), 0);
  const share = sum(partner => partner.share);
  const benefit = sum(partner => partner.benefitShare);
  return [
    ...(Math.abs(share - 1) > tinyShare
      ? [
          {
            path: 'partners',
            message: `The fixed shares of the partners add up to ${inHundredths(share)}, not to ${inHundredths(1)}.`,
          },
        ]
      : []),
    ...(benefit > 1 + tinyShare
      ? [
          {
            path: 'partners',
            message: `The shares of the fiscal benefit add up to ${inHundredths(benefit)}, which is outside ${inHundredths(0)} to ${inHundredths(1)}.`,
          },
        ]
      : []),
    ...(contribution === 'benefit' && !(benefit > 0)
      ? [
          {
            path: 'contribution',
            message: 'Contributions by benefit need a partner who has a share of the benefit.',
          },
        ]
      : []),
  ];
}

/** A share as decimal text: "0.42". */
function shareFaults(path: string, label: string, text: string): Impossible[] {
  if (!/^-?\d+(\.\d{1,9})?$/.test(text))
    return [{ path, message: `${label}: "${text}" is no share from 0 to 1; one is written 0.42.` }];
  return numberFaults(path, label, Number(text), { lowest: 0, highest: 1, format: 'percent' });
}

const mostPounds = 10_000_000_000;
const mostWeight = 1_000_000;

function onePartnerFaults(
  { criteria, criterionGroups, districts }: Appraisal,
  partner: Partner,
  path: string,
  today: string,
): Impossible[] {
  const { name, standing } = partner;
  const strange = partner.districts.find(code => !districts.some(district => district.code === code));
  const pounds = (['budget', 'floor', 'cap'] as const).flatMap(member => {
    const label = { budget: 'Budget', floor: 'The least', cap: 'The most' }[member];
    const value = partner[member];
    return value === null
      ? []
      : numberFaults(
          `${path}.${member}`,
          `${label} that ${name} ${member === 'budget' ? 'has' : 'pays'} a year`,
          value,
          {
            lowest: 0,
            highest: mostPounds,
            format: 'money',
          },
        );
  });
  return [
    ...shareFaults(`${path}.share`, `Share of the cost of ${name}`, partner.share),
    ...shareFaults(`${path}.benefitShare`, `Share of the benefit of ${name}`, partner.benefitShare),
    ...pounds,
    ...weightFaults(`${path}.weights`, name, partner.weights, criteria, 'criteria'),
    ...weightFaults(`${path}.groupWeights`, name, partner.groupWeights, criterionGroups, 'groups of criteria'),
    ...(
      [
        ['share', 'share of the cost'],
        ['benefitShare', 'share of the benefit'],
        ['budget', 'budget'],
        ['weights', 'weights'],
      ] as const
    ).flatMap(([member, label]) =>
      basisFaults(standing[member].basis, `${path}.standing.${member}.basis`, `${name}, ${label}`, today),
    ),
    ...(strange === undefined
      ? []
      : [{ path: `${path}.districts`, message: `${name}: the appraisal has no district ${strange}.` }]),
  ];
}

function weightFaults(
  path: string,
  partner: string,
  weights: readonly number[],
  weighed: readonly { readonly name: string }[],
  what: string,
): Impossible[] {
  if (weights.length !== weighed.length)
    return [{ path, message: `${partner} needs a weight for each of the ${weighed.length} ${what}.` }];
  return weights.flatMap((weight, at) =>
    numberFaults(`${path}.${at}`, `Weight that ${partner} gives to ${weighed[at]!.name}`, weight, {
      lowest: 0,
      highest: mostWeight,
    }),
  );
}

export function bandFaults({ riskBands, partners }: Appraisal): Impossible[] {
  return riskBands.flatMap(({ bearer, upTo }, at) => [
    ...(upTo === null
      ? []
      : numberFaults(`riskBands.${at}.upTo`, 'End of a band of an overspend', upTo, {
          lowest: 0.01,
          highest: mostPounds,
          format: 'money',
        })),
    ...(bearer === null || partners.some(partner => partner.id === bearer)
      ? []
      : [
          {
            path: `riskBands.${at}.bearer`,
            message: `The partner "${bearer}" bears a part of an overspend but is no partner. Choose another one, or all by their shares.`,
          },
        ]),
  ]);
}
