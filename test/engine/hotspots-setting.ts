import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { HotSpotDescription, HotSpots } from '../../shared/contract/geography.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { AppEvent } from '../../shared/contract/port.ts';
import { resources } from './intake-setting.ts';

export interface MapSetting {
  readonly folder: string;
  readonly engine: Engine;
  readonly events: AppEvent[];
  call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>;
  hotspots(description: HotSpotDescription): Promise<HotSpots>;
  end(): Promise<void>;
}

/** The whole engine over a new workspace with the shipped gazetteer. */
export async function newSetting(): Promise<MapSetting> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotspots-'));
  const events: AppEvent[] = [];
  const engine = createEngine({
    resources,
    actor: 'tester',
    emit: event => void events.push(event),
    log: line => process.stderr.write(`${line}\n`),
  });
  const call: MapSetting['call'] = async (method, input) => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
    return answer.value as never;
  };
  await call('workspace.create', { file: path.join(folder, 'map.csaf'), passphrase: 'six white horses on a hill' });
  return {
    folder,
    engine,
    events,
    call,
    hotspots: description => call('geography.hotspots', { description }),
    end: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
