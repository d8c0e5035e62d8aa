/** The dependency rules of docs/architecture.md, checked by `npm run check`. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-app-imports-another',
      comment: 'Services talk over NATS. Only standalone and migrate compose them, and only through their modules.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/((standalone|migrate)/|[^/]+/test/)' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'tests-start-other-apps-as-a-whole',
      comment: 'An integration test may run another service beside its own, but not reach into it.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/test/' },
      to: { path: '^apps/([^/]+)/', pathNot: ['^apps/$1/', '^apps/[^/]+/src/service\\.ts$'] },
    },
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: '^libs/contracts/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/contracts/src', '^node_modules/zod/'] },
    },
    {
      name: 'client-is-framework-free',
      severity: 'error',
      from: { path: '^libs/client/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/(client|contracts)/src', '^node_modules/(socket\\.io-client|zod)/'] },
    },
    {
      name: 'web-imports-only-contracts-and-client',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(libs/(?!contracts|client)|apps/(?!web))' },
    },
    {
      name: 'no-test-code-in-products',
      severity: 'error',
      from: { path: '^(apps/|libs/(?!testing/))', pathNot: '(\\.(int-|e2e-)?spec\\.tsx?$|/test/)' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'embedded-servers-know-nothing-of-the-rest',
      severity: 'error',
      from: { path: '^libs/embedded/src', pathNot: 'spec\\.ts$' },
      to: { path: '^(apps/|libs/(?!embedded/))' },
    },
    {
      name: 'services-start-no-servers',
      comment: 'Services are given a PostgreSQL and a NATS; only standalone and the tests start them.',
      severity: 'error',
      from: { path: '^(apps/(?!standalone)|libs/(?!embedded|testing))', pathNot: '(spec\\.ts$|/test/)' },
      to: { path: '^libs/embedded/' },
    },
    {
      name: 'messaging-knows-no-platform',
      severity: 'error',
      from: { path: '^libs/messaging/src', pathNot: 'spec\\.ts$' },
      to: { path: '^libs/platform' },
    },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|\\.djamms/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
