/*
 * The loops that see every row. Each is written once for every width of code: a loop that has met arrays of several kinds
 * takes a third to nine tenths longer, measured in turns over a million rows.
 *
 * `rows` is the list of selected row numbers, or null when all rows count; `from` and `count` bound the block: positions
 * in `rows`, or row numbers. `ids` holds one integer a row of the block.
 */

/** Rows of a block: enough to spread the cost of a call, few enough to stay in the first-level cache. */
export const blockRows = 4096;
