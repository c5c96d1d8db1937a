import type { LeavingResult, PartnerResult } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import type { Settlement } from './contributions.ts';
import type { Evaluated } from './outcomes.ts';
import { coalitionCosts, payersOf, placesOf, settledYears, weightsOf, yearly, yearlyUnpaid } from './partner-shares.ts';
import type { Resolved } from './resolve.ts';

/**
 * For each partner: what those who stay pay, by the same rule and within their limits, when it leaves and takes the districts
 * with it that no other answers for. Who stays keeps the service as a coalition of its districts; when a partner of the whole
 * area leaves, the service stays whole. Nothing when there is one partner only.
 */
export function leavingResults(
  appraisal: Appraisal,
  resolved: Resolved,
  option: Evaluated,
  now: readonly Settlement[],
  partners: readonly PartnerResult[],
): LeavingResult[] {
  if (partners.length < 2) return [];
  const unpaidNow = yearlyUnpaid(now);
  const costNow = partners.reduce((sum, partner) => sum + partner.penceAYear, unpaidNow);
  return appraisal.partners.map((leaver, at): LeavingResult => {
    const staying = appraisal.partners.filter(partner => partner !== leaver);
    const kept = new Set(staying.flatMap(partner => partner.districts));
    const gone = new Set(placesOf(appraisal, leaver).filter(place => !kept.has(appraisal.districts[place]!.code)));
    const held = appraisal.districts.flatMap((_, place) => (gone.has(place) ? [] : [place]));
    const weights = weightsOf({ ...appraisal, partners: staying }, resolved, option);
    const settled = settledYears(coalitionCosts(resolved, option, held), payersOf(staying, weights));
    const paid = staying.map((_, other) => yearly(settled, other));
    const unpaidPence = yearlyUnpaid(settled);
    const costPence = paid.reduce((sum, pence) => sum + pence, unpaidPence);
    const { penceAYear, alonePenceAYear } = partners[at]!;
    return {
      partner: leaver.id,
      costPence,
      pence: appraisal.partners.map(partner => (partner === leaver ? null : paid[staying.indexOf(partner)]!)),
      unpaidPence,
      alonePence: alonePenceAYear,
      words: sentence({
        name: leaver.name,
        ends: held.length === 0,
        more: costPence - unpaidPence - (costNow - unpaidNow - penceAYear),
        cheaper: costNow - costPence,
        unpaid: unpaidPence,
        alone: alonePenceAYear,
        pays: penceAYear,
      }),
    };
  });
}

/** Pence a year. */
interface Parting {
  readonly name: string;
  readonly ends: boolean;
  /** What the others pay more, and what the service costs less. */
  readonly more: number;
  readonly cheaper: number;
  readonly unpaid: number;
  readonly alone: number | null;
  readonly pays: number;
}

/** Pounds as a board says them: thousands from ten thousand on. */
function boardPounds(pence: number): string {
  const pounds = Math.abs(pence) / 100;
  return `£${formatNumber(pounds >= 10_000 ? Math.round(pounds / 1000) * 1000 : pounds)}`;
}

/** Less than a pound is nothing to a board. */
const direction = (pence: number): number => (Math.abs(pence) < 100 ? 0 : Math.sign(pence));

function sentence({ name, ends, more, cheaper, unpaid, alone, pays }: Parting): string {
  const others =
    direction(more) === 0
      ? 'pay the same'
      : `pay ${boardPounds(more)} a year ${more > 0 ? 'more' : 'less'} between them`;
  const service =
    direction(cheaper) === 0
      ? 'for the same service'
      : `for a service that costs ${boardPounds(cheaper)} ${cheaper > 0 ? 'less' : 'more'}`;
  const parts = [
    ends
      ? `If ${name} leaves, no district is left and the service ends`
      : `If ${name} leaves, the others ${others} ${service}`,
  ];
  if (direction(unpaid) > 0)
    parts.push(`${boardPounds(unpaid)} a year of it would not be paid, because every cap is reached`);
  if (alone !== null) {
    const dearer = alone - pays;
    parts.push(
      `alone it would pay ${boardPounds(alone)}, ${
        direction(dearer) === 0 ? 'as much as now' : `${boardPounds(dearer)} ${dearer > 0 ? 'more' : 'less'} than now`
      }`,
    );
  }
  return `${parts.join('; ')}.`;
}
