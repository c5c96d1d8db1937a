import type { AreaLink } from '../../../shared/model/area.ts';
import type { AreaLevel } from '../../../shared/model/dataset.ts';
import type { ReadableStore } from '../store/store.ts';
import type { AreaIndex } from './area-index.ts';

interface StoredLink {
  readonly fromCode: string;
  readonly fromLevel: AreaLevel;
  readonly fromVintage: string;
  readonly toCode: string;
  readonly toLevel: AreaLevel;
  readonly toVintage: string;
}

/** Below this share of its residents a ward of another vintage is told by its district only, as in the gazetteer. */
const leastShare = 0.5;

/** A code beside the one asked for, and at which level. */
interface Beside {
  readonly code: string;
  readonly level: AreaLevel;
}

interface UnknownCode extends Beside {
  readonly vintage: string;
  readonly beside: readonly Beside[];
}

/**
 * Best fits of codes that the index does not know, from the look-ups that are loaded. An LSOA goes where the LSOAs that
 * it came from or became have most residents, a ward where the residents of its LSOAs live; where less than half of them
 * live in one ward, or a look-up tells no more, only the district is known. Residents of an LSOA that was split are
 * shared equally among its pieces.
 */
export function importedLinks(store: ReadableStore, index: AreaIndex): AreaLink[] {
  const links = store.all<StoredLink>(
    `SELECT DISTINCT from_code AS fromCode, from_level AS fromLevel, from_vintage AS fromVintage, to_code AS toCode,
       to_level AS toLevel, to_vintage AS toVintage
     FROM area_link WHERE batch_id IN (SELECT id FROM batch WHERE state = 'current')`,
  );
  if (links.length === 0) return [];
  const unknown = unknownCodes(links, index);
  const nameOf = (code: string, level: AreaLevel) =>
    store.get<{ name: string }>('SELECT name FROM area WHERE code = ? AND level = ?', code, level)?.name ?? code;
  const bestFits = (level: AreaLevel, known: AreaIndex): AreaLink[] => {
    const pieces = piecesOf(links, known);
    return unknown
      .filter(one => one.level === level)
      .flatMap(one => {
        const fit = bestFitOf(one, known, pieces);
        return fit ? [{ code: one.code, name: nameOf(one.code, level), level, vintage: one.vintage, ...fit }] : [];
      });
  };
  const lsoas = bestFits('lsoa', index);
  // Wards may be told by LSOAs that only a look-up knows.
  return [...lsoas, ...bestFits('ward', lsoas.length > 0 ? index.withLinks(lsoas) : index)];
}

function unknownCodes(links: readonly StoredLink[], index: AreaIndex): UnknownCode[] {
  const found = new Map<string, UnknownCode & { beside: Beside[] }>();
  const see = (code: string, level: AreaLevel, vintage: string, beside: Beside) => {
    const key = `${level} ${code}`;
    const before = found.get(key);
    if (before) before.beside.push(beside);
    else if (['outside', 'unknown'].includes(index.resolve(code, level).kind))
      found.set(key, { code, level, vintage, beside: [beside] });
  };
  for (const link of links) {
    see(link.fromCode, link.fromLevel, link.fromVintage, { code: link.toCode, level: link.toLevel });
    see(link.toCode, link.toLevel, link.toVintage, { code: link.fromCode, level: link.fromLevel });
  }
  return [...found.values()];
}

/** How many codes of look-ups stand for a part of each LSOA of the gazetteer. */
function piecesOf(links: readonly StoredLink[], index: AreaIndex): ReadonlyMap<string, number> {
  const parts = new Map<string, Set<string>>();
  const see = (code: string, level: AreaLevel) => {
    const answer = level === 'lsoa' ? index.resolve(code, level) : null;
    if (answer?.kind !== 'retired' || answer.lsoa === null) return;
    parts.set(answer.lsoa, (parts.get(answer.lsoa) ?? new Set()).add(code));
  };
  for (const link of links) {
    see(link.fromCode, link.fromLevel);
    see(link.toCode, link.toLevel);
  }
  return new Map([...parts].map(([code, set]) => [code, set.size]));
}

function bestFitOf(
  { level, beside }: UnknownCode,
  index: AreaIndex,
  pieces: ReadonlyMap<string, number>,
): Pick<AreaLink, 'bestFit' | 'district' | 'share'> | null {
  const weights = new Map<string, number>();
  let district: string | null = null;
  let ward: string | null = null;
  for (const other of beside) {
    const answer = index.resolve(other.code, other.level);
    if (answer.kind !== 'found' && answer.kind !== 'retired') continue;
    if (answer.lsoa === null) {
      district ??= answer.district;
      if (other.level === 'ward') ward ??= answer.ward;
      continue;
    }
    const place = level === 'lsoa' ? answer.lsoa : answer.ward;
    if (place === null) continue;
    const people =
      (index.childrenIn(answer.lsoa, 'all-ages') ?? 0) / (answer.kind === 'found' ? 1 : (pieces.get(answer.lsoa) ?? 1));
    weights.set(place, (weights.get(place) ?? 0) + people);
  }
  const best = [...weights].reduce<[string, number] | null>(
    (most, one) => (one[1] > (most?.[1] ?? -1) ? one : most),
    null,
  );
  if (best) {
    const all = [...weights.values()].reduce((sum, n) => sum + n, 0);
    const share = all > 0 ? best[1] / all : 1;
    return {
      bestFit: level === 'lsoa' || share >= leastShare ? best[0] : null,
      district: index.area(best[0])?.district ?? district,
      share,
    };
  }
  return district === null && ward === null ? null : { bestFit: ward, district, share: ward === null ? 0 : 1 };
}
