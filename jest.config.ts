import type { Config } from 'jest';

/** Packages that ship ES modules only; Jest on CommonJS has to transform them. */
const esmPackages = [
  '@nestjs',
  'zod',
  'file-type',
  'music-metadata',
  'strtok3',
  'token-types',
  '@tokenizer',
  '@borewit',
  'uint8array-extras',
  'load-esm',
  'uuid',
  'win-guid',
  'content-disposition',
  'content-type',
  'media-typer',
];

const common: Config = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleNameMapper: {
    '^@djamms/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    // Their exports name only `import` and `module-sync`, which Jest does not look for.
    '^(music-metadata|strtok3)$': '<rootDir>/node_modules/$1/lib/index.js',
    '^file-type$': '<rootDir>/node_modules/file-type/index.js',
    // Loaded when it is needed, which TypeScript wants to be spelt as the built file is.
    '^(\\./s3/s3-storage)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.djamms'],
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic' },
          },
          keepClassNames: true,
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esmPackages.join('|')})/)`],
};

/** One PostgreSQL and one NATS server for the run; each test file makes its own database in it. */
const withServers: Config = {
  ...common,
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
};

/** Run where a real Elasticsearch can be had; `npm test` says so where it cannot. */
const elasticsearchTests = '/test/elasticsearch/';

/** End-to-end tests that need no more of a system than its address; `npm run blackbox` gives it. */
const blackBox = ['system', 'bad-input', 'search', 'faces', 'kiosk', 'console', 'browser', 'player'];

const endToEndSetup = ['<rootDir>/libs/testing/src/jest/timeouts.ts', '<rootDir>/libs/testing/src/jest/second-try.ts'];

const config: Config = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/**/src/**/*.spec.{ts,tsx}', '<rootDir>/test/**/*.spec.ts'],
    },
    {
      ...withServers,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/**/*.int-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', elasticsearchTests],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/src/jest/timeouts.ts'],
    },
    {
      ...withServers,
      displayName: 'elasticsearch',
      testMatch: [`<rootDir>/{apps,libs}/**${elasticsearchTests}*.int-spec.ts`],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/src/jest/timeouts.ts'],
    },
    {
      ...withServers,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      setupFilesAfterEnv: endToEndSetup,
    },
    {
      ...common,
      displayName: 'blackbox',
      testMatch: blackBox.map((name) => `<rootDir>/test/${name}.e2e-spec.ts`),
      setupFilesAfterEnv: endToEndSetup,
    },
  ],
};

export default config;
