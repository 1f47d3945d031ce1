import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/parity/**/*.test.ts'],
    globalSetup: ['test/parity/emulator/global-setup.ts'],
    fileParallelism: false,
    // A full refresh of the demo company on the emulator takes minutes.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
