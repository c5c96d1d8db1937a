/** Colours as "#0b5d67", and how far they can be read. */

/** Contrast that small words need on the screen of a desk, and those that a hall reads (WCAG 2.2, 1.4.3 and 1.4.6). */
export const contrastNeeded = { desk: 4.5, hall: 7 } as const;

const partsOf = (colour: string): readonly [number, number, number] => {
  const digits = colour.replace('#', '');
  return [0, 2, 4].map(at => Number.parseInt(digits.slice(at, at + 2), 16)) as [number, number, number];
};

/** Contrast of a colour with white, by WCAG 2.2: 1 to 21. */
export function contrastWithWhite(colour: string): number {
  const [red, green, blue] = partsOf(colour).map(part => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** The colour, or the lightest darker shade of it that a hall can read on white and white on it. */
export function hallShade(colour: string): string {
  const parts = partsOf(colour);
  for (let share = 100; share > 0; share--) {
    const shade = `#${parts
      .map(part =>
        Math.floor((part * share) / 100)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
    if (contrastWithWhite(shade) >= contrastNeeded.hall) return shade;
  }
  return '#000000';
}
