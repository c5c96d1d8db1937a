/** What stands on every page of an analyst's own file: it holds true counts, and is given to nobody. */
export const analystMark = 'Analyst: exact counts, not protected against disclosure. Do not pass on.';
