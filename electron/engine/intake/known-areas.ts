import { createAreaIndex } from '../areas/area-index.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import { loadGazetteer } from '../areas/gazetteer.ts';
import { importedLinks } from '../areas/imported-links.ts';
import { dataVersion } from '../store/audit-trail.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Call } from '../subject.ts';

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
export function knownAreas({ workspace, resources }: Pick<Call, 'workspace' | 'resources'>): AreaIndex {
  const version = dataVersion(workspace.read);
  const kept = learnt.get(workspace);
  if (kept?.version === version) return kept.index;
  const gazetteer = gazetteerIndex(resources);
  const links = importedLinks(workspace.read, gazetteer);
  const index = links.length > 0 ? gazetteer.withLinks(links) : gazetteer;
  learnt.set(workspace, { version, index });
  return index;
}
