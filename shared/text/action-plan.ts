/** How the states of a line of the action plan read. */
export const actionStateLabels = {
  open: 'Open',
  'under-way': 'Under way',
  done: 'Done',
  dropped: 'Dropped',
} as const;
