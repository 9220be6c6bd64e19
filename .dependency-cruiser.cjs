// The floors of the house, and what may be imported where. `npm run check` fails on a wrong arrow, and test/floors.test.ts
// plants one violation per rule to see that it is found. Why: docs/decisions/0001-floors.md

/** Arrows point down: a floor imports from itself, from the floors named here, and types from schemas/types. */
const floors = {
  'index.ts': ['compile', 'core'],
  cli: ['local', 'emulator', 'handlers', 'loop', 'aws', 'compile', 'render', 'core'],
  stacks: ['local', 'compile', 'render', 'core'],
  handlers: ['loop', 'aws', 'render', 'core'],
  local: ['core'],
  loop: ['core'],
  aws: ['core'],
  render: ['core'],
  compile: ['core'],
  emulator: [],
  core: [],
  schemas: [],
}

const why = {
  'index.ts': 'The public entry shows what can be done with values: compile and plan. Commands are run, not imported.',
  cli: 'The command binds everything; nothing is bound to the command.',
  stacks:
    'A stack is made from the compiled manifest and the finished bundles: no code of a function runs while it is made.',
  handlers: 'A handler is bundled into a Lambda: it knows the loop and AWS, and nothing that reads files or text.',
  local: 'Local stand-ins implement ports of core. Who needs the loop or the emulator as well is the command.',
  loop: 'The loop knows ports, not who implements them: then the same loop runs in AWS, locally and in tests.',
  aws: 'Adapters translate between AWS and core. What is decided about it is decided in core.',
  render: 'A format is made from values alone, so that every caller can print the same document.',
  compile: 'Compiling reads text through a function and knows no world: the same for files, tests and synth.',
  emulator: 'The emulator shares nothing with us, not even types: a wrong belief would confirm itself.',
  core: 'Everything is decided in core, from plain values: it depends on nothing.',
  schemas: 'Types are generated from the schemas and depend on nothing.',
}

const paths = (names) => `^(${names.map((name) => name.replace('.', '\\.')).join('|')})(/|$)`
const house = paths(Object.keys(floors))
const packages = (names) => `(^|/)node_modules/(${names.join('|')})(/|$)`
// Installed beside the package by who deploys, and for development; dependency-cruiser knows them as both.
const peers = packages(['aws-cdk-lib', 'constructs', 'cdk-stacksets'])

// That schemas/types is imported as types only needs no rule: it holds no values, and tsc (verbatimModuleSyntax)
// refuses an import of a type that does not say `type`.
const arrows = Object.entries(floors).map(([floor, below]) => ({
  name: `arrows-of-${floor}`,
  comment: why[floor],
  severity: 'error',
  from: { path: paths([floor]) },
  to: {
    path: house,
    pathNot: [paths([floor, ...below]), ...(floor === 'emulator' ? [] : ['^schemas/types/'])],
  },
}))

const walls = [
  {
    name: 'core-is-pure',
    comment: 'A function of core gives the same answer everywhere: no file, network, process or package behind it.',
    from: { path: '^core/' },
    to: { pathNot: [house, '^crypto$', '^test/'] },
  },
  {
    name: 'core-hashes-in-digest',
    comment:
      'One place says what the digest of a value is, and one what a signature is of. Two ways to hash would make equal values differ.',
    from: { path: '^core/', pathNot: '^core/(digest|audit/signature)\\.ts$' },
    to: { path: '^crypto$' },
  },
  {
    name: 'text-is-parsed-in-compile',
    comment: 'One place turns text into values and knows lines and columns. These packages must never reach a Lambda.',
    from: { path: house, pathNot: '^compile/' },
    to: { path: packages(['ajv', 'jsonc-parser']) },
  },
  {
    name: 'yaml-in-compile-and-render',
    comment: 'YAML is read by compile and written by render; everything between the two is plain values.',
    from: { path: house, pathNot: '^(compile|render)/' },
    to: { path: packages(['yaml']) },
  },
  {
    name: 'sdk-in-aws',
    comment: "The port to AWS is its wire protocol. Elsewhere the SDK's types and errors would leak into decisions.",
    from: { path: house, pathNot: '^aws/' },
    to: { path: packages(['@aws-sdk', '@smithy']) },
  },
  {
    name: 'cdk-in-stacks',
    comment: 'CDK is an optional peer: validate, plan and the handlers run without it.',
    from: { path: house, pathNot: '^stacks/' },
    to: { path: packages(['aws-cdk-lib', 'constructs', 'cdk-stacksets']) },
  },
  {
    name: 'files-in-the-shell',
    comment: 'Who touches the disk is the shell. Compile reads through a function; a Lambda reads no file at run time.',
    from: { path: house, pathNot: '^(local|cli|stacks)/' },
    to: { path: '^fs(/|$)' },
  },
  {
    name: 'handlers-carry-no-compiler',
    comment: 'Whatever a handler reaches, over any number of steps, lies in its bundle: parsers and emulator do not.',
    from: { path: '^handlers/' },
    to: { path: [packages(['yaml', 'ajv', 'jsonc-parser', 'diff']), '^(emulator|compile|cli)/'], reachable: true },
  },
  {
    name: 'no-cycle',
    comment: 'Files that need each other are one file, or miss a third.',
    from: { path: house },
    to: { circular: true },
  },
  {
    name: 'no-orphan',
    comment: 'What imports nothing and is imported by nobody is forgotten, unless somebody from outside enters there.',
    from: {
      path: house,
      pathNot: [
        '^index\\.ts$',
        '^aws/credentials\\.ts$',
        '^cli/main\\.ts$',
        '^handlers/',
        '^stacks/main\\.ts$',
        '^schemas/types/',
      ],
      orphan: true,
    },
    to: {},
  },
  {
    name: 'tests-stay-outside',
    comment: 'What ships does not lean on tests, benchmarks or scripts: they are not in the package.',
    from: { path: house },
    to: { path: '^(test|bench|scripts)/' },
  },
  {
    name: 'no-dev-dependency',
    comment: 'Installed from the registry, the package has no development dependency beside it.',
    from: { path: house },
    to: { dependencyTypes: ['npm-dev'], pathNot: peers },
  },
  {
    name: 'dependencies-are-declared',
    comment: "A package that is there only because somebody else needs it goes away with somebody else's next version.",
    from: { path: house },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: peers },
  },
].map((rule) => ({ severity: 'error', ...rule }))

module.exports = {
  forbidden: [...arrows, ...walls],
  options: {
    // Without this the loose JavaScript parser guesses at TypeScript and overlooks, among others, `export type … from`.
    parser: 'swc',
    // An import of a type is an arrow too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^(node_modules|test|bench|scripts|dist|dist-bench|coverage)/' },
  },
}
