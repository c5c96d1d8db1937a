import path from 'node:path';
import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Hexagons, HotSpots, Surface, TestedMap } from '../../../shared/contract/geography.ts';
import type { ParsedOf } from '../../../shared/contract/index.ts';
import { hexagonMap } from '../geography/hexagons.ts';
import { mapWithClaims } from '../claims/map-claims.ts';
import { hotSpotMap } from '../geography/hot-spots-map.ts';
import { areaTableBytes } from '../geography/map-file.ts';
import { densitySurface } from '../geography/surface.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import type { Call, Handlers } from '../subject.ts';
import { giveOut, toFile } from './give-out.ts';
import { tableLeaving } from './tables.ts';

type MapExport = ParsedOf<'geography.export'>;

const signatures = { png: [0x89, 0x50, 0x4e, 0x47], svg: [0x3c, 0x73, 0x76, 0x67] } as const;

/** What a picture was drawn from, worked out anew as it is now. */
function drawnNow({ description, drawn }: MapExport, inside: Call): Promise<TestedMap | Surface | Hexagons> {
  if (drawn?.layer === 'surface') return densitySurface(description, drawn.kind, drawn.bandwidth, inside);
  if (drawn?.layer === 'hexagons') return hexagonMap(description, drawn.radius, inside);
  return hotSpotMap(description, inside);
}

/** Of a drawing it can be told whether it is marked, however its lines are broken; the page marks pictures in the same way. */
const isMarked = (drawing: Uint8Array): boolean => {
  const plain = (text: string) => text.replaceAll(/<[^>]*>|\s/g, '');
  return plain(Buffer.from(drawing).toString('utf8')).includes(plain(analystMark));
};

/**
 * The picture that the page drew, if it is one and shows what would be shown now: what left since then may have to hide
 * more of it. Faults: invalid-input, refused.
 */
function pictureBytes(
  { description, format, picture, drawn }: MapExport,
  now: { readonly fingerprint: string },
): Uint8Array {
  const signature = signatures[format as keyof typeof signatures];
  if (!picture || !signature.every((byte, i) => picture[i] === byte))
    throw new FaultError('invalid-input', `The picture is missing or is no ${format.toUpperCase()}.`, 'picture');
  if (drawn?.fingerprint !== now.fingerprint)
    throw new FaultError(
      'refused',
      'The map has changed since this picture was drawn: data came in, or something was given out beside which more has to be hidden. Nothing was saved. Look at the map again, then save it.',
      'drawn',
    );
  if (description.audience === 'analyst' && format === 'svg' && !isMarked(picture))
    throw new FaultError(
      'invalid-input',
      'The picture shows exact counts and does not say so. Nothing was saved.',
      'picture',
    );
  return picture;
}

export const mapHandlers: Handlers<'geography.export'> = {
  'geography.export': async (asked, call) => {
    const { description, format, file, title, purpose } = asked;
    const { value } = await giveOut(
      call,
      {
        action: 'export',
        audience: description.audience,
        purpose,
        make: async inside => {
          const isPicture = format === 'png' || format === 'svg';
          const found = isPicture ? await drawnNow(asked, inside) : await mapWithClaims(description, inside);
          const bytes =
            format === 'csv' || format === 'xlsx'
              ? await areaTableBytes(found as HotSpots, format, title)
              : pictureBytes(asked, found);
          const { releases } = await tableLeaving(
            v.parse(pivotDescription, found.table),
            { name: title || path.basename(file), purpose: purpose || 'map' },
            inside,
          );
          const areas = 'areas' in found ? found.areas.length : 0;
          const subject = `map of ${description.dataset} as ${format}: ${path.basename(file)}`;
          return { value: { bytes, areas }, releases, subject };
        },
      },
      toFile(file),
    );
    return { areas: value.areas };
  },
};
