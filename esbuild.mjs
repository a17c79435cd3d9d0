// Bundles the product into dist/:
//   extension.cjs  for the editor's extension host (CommonJS: the one format that every supported editor loads). What it
//                  does not need before it first waits for something it loads then: editor-repository.js opens
//                  repositories, compose-github.js talks to GitHub
//   cli.js         for Node >= 22.13 and for the editor's runtime with ELECTRON_RUN_AS_NODE. CommonJS too:
//                  it starts a little faster than an ES module, and a git hook waits for it. dist/package.json
//                  says so to Node, because the project's own package.json says "module". It loads hook.js or
//                  command-line.js, so that a hook reads nothing that it does not need, and Node keeps the
//                  compiled code of each.
//   report-thread.js  for the thread in which the editor has reports made
//   webview/       for the dashboard's page, when there is one
//   licenses.txt   the licences of every package that is in them
// Options: --production (minified, without source maps), --watch
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none', // licenses.txt has them
  metafile: true,
  logLevel: 'warning',
  write: false, // written by `place`
};

/** Of the manifest the program says its version, nothing else. */
const versionOnly = {
  name: 'version-only',
  setup(it) {
    it.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      if (dirname(path) !== root) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const node = {
  ...common,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // Of ES modules only what is used is bundled; of CommonJS, which Node would take, everything.
  mainFields: ['module', 'main'],
};

/** The command line runs where there is no editor, so nothing of it may reach for one. */
const withoutEditor = {
  name: 'without-editor',
  setup(it) {
    it.onResolve({ filter: /^vscode$/ }, ({ importer }) => ({
      errors: [{ text: `dist/cli.js must not import 'vscode', but ${relative(root, importer)} does` }],
    }));
  },
};

/**
 * What `cli.js` and `extension.cjs` load later is beside them, not in them. Either has its own copy of a module that both
 * need, so values that go from one to the other are told apart by what they say, never by being the same object.
 */
const partsOfCli = ['hook', 'command-line'];
const partsOfExtension = ['editor-repository', 'compose-github'];
const besides = {
  name: 'besides',
  setup(it) {
    it.onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ path, kind }) => {
      const [name] = path.slice(2).split('.');
      return kind === 'dynamic-import' && [...partsOfCli, ...partsOfExtension].includes(name)
        ? { path: `./${name}.js`, external: true }
        : undefined;
    });
  },
};
// `import()` would start Node's loader of ES modules to find that it gets CommonJS; `require` does not.
const byRequire = { supported: { 'dynamic-import': false } };

/** The editor's API as one module: else each file that imports it copies its hundreds of names when it is loaded. */
const oneEditor = {
  name: 'one-editor',
  setup(it) {
    it.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'editor' ? { path, external: true } : { path, namespace: 'editor' },
    );
    it.onLoad({ filter: /.*/, namespace: 'editor' }, () => ({ contents: "export * from 'vscode';" }));
  },
};

const bundles = [
  {
    ...node,
    ...byRequire,
    entryPoints: ['src/extension/main.ts'],
    outfile: 'dist/extension.cjs',
    plugins: [oneEditor, besides],
  },
  ...partsOfExtension.map((name) => ({
    ...node,
    entryPoints: [`src/extension/${name}.ts`],
    outfile: `dist/${name}.js`,
    plugins: [oneEditor],
  })),
  {
    ...node,
    ...byRequire,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    plugins: [withoutEditor, besides],
  },
  ...[...partsOfCli.map((name) => `cli/${name}`), 'extension/report-thread'].map((path) => ({
    ...node,
    entryPoints: [`src/${path}.ts`],
    outfile: `dist/${basename(path)}.js`,
    plugins: [withoutEditor],
  })),
  {
    ...common,
    entryPoints: ['src/webview/main.ts'],
    outfile: 'dist/webview/main.js',
    platform: 'browser',
    target: 'chrome134', // of the oldest supported editor
    format: 'esm',
  },
].filter(({ entryPoints }) => existsSync(join(root, entryPoints[0])));

/** Written beside and renamed: an editor or a hook that starts meanwhile never reads half a file. */
async function place(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

const placed = new Set();

const placing = {
  name: 'placing',
  setup(it) {
    it.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, contents } of outputFiles) {
        await place(path, contents);
        placed.add(path);
      }
    });
  },
};

/** The text of every bundled package's licence; a package without one may not be bundled. */
async function licenses(metafiles) {
  const packages = new Set();
  for (const input of metafiles.flatMap((it) => Object.keys(it.inputs))) {
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (found) packages.add(found[0]);
  }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find((it) => /^(licen[cs]e|copying)/i.test(it));
    if (!file && !license) throw new Error(`${name} is bundled, but says nothing about its licence`);
    const text = file ? await readFile(join(root, folder, file), 'utf8') : `License: ${license}\n`;
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** What an earlier build left and this one has not written. */
async function removeOthers(folder = dist) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = resolve(folder, entry.name);
    if (entry.isDirectory()) await removeOthers(path);
    else if (!placed.has(path) && !path.endsWith('.tmp')) await rm(path, { force: true });
  }
}

async function placeText(name, text) {
  await place(join(dist, name), text);
  placed.add(join(dist, name));
}

const withPlacing = bundles.map((it) => ({ ...it, plugins: [...(it.plugins ?? []), versionOnly, placing] }));

if (watch) {
  for (const options of withPlacing) await (await context({ ...options, logLevel: 'info' })).watch();
  await placeText('package.json', '{ "type": "commonjs" }\n');
} else {
  try {
    const results = await Promise.all(withPlacing.map((options) => build(options)));
    await placeText('package.json', '{ "type": "commonjs" }\n');
    await placeText('licenses.txt', await licenses(results.map((it) => it.metafile)));
    await removeOthers();
  } catch (error) {
    if (!error.errors) console.error(error); // esbuild has printed its own
    process.exit(1);
  }
}
