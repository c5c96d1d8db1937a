import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');

export default defineConfig({
  root,
  test: {
    passWithNoTests: true,
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/engine/**/*.test.ts', 'test/house/**/*.test.ts'],
          maxWorkers: 2,
          // A busy machine answers later; what is waited for is the same.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'app',
          include: ['test/app/**/*.test.ts'],
          globalSetup: ['test/app/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          // A busy machine draws later; what is waited for is the same.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
