import type { AreaAnswer, AreaIndex } from '../../areas/area-index.ts';
import { isNothing, isPostcode } from '../cells.ts';
import { remembered } from './remembered.ts';
import type { RowLayout } from './row-layout.ts';
import type { RowState } from './row-state.ts';

interface NamedPlace {
  readonly answer: AreaAnswer;
  /** Which place was perhaps meant, as a sentence with a blank before it. */
  readonly hint: string;
}

/** Looks a place up by the level of its column and the text of the cell, with a colon between them. */
function placeSearch(areas: AreaIndex, state: RowState): (key: string) => NamedPlace {
  return remembered(key => {
    const colon = key.indexOf(':');
    const level = key.slice(0, colon);
    const text = key.slice(colon + 1);
    const wanted = level === 'lsoa' || level === 'ward' || level === 'district' ? level : undefined;
    let answer = areas.resolve(text, wanted);
    // A column headed Ward may hold a code of another level: the code says what it is.
    if (answer.kind === 'unknown' && wanted && /^[EW]\d{8}$/i.test(text)) answer = areas.resolve(text);
    if (answer.kind !== 'unknown') return { answer, hint: '' };
    const near = state.hint(text, () =>
      (wanted ? areas.areasAt(wanted) : [...areas.areasAt('district'), ...areas.areasAt('ward')]).map(
        area => area.name,
      ),
    );
    return { answer, hint: near ? ` Did you mean ${near}?` : '' };
  });
}

/** Puts a row in its place: the first of its area columns that holds something says where it is. Null without areas. */
export function rowPlacing(layout: RowLayout, state: RowState, areas: AreaIndex): (() => void) | null {
  const { areaColumns, areaTargets, required, labels } = layout;
  if (areaTargets === null) return null;
  const { row } = state;
  const search = placeSearch(areas, state);

  const take = (at: number, cell: string, { answer, hint }: NamedPlace): void => {
    switch (answer.kind) {
      case 'retired':
      case 'found':
        if (answer.kind === 'retired')
          state.find(at, cell, 'a code of today', 'retired-area', answer.message, 'warning');
        row.values[areaTargets.lsoa] = answer.lsoa;
        row.values[areaTargets.ward] = answer.ward;
        row.values[areaTargets.district] = answer.district;
        if (answer.lsoa === null && answer.ward === null && answer.district === null) {
          row.unlocated = true;
          tooWide(state, at, cell, answer.name);
        }
        return;
      case 'outside':
        return state.find(at, cell, 'an area in the nine districts', 'outside-area', answer.message);
      case 'ambiguous':
        return state.find(at, cell, `one of ${answer.candidates.join(', ')}`, 'unknown-area', answer.message);
      case 'unknown':
        return state.find(
          at,
          cell,
          'a code or name of an area',
          'unknown-area',
          isPostcode(cell)
            ? 'A postcode stands here. Postcodes are not kept; give the LSOA, ward or district.'
            : `${answer.message}${hint}`,
        );
    }
  };

  return () => {
    for (let i = 0; i < areaColumns.length; i++) {
      const { column, at } = areaColumns[i]!;
      const cell = state.cellOf(at);
      if (!isNothing(cell)) return take(at, cell, search(`${column.level ?? ''}:${cell}`));
      if (required[at])
        state.find(
          at,
          cell,
          'a code or name of an area',
          'missing-value',
          `${labels[at]} is empty. Every row needs one.`,
        );
    }
    row.unlocated = true;
  };
}

function tooWide(state: RowState, at: number, cell: string, name: string): void {
  state.find(
    at,
    cell,
    'an LSOA, ward or district',
    'no-match',
    `${name} is wider than a district, so the row counts for no district. Give the district if it is known.`,
    'warning',
  );
}
