/** What a publisher writes where it gives no number: as it may be typed, and as it is kept. */
export const symbols: Readonly<Record<string, string>> = { c: 'c', x: 'x', u: 'u', z: 'z', low: 'u', ':': 'x' };
