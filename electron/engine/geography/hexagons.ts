import type { Hexagons, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import type { Call } from '../subject.ts';
import { breaksOf } from './hot-spots.ts';
import { fingerprintOf } from './fingerprint.ts';
import { mapSetting } from './map-setting.ts';
import { areaNotes, tableNotes } from './notes.ts';
import { classOf } from './spatial/breaks.ts';
import { hexagonAround } from './spatial/hexagons.ts';
import type { Point } from '../areas/outlines/drawing.ts';

/** The shown counts of the areas analysed, gathered by their centres in hexagons. A part that is hidden hides the whole. */
export async function hexagonMap(description: ParsedHotSpots, radius: number, call: Call): Promise<Hexagons> {
  const setting = mapSetting(description, call);
  call.progress({ stage: 'Counting', done: 0, total: null, unit: 'steps' });
  const counts = await setting.counts(setting.span);
  const areas = setting.areasWith(counts);
  const found = new Map<string, { centre: Point; count: number | null; areas: number }>();
  for (const { centre, shown } of areas) {
    if (!centre) continue;
    const hexagon = hexagonAround(centre, radius);
    const key = hexagon.map(Math.round).join(' ');
    const cell = found.get(key) ?? { centre: hexagon, count: 0, areas: 0 };
    found.set(key, {
      ...cell,
      count: cell.count === null || shown === null ? null : cell.count + shown,
      areas: cell.areas + 1,
    });
  }
  const cells = [...found.values()].sort((a, b) => a.centre[1] - b.centre[1] || a.centre[0] - b.centre[0]);
  const breaks = breaksOf(
    description,
    cells.map(cell => cell.count),
  );
  return {
    fingerprint: fingerprintOf(description, radius, cells),
    radius,
    cells: cells.map(cell => ({ ...cell, class: cell.count === null ? null : classOf(cell.count, breaks.upper) })),
    breaks,
    hidden: areas.filter(area => area.status === 'hidden').length,
    notes: [
      ...areaNotes(setting, counts, areas),
      {
        code: 'hexagons',
        text: `Counts of ${formatNumber(areas.length)} areas of level ${setting.level}, gathered by their centres in hexagons of ${formatNumber(radius)} m from centre to corner; an area that reaches into a neighbouring hexagon is not divided. A hexagon with a hidden count is hidden.`,
      },
      ...tableNotes(counts),
    ],
    table: counts.table.description,
  };
}
