/** The words by which invented data are known, on every screen and in every file. */
export const syntheticWords = 'Demonstration data (synthetic)';
