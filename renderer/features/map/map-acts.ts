import { useState } from 'react';
import { wantPin } from '../../bridge/pin.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { Audience } from '../../../shared/contract/cube.ts';
import type { Hexagons, HotSpots, Surface } from '../../../shared/contract/geography.ts';
import type { InputOf } from '../../../shared/contract/index.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import { paperColours } from './colours.ts';
import type { MapState } from './description.ts';
import type { claimOf } from './layer-view.ts';
import { layerKind } from './layers.ts';
import type { Layer, MapAnswers } from './map-answers.ts';
import { pictureOf, pngOf, svgOf } from './picture.ts';

type MapClaim = NonNullable<ReturnType<typeof claimOf>>;

/** What a picture of the map says around it. */
export interface MapTitles {
  readonly title: string;
  readonly subtitle: string;
  readonly claim: MapClaim | null;
}

/** What is said over the map of something that was done. */
interface Message {
  readonly tone: 'plain' | 'stop';
  readonly text: string;
}

interface ActsOptions {
  readonly answers: MapAnswers;
  readonly layer: MapState['layer'];
  readonly drawn: Layer;
  readonly titles: MapTitles;
  readonly selected: ReadonlySet<string>;
  readonly audience: Audience;
  /** A base map stands under the areas on the screen. */
  readonly hasBaseMap: boolean;
}

/** Writes pictures and tables, and pins; says what came of it. */
export function useMapActs({ answers, layer, drawn, titles, selected, audience, hasBaseMap }: ActsOptions) {
  const [message, setMessage] = useState<Message | null>(null);
  const { areas, description, surface, hexagons, outlines, labels } = answers;
  const { title, subtitle, claim } = titles;
  const exact = audience === 'analyst';
  const save = async (format: 'png' | 'svg' | 'csv' | 'xlsx') => {
    const paper = paperColours();
    const printed = drawn.viewIn(paper);
    if (!areas || !printed) return;
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: title, extension: format });
      if (!file) return;
      const picture = pictureOf({
        title,
        subtitle,
        view: printed,
        outlines,
        labels,
        selected,
        lines: [
          ...(claim ? [{ name: 'Finding', text: claim.sentence }] : []),
          ...drawn.lines,
          ...(hasBaseMap ? [{ name: 'Base map', text: 'on the screen only, not in this picture' }] : []),
        ],
        foot: [
          ...(exact ? [analystMark] : []),
          ...areas.notes.filter(note => note.code === 'back-test-reading').map(note => note.text),
          'Contains National Statistics and OS data © Crown copyright and database right. Open Government Licence v3.0.',
        ],
        colours: paper,
      });
      await ask('geography.export', {
        description,
        format,
        file: file.grant,
        title,
        purpose: exact ? 'analyst’s own use' : `for a ${audience} audience`,
        ...(format === 'png' || format === 'svg'
          ? { drawn: drawnFrom(areas, layer, surface.data, hexagons.data) }
          : {}),
        ...(format === 'png' ? { picture: await pngOf(picture) } : {}),
        ...(format === 'svg' ? { picture: new TextEncoder().encode(svgOf(picture, title)) } : {}),
      });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved. ${exact ? 'It shows exact figures: keep it as you keep this workspace.' : 'It is protected: small counts, where there are any, and what would give them away are hidden in it.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const pin = () => {
    const { audience: _, ...asked } = description;
    wantPin({ title, pin: { kind: 'map', view: asked, layer: layerKind(layer).pinned } });
  };
  return { save: (format: Parameters<typeof save>[0]) => void save(format), pin, message };
}

export type MapActs = ReturnType<typeof useMapActs>;

/** From which answer a picture is drawn: it leaves only while the same would be answered. */
function drawnFrom(
  areas: HotSpots,
  layer: MapState['layer'],
  surface: Surface | undefined,
  hexagons: Hexagons | undefined,
): InputOf<'geography.export'>['drawn'] {
  const { draws } = layerKind(layer);
  if (draws === 'surface' && surface) return { layer: 'surface', kind: surface.kind, fingerprint: surface.fingerprint };
  if (draws === 'hexagons' && hexagons)
    return { layer: 'hexagons', radius: hexagons.radius, fingerprint: hexagons.fingerprint };
  return { layer: 'areas', fingerprint: areas.fingerprint };
}
