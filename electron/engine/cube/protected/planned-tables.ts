import type { ProtectedPivot } from '../../disclosure/pivot.ts';

/** Whether a table is as the standing plan has it. */
export const isPlanned = ({ notes }: ProtectedPivot): boolean => notes.some(({ code }) => code === 'standing-plan');

/** Numbers of all values that are not shown. */
export const hiddenIn = ({ values }: ProtectedPivot): number =>
  values.reduce((sum, { shown }) => sum + shown.reduce((n, one) => n + Number(Number.isNaN(one)), 0), 0);
