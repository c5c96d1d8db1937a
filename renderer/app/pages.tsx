import type { ComponentType, ReactNode } from 'react';
import { CircleHelp, Database, Gauge, ListChecks, Map as MapIcon, Presentation, Table2, Workflow } from 'lucide-react';
import type { Place } from '../../shared/model/page.ts';

/** A page, or what a presenter copy shows in the place of every page but the help. */
export type Drawn = Place | 'presenter-copy';

interface PageDrawing {
  readonly icon: ReactNode;
  readonly load: () => Promise<ComponentType>;
}

/** What draws each page (`shared/model/page.ts`); fetched when it is first gone to, or before, when nothing else is to do. */
export const drawings: Readonly<Record<Drawn, PageDrawing>> = {
  data: {
    icon: <Database aria-hidden />,
    load: async () => (await import('../features/data/data-page.tsx')).DataPage,
  },
  scorecard: {
    icon: <Gauge aria-hidden />,
    load: async () => (await import('../features/scorecard/scorecard-page.tsx')).ScorecardPage,
  },
  explore: {
    icon: <Table2 aria-hidden />,
    load: async () => (await import('../features/explore/explore-page.tsx')).ExplorePage,
  },
  map: {
    icon: <MapIcon aria-hidden />,
    load: async () => (await import('../features/map/map-page.tsx')).MapPage,
  },
  scenarios: {
    icon: <Workflow aria-hidden />,
    load: async () => (await import('../features/scenarios/scenarios-page.tsx')).ScenariosPage,
  },
  briefings: {
    icon: <Presentation aria-hidden />,
    load: async () => (await import('../features/briefing/briefings-page.tsx')).BriefingsPage,
  },
  actions: {
    icon: <ListChecks aria-hidden />,
    load: async () => (await import('../features/action-plan/action-plan-page.tsx')).ActionPlanPage,
  },
  help: {
    icon: <CircleHelp aria-hidden />,
    load: async () => (await import('./help-page.tsx')).HelpPage,
  },
  'presenter-copy': {
    icon: null,
    load: async () => (await import('../features/briefing/presenter-copy-page.tsx')).PresenterCopyPage,
  },
};
