import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport } from '../../../shared/contract/intake.ts';
import { createAreaIndex } from '../areas/area-index.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import { loadGazetteer } from '../areas/gazetteer.ts';
import { importedLinks } from '../areas/imported-links.ts';
import { appendAudit, dataVersion } from '../store/audit-trail.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Call, Handlers } from '../subject.ts';
import { getBatch, listBatches, withdrawBatch } from './batches.ts';
import { importFile } from './import-file.ts';
import { refusal } from './import-parts.ts';
import { loadReturnTypes, summaryOfTypes } from './return-types.ts';
import { correctRow, exportSetAside, listSetAside, waiveRow } from './set-aside.ts';
import { writeTemplate } from './templates.ts';

const indexes = new Map<string, AreaIndex>();

/** The places of the gazetteer, read once. */
function gazetteerIndex(resources: string): AreaIndex {
  let index = indexes.get(resources);
  if (!index) {
    const { areas, links } = loadGazetteer(resources);
    index = createAreaIndex(areas, links);
    indexes.set(resources, index);
  }
  return index;
}

const learnt = new WeakMap<Workspace, { readonly version: number; readonly index: AreaIndex }>();

/** The places of the gazetteer, and what the look-ups of the workspace say of other codes. */
function areaIndexOf({ workspace, resources }: Call): AreaIndex {
  const version = dataVersion(workspace.read);
  const kept = learnt.get(workspace);
  if (kept?.version === version) return kept.index;
  const gazetteer = gazetteerIndex(resources);
  const links = importedLinks(workspace.read, gazetteer);
  const index = links.length > 0 ? gazetteer.withLinks(links) : gazetteer;
  learnt.set(workspace, { version, index });
  return index;
}

export const intakeHandlers: Handlers<
  | 'intake.import'
  | 'intake.types'
  | 'intake.template'
  | 'intake.batches'
  | 'intake.withdraw'
  | 'intake.setAside'
  | 'intake.waive'
  | 'intake.correct'
  | 'intake.exportSetAside'
> = {
  'intake.import': async (input, call) => {
    // Asking for it now makes a locked workspace a fault of the call, not of a file.
    void call.workspace;
    const setting = {
      call,
      returns: loadReturnTypes(call.resources),
      options: { type: input.type ?? input.profile, agency: input.agency, dryRun: input.dryRun },
    };
    const files: FileReport[] = [];
    for (const file of input.files) {
      const name = file.replace(/^.*[/\\]/, '');
      if (call.signal.aborted) {
        files.push(
          refusal(name, `${name}: cancelled before it was read. Nothing was changed.`, { outcome: 'cancelled' }),
        );
        continue;
      }
      // A look-up that came before this file already says where its codes lie.
      files.push(await importFile({ ...setting, areas: areaIndexOf(call) }, file));
    }
    return { files };
  },

  'intake.types': (_input, call) => summaryOfTypes(loadReturnTypes(call.resources)),

  'intake.template': async (input, call) => {
    const returns = loadReturnTypes(call.resources);
    const type = returns.types.find(t => t.name === input.type && t.kind === 'return');
    if (!type)
      throw new FaultError(
        'not-found',
        `There is no return type “${input.type}” with a template. Choose one of ${returns.types
          .filter(t => t.kind === 'return')
          .map(t => t.name)
          .join(', ')}.`,
      );
    await writeTemplate(type, returns.lists, input.format, input.file);
    return null;
  },

  'intake.batches': (_input, call) => listBatches(call.workspace.read, loadReturnTypes(call.resources)),

  'intake.withdraw': async (input, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store => withdrawBatch(store, input.batch, input.reason, { actor: call.actor, at }));
    return getBatch(call.workspace.read, loadReturnTypes(call.resources), input.batch);
  },

  'intake.setAside': (input, call) => listSetAside(call.workspace.read, input),

  'intake.waive': async (input, call) => {
    const at = call.now().toISOString();
    return call.workspace.write(store => waiveRow(store, input.id, input.reason, { actor: call.actor, at }));
  },

  'intake.correct': (input, call) =>
    call.workspace.write(store =>
      correctRow(
        store,
        {
          returns: loadReturnTypes(call.resources),
          areas: areaIndexOf(call),
          now: call.now(),
          actor: call.actor,
        },
        input.id,
        input.values,
      ),
    ),

  'intake.exportSetAside': async (input, call) => {
    await exportSetAside(call.workspace.read, input.batch, input.file);
    const at = call.now().toISOString();
    await call.workspace.write(store =>
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'export',
        subject: `rows set aside of batch ${input.batch}`,
      }),
    );
    return null;
  },
};
