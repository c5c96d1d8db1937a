import { mapHandlers } from './maps.ts';
import { paperHandlers } from './papers.ts';
import type { SelfTest } from './papers.ts';
import { returnHandlers } from './returns.ts';
import { tableHandlers } from './tables.ts';

/** Everything that leaves, but briefings, which stand above this room and use its door. */
export const releaseHandlers = (selfTest: SelfTest) => ({
  ...tableHandlers,
  ...mapHandlers,
  ...paperHandlers(selfTest),
  ...returnHandlers,
});
