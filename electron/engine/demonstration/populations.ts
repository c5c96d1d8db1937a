import type { Gazetteer } from '../areas/gazetteer.ts';

/** Residents of a district by year, age and sex. */
export interface Residents {
  readonly district: string;
  readonly year: number;
  readonly age: number;
  readonly sex: 'female' | 'male';
  readonly persons: number;
}

/** Share of males: 51.2 % of those born, falling as women live longer. */
const maleShare = (age: number) =>
  age < 25 ? 0.512 : 0.502 - 0.0000205 * (age - 25) ** 2.0 - (age >= 75 ? 0.004 * (age - 75) : 0);

/**
 * Synthetic residents at mid-2014 to mid-2017: the ages of mid-2019, scaled by the published change of children aged 0
 * to 17 in the authority, and by a third of a per cent a year for adults.
 */
export function populationsOf(gazetteer: Gazetteer): readonly Residents[] {
  const authority = new Map(gazetteer.areas.filter(a => a.level === 'district').map(a => [a.code, a.authority!]));
  const children = new Map(gazetteer.childrenByYear.map(c => [`${c.authority} ${c.year}`, c.children0to17]));
  return [2014, 2015, 2016, 2017].flatMap(year =>
    gazetteer.districtAges.flatMap(({ district, age, persons }): Residents[] => {
      const of = (y: number) => children.get(`${authority.get(district)!} ${y}`)!;
      const total = Math.round(persons * (age <= 17 ? of(year) / of(2019) : 1 - (2019 - year) / 300));
      const male = Math.round(total * maleShare(age));
      return [
        { district, year, age, sex: 'female', persons: total - male },
        { district, year, age, sex: 'male', persons: male },
      ];
    }),
  );
}
