/** What areas of a level are called: one, and many. */
export const levelNames = {
  district: ['district', 'districts'],
  ward: ['ward', 'wards'],
  msoa: ['MSOA', 'MSOAs'],
  lsoa: ['LSOA', 'LSOAs'],
} as const satisfies Readonly<Record<string, readonly [one: string, many: string]>>;
