import type { Area } from '../../../../shared/model/area.ts';
import type { Gazetteer } from '../../areas/gazetteer.ts';
import type { Residents } from '../populations.ts';

/**
 * The same residents in every year. A district's children aged 10 to 17 are those of the gazetteer; all other ages are in
 * the county's proportion to them, so that rates by any age are alike where rates by one are.
 */
export function worldPopulation({ areas, districtAges }: Gazetteer, lsoas: readonly Area[]): readonly Residents[] {
  const sum = (of: readonly { readonly persons: number }[]) => of.reduce((all, one) => all + one.persons, 0);
  const isTeen = ({ age }: { readonly age: number }) => age >= 10 && age <= 17;
  const teens = sum(districtAges.filter(isTeen));
  const ofAge = new Map<number, number>();
  for (const { age, persons } of districtAges) ofAge.set(age, (ofAge.get(age) ?? 0) + persons);
  return areas
    .filter(area => area.level === 'district')
    .flatMap(({ code }) => {
      const own = lsoas.filter(area => area.district === code).reduce((all, area) => all + area.children10to17, 0);
      return [2014, 2015, 2016, 2017].flatMap(year =>
        [...ofAge].flatMap(([age, persons]): Residents[] => {
          const half = (persons * own) / teens / 2;
          return [
            { district: code, year, age, sex: 'female', persons: Math.round(half) },
            { district: code, year, age, sex: 'male', persons: Math.round(half) },
          ];
        }),
      );
    });
}
