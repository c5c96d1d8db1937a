import { mapHandlers } from './maps.ts';
import { paperHandlers } from './papers.ts';
import type { PaperKeepers } from './papers.ts';
import { printHandlers } from './prints.ts';
import { returnHandlers } from './returns.ts';
import { planHandlers } from './standing-plan.ts';
import { tableHandlers } from './tables.ts';

/** Everything that leaves, but briefings, which stand above this room and use its door. */
export const releaseHandlers = (papers: PaperKeepers) => ({
  ...tableHandlers,
  ...mapHandlers,
  ...printHandlers,
  ...paperHandlers(papers),
  ...returnHandlers,
  ...planHandlers,
});
