import { memo, useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { BaseMap } from '../../../shared/contract/shell.ts';
import type { BaseMapFile } from '../../ui/base-map.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';

interface BaseMapState {
  /** Null: none was added. */
  readonly chosen: BaseMap | null;
  /** For the map: the file that is drawn now. */
  readonly drawn: BaseMapFile | null;
  /** Why it is not drawn, in a sentence. */
  readonly problem: string | null;
  /** Takes what the person has just chosen or removed. */
  readonly renew: () => Promise<void>;
}

/** The file of tiles under the areas: which it is, and whether it is drawn. */
export function useBaseMap(shown: boolean): BaseMapState {
  const { data, refetch } = useAnswer('base-map.read', {});
  // Each choice opens the file anew, and what is told of one opened before is no longer heard.
  const [opening, setOpening] = useState(0);
  const [failure, setFailure] = useState<{ readonly opening: number; readonly text: string } | null>(null);
  const chosen = data ?? null;
  const renew = useCallback(async () => {
    await refetch();
    setOpening(before => before + 1);
  }, [refetch]);
  const failed = failure?.opening === opening ? failure.text : null;
  const problem = chosen ? (chosen.problem ?? failed) : null;
  const drawn = useMemo(() => {
    if (!chosen || problem !== null || !shown) return null;
    const { name, bytes, maxZoom, attribution } = chosen;
    return {
      name,
      bytes,
      maxZoom,
      attribution,
      read: (offset: number, length: number) => ask('base-map.bytes', { offset, length }),
      onProblem: (error: unknown) => setFailure({ opening, text: failureIn(name, error) }),
    };
  }, [chosen, problem, shown, opening]);
  return { chosen, drawn, problem, renew };
}

/** What the application says of the file, or that what it gave cannot be drawn. */
function failureIn(name: string, error: unknown): string {
  if (error instanceof FaultError) return sentenceOf(error);
  return `${name} is damaged: tiles in it cannot be read. Copy or download the file again and choose it once more. The areas are drawn without it.`;
}

interface BaseMapSettingsProps extends Pick<BaseMapState, 'chosen' | 'problem' | 'renew'> {
  readonly shown: boolean;
  readonly onShow: (shown: boolean) => void;
}

/** Adding, showing and removing the file of tiles. */
export const BaseMapSettings = memo(function BaseMapSettings({
  chosen,
  problem,
  renew,
  shown,
  onShow,
}: BaseMapSettingsProps): ReactNode {
  const [refused, setRefused] = useState<string | null>(null);
  const change = async (method: 'base-map.choose' | 'base-map.forget') => {
    setRefused(null);
    try {
      const done = await ask(method, {});
      if (method === 'base-map.choose' && done === null) return;
      await renew();
      if (method === 'base-map.choose') onShow(true);
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  const said = refused ?? problem;
  return (
    <section className="map-base" aria-label="Base map">
      <h2>Base map</h2>
      {chosen ? (
        <p className="map-base-name">{chosen.name}</p>
      ) : (
        <p className="small">
          Towns and roads under the areas, from a file of map tiles (PMTiles) on this computer. Nothing is fetched.
        </p>
      )}
      {said ? <Notice tone="warn">{said}</Notice> : null}
      {chosen && problem === null ? (
        <CheckField checked={shown} onChange={onShow}>
          Show it under the areas
        </CheckField>
      ) : null}
      <div className="map-base-actions">
        {chosen && problem === null ? null : (
          <Button size="small" onPress={() => void change('base-map.choose')}>
            {chosen ? 'Choose the file again…' : 'Add a base map…'}
          </Button>
        )}
        {chosen ? (
          <Button size="small" onPress={() => void change('base-map.forget')}>
            Remove
          </Button>
        ) : null}
      </div>
    </section>
  );
});
