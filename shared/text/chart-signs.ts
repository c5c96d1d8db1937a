/** Figures that a chart cannot draw to scale: each is drawn in a way of its own, and stands in the legend. */

export const chartSigns = {
  hidden: { sign: 'c', legend: 'c: hidden' },
  'not-available': { sign: 'x', legend: 'x: not supplied' },
  'not-applicable': { sign: 'z', legend: 'z: not applicable' },
} as const;
export type SignedStatus = keyof typeof chartSigns;

export const signedStatuses = Object.keys(chartSigns) as readonly SignedStatus[];

/** The status of a figure that is drawn by a sign; null for a number, and for what is not recorded. */
export const signedStatus = (status: string | undefined): SignedStatus | null =>
  signedStatuses.find(one => one === status) ?? null;

/** The signs that a chart needs, in the order of its legend. */
export function signsIn(series: readonly { readonly statuses?: readonly string[] }[]): readonly SignedStatus[] {
  const all = new Set(series.flatMap(one => one.statuses ?? []));
  return signedStatuses.filter(status => all.has(status));
}

/** Places that are named where several have the same number; of more their number is told. */
const placesNamed = 3;

/** The places of the highest or lowest number of a chart: all of a tie. */
export const placesText = (places: readonly string[]): string =>
  places.length > placesNamed ? `in ${places.length} places alike` : places.join('; ');
