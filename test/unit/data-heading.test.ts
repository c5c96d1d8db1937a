import { describe, expect, it } from 'vitest';
import { dataHeading } from '../../renderer/features/data/heading.ts';

describe('the heading of the returns', () => {
  it.each([
    [{ batches: 0, aside: 0, questions: 0 }, 'Bring in the first return'],
    [{ batches: 3, aside: 0, questions: 0 }, 'Every row is in'],
    [{ batches: 3, aside: 0, questions: 1 }, '1 question to ask about what came'],
    [{ batches: 3, aside: 2, questions: 0 }, '2 rows to put right'],
    [{ batches: 3, aside: 2, questions: 4 }, '2 rows to put right, 4 questions to ask about what came'],
    // Before the questions are known nothing is said of all.
    [{ batches: 3, aside: 0, questions: null }, 'What came in'],
  ])('of %o is %s', (given, heading) => {
    expect(dataHeading(given)).toBe(heading);
  });
});
