import path from 'node:path';
import * as v from 'valibot';
import { FaultError } from '../../shared/contract/fault.ts';
import { describeTiles, readRange } from './base-map-file.ts';
import type { Caller, MainMethods } from './ipc/calls.ts';
import type { SettingsFile } from './settings-file.ts';

interface BaseMapOptions {
  /** Asks the person for a file; null when they cancel. */
  readonly choose: (caller: Caller) => Promise<string | null>;
  readonly chosen: SettingsFile<BaseMapChoice>;
}

type BaseMapChoice = v.InferOutput<typeof baseMapSchema>;

/** Which file of tiles this computer draws under the areas; none at first. */
export const baseMapSchema = v.object({ file: v.nullable(v.pipe(v.string(), v.maxLength(4096))) });
export const noBaseMap: BaseMapChoice = { file: null };

/**
 * The file of tiles under the areas. A page never names it: it asks for parts of the one that was chosen here, and gets
 * no part of any other.
 */
export function createBaseMap({
  choose,
  chosen,
}: BaseMapOptions): Pick<MainMethods, Extract<keyof MainMethods, `base-map.${string}`>> {
  return {
    async 'base-map.choose'(_input, caller) {
      const file = await choose(caller);
      if (file === null) return null;
      // Refused before it is remembered, so that a wrong file leaves the one before.
      const described = await describeTiles(file);
      chosen.write({ file });
      return described;
    },
    async 'base-map.read'() {
      const { file } = chosen.read();
      if (file === null) return null;
      try {
        return await describeTiles(file);
      } catch (error) {
        if (!(error instanceof FaultError)) throw error;
        const nothing = { bytes: 0, bounds: [0, 0, 0, 0], maxZoom: 0, attribution: '' } as const;
        return { name: path.basename(file), ...nothing, problem: error.fault.message };
      }
    },
    'base-map.bytes'({ offset, length }) {
      const { file } = chosen.read();
      if (file === null)
        throw new FaultError('not-found', 'No base map has been added. Add one in the settings of the map.');
      return readRange(file, offset, length);
    },
    'base-map.forget'() {
      chosen.write(noBaseMap);
      return null;
    },
  };
}
