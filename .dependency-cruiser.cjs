/** Who may import whom. test/guards/lint.test.ts plants a violation of each rule. */

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'contracts-only-zod',
      comment: 'What crosses a border depends on zod alone.',
      severity: 'error',
      from: { path: '^libs/contracts/src/' },
      to: { pathNot: ['^libs/contracts/src/', '^node_modules/zod/'] },
    },
    {
      name: 'legal-clock-is-pure',
      comment: 'The reckoning of time imports nothing.',
      severity: 'error',
      from: { path: '^libs/legal-clock/src/' },
      to: { pathNot: '^libs/legal-clock/src/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'A domain knows contracts and the legal clock: no package, no Node built-in, no other room of its service.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/' },
      to: { pathNot: ['^apps/$1/src/domain/', '^libs/contracts/', '^libs/legal-clock/'] },
    },
    {
      name: 'event-store-knows-contracts',
      severity: 'error',
      from: { path: '^libs/event-store/src/' },
      to: { path: ['^apps/', '^seeds/', '^libs/(?!event-store/|contracts/)'] },
    },
    {
      name: 'event-feed-knows-contracts-and-store',
      severity: 'error',
      from: { path: '^libs/event-feed/src/' },
      to: { path: ['^apps/', '^seeds/', '^libs/(?!event-feed/|event-store/|contracts/)'] },
    },
    {
      name: 'libraries-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: ['^apps/', '^seeds/'] },
    },
    {
      name: 'apps-know-no-other-app',
      comment: 'Services speak through published events. Only `dossier` mounts the others.',
      severity: 'error',
      from: { path: '^apps/(intake|case-state|notifications|officer-ui)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'pages-know-contracts-and-clock',
      severity: 'error',
      from: { path: '^apps/officer-ui/' },
      to: { path: '^libs/(?!contracts/|legal-clock/)' },
    },
    {
      name: 'doors-only',
      comment: 'Another room is entered through its index.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/', pathNot: '/test/' },
      to: {
        path: '^libs/([^/]+)/src/',
        pathNot: [
          '^libs/$2/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/service-kit/src/(kafka|postgres|running|settings)/index\\.ts$',
          '^libs/contracts/src/roles/index\\.ts$',
        ],
      },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: ['^apps/[^/]+/src/', '^libs/(?!testing/)[^/]+/src/', '^seeds/(?!test/)'] },
      to: { path: ['^libs/testing/', '/test/', '^test/'] },
    },
    {
      name: 'story-only-when-told',
      comment: 'The product goes without its story: `seeds` is loaded where one is told, not before.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '/test/' },
      to: { path: '^seeds/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^apps/officer-ui/dist'] },
    tsPreCompilationDeps: true,
    preserveSymlinks: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
