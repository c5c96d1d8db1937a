import type { Claim } from '../../shared/model/claim.ts';
import { formatTable } from './table.ts';

const probability = (p: number | null): string => (p === null ? '–' : p < 0.001 ? p.toExponential(1) : p.toFixed(3));

const strengths = { found: 'said', none: 'not said', 'cannot-tell': 'cannot tell', described: 'described' } as const;

/** Claims for people at a terminal: what is said first, each with its test; what is not, in one line each but single places. */
export function formatClaims(claims: readonly Claim[]): string {
  if (claims.length === 0)
    return 'Nothing was tested, so nothing is said: there are no data that a claim could rest on.';
  const isListed = (claim: Claim) => claim.kind !== 'place' || claim.strength === 'found';
  const order = ['found', 'cannot-tell', 'none', 'described'];
  const listed = claims.filter(isListed).toSorted((a, b) => order.indexOf(a.strength) - order.indexOf(b.strength));
  const table = formatTable(
    ['', 'Kind', 'Claim', 'p', 'needed', 'Test'],
    listed.map(({ kind, strength, title, test }) => [
      strengths[strength],
      kind,
      title,
      probability(test?.p ?? null),
      probability(test?.alpha ?? null),
      test?.method ?? '',
    ]),
  );
  const said = claims.filter(claim => claim.strength === 'found').length;
  return `${claims.length} claims, ${said} said; ${claims.length - listed.length} single places are not said and not listed.\n\n${table}`;
}
