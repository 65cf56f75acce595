import { testPackages } from './tools/test-packages.mjs';

const bundled = Object.entries(testPackages()).map(([name, file]) => [`^${name.replaceAll('/', '\\/')}$`, file]);

/** One jest for the whole repository; the parts of the test command select folders. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { ...Object.fromEntries(bundled), '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: ['**/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/.dossier/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/(?!test-packages/)', '<rootDir>/.dossier/'],
  watchPathIgnorePatterns: ['.*'],
  testSequencer: './tools/slowest-first.mjs',
  // One more than the processors that we count on: somebody always waits for a broker or a page.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 180_000,
};
