import path from 'node:path';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { templates } from '../../shared/model/deck.ts';
import { makeOutFolder } from './out-folder.ts';

type Call = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

export const briefFormats = ['pptx', 'docx', 'xlsx', 'csv'] as const;
export type BriefFormat = (typeof briefFormats)[number];

export interface Written {
  readonly deck: string;
  readonly frozen: number;
  readonly slides: number;
  readonly audience: string;
  readonly asAt: string | null;
  readonly checksum: string;
  readonly files: readonly string[];
}

/** The kept briefing of that name, or one that is made now when it is the name of a report. Fault not-found. */
async function deckNamed(call: Call, name: string): Promise<number> {
  const same = (one: { readonly name: string }) =>
    one.name.toLocaleLowerCase('en-GB') === name.toLocaleLowerCase('en-GB');
  const kept = await call('briefing.decks', {});
  const found = kept.find(same);
  if (found) return found.id;
  const template = templates.find(one => one === name);
  if (!template)
    throw new FaultError(
      'not-found',
      `There is no briefing named ${name}. Kept: ${kept.map(one => one.name).join(', ') || 'none'}. Reports: ${templates.join(', ')}.`,
    );
  const deck = await call('briefing.template', { template });
  // The same report of the same data is kept once.
  const before = kept.find(one => one.name === deck.name);
  return (await call('briefing.save', { ...(before ? { id: before.id } : {}), deck })).id;
}

const fileName = (name: string): string =>
  name
    .toLocaleLowerCase('en-GB')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80) || 'briefing';

/** Freezes a briefing and writes it into a folder in each of the formats. */
export async function writeBriefing(
  call: Call,
  name: string,
  folder: string,
  formats: readonly BriefFormat[],
): Promise<Written> {
  // Before anything is frozen, and so given out.
  makeOutFolder(folder);
  const id = await deckNamed(call, name);
  const frozen = await call('briefing.freeze', { id });
  const files: string[] = [];
  for (const format of formats) {
    const file = path.join(folder, `${fileName(frozen.name)}.${format}`);
    await call('briefing.export', { id: frozen.id, format, file });
    files.push(file);
  }
  const { name: deck, audience, asAt, checksum, slides } = frozen;
  return { deck, frozen: frozen.id, slides: slides.length, audience, asAt, checksum, files };
}
