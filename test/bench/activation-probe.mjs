// node activation-probe.mjs FILE: loads an extension as an editor would, with an editor that does nothing, and prints
// [ms to load, ms until `activate` first waits, ms of processor time for both], as JSON.
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { performance } from 'node:perf_hooks';

/** Whatever is read of it, called or made with it is itself; it holds no items and is no promise. */
const nothing = new Proxy(class {}, {
  get(target, key) {
    if (key === 'then') return undefined;
    if (key === 'prototype') return target.prototype;
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    if (key === Symbol.toPrimitive) return () => '';
    return nothing;
  },
  apply: () => nothing,
  construct: (_target, _args, derived) => (derived === nothing ? nothing : Object.create(derived.prototype)),
});
// A bundle copies what it finds in a module, so everything that there is has to be named.
const require = createRequire(import.meta.url);
const declarations = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = declarations.matchAll(
  /^\s*export (?:abstract )?(?:class|enum|namespace|const|function) (\w+)/gm,
);
globalThis.editor = Object.fromEntries(Array.from(names, ([, name]) => [name, nothing]));

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'editor:vscode', format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'editor:vscode'
      ? { format: 'commonjs', source: 'module.exports = globalThis.editor;', shortCircuit: true }
      : next(url, context),
});

// What happens behind the first await meets an editor that makes no sense.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

const cpuBefore = process.cpuUsage();
const start = performance.now();
const extension = require(process.argv[2]);
const loaded = performance.now();
extension.activate(nothing);
const waiting = performance.now();
const { user, system } = process.cpuUsage(cpuBefore); // microseconds
const figures = [loaded - start, waiting - loaded, (user + system) / 1000];
process.stdout.write(JSON.stringify(figures), () => process.exit(0));
