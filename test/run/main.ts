/**
 * npm test [-- PART... | FILE...] [--grep TEXT]
 *   parts: check, unit, build, editor (newest and oldest), newest, oldest, desktop, outside, package, start
 *   files: any *.test.ts; those of test/editor run in the newest edition
 * With LASTMILE_TEST_OUTPUT=1 also what the programs print.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from '../editor/edition/browser.ts';
import { type EditionName, editions, installEdition } from '../editor/edition/install.ts';
import { bySuite } from './events.ts';
import { command, endWithChildren, testProgram } from './processes.ts';
import { createReport } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' } },
});

const files = positionals.filter((it) => it.endsWith('.ts')).map((it) => relative('.', it));
const parts = new Set(positionals.filter((it) => !it.endsWith('.ts')));
const everything = positionals.length === 0;
const PARTS = [
  'check',
  'unit',
  'build',
  'editor',
  'newest',
  'oldest',
  'desktop',
  'outside',
  'package',
  'start',
];
for (const part of parts)
  if (!PARTS.includes(part)) throw new Error(`${part} is none of ${PARTS.join(', ')}`);

const inEditor = (file: string) => file.startsWith('test/editor/');
const outside = (file: string) => file.startsWith('test/editor-outside/');
const unit = (file: string) => !inEditor(file) && !outside(file);
const chosen = (wanted: boolean, kind: (file: string) => boolean) => {
  const all = wanted ? globSync('test/**/*.test.ts') : files;
  return all
    .map((it) => it.replaceAll('\\', '/'))
    .filter(kind)
    .sort();
};

endWithChildren();
const report = createReport({ verbose: !everything });
const options = values.grep ? ['--grep', values.grep] : [];

const wants = (...names: string[]) => everything || names.some((it) => parts.has(it));
const wantedEditions: EditionName[] = [];
if (wants('newest', 'editor', 'outside', 'package', 'start') || files.some((it) => !unit(it)))
  wantedEditions.push('newest');
if (wants('oldest', 'editor')) wantedEditions.push('oldest');

// In the background, while what needs no editor runs. Who needs it, awaits it and gets its error.
const browser = wantedEditions.length > 0 ? ensureBrowser(console.log) : Promise.resolve('');
const installed = new Map(wantedEditions.map((name) => [name, installEdition(name, console.log)]));
for (const it of [browser, ...installed.values()]) it.catch(() => {});
const editorReady = async (name: EditionName) => {
  await browser;
  await installed.get(name);
};

if (wants('check')) {
  await report.phase('types and lint', async () => {
    await report.check('tsc and biome', async () => {
      await all([command('tsc', ['--noEmit']), command('biome', ['check', '--error-on-warnings', '.'])]);
    });
  });
}

// Before the unit tests, because those of the command line run the bundle.
await report.phase('build', async () => {
  await report.check('esbuild', async () => {
    await command(process.execPath, ['esbuild.mjs', '--production']);
  });
});

const unitFiles = chosen(wants('unit'), unit);
if (unitFiles.length > 0) {
  await report.phase('unit tests', async () => {
    const shares = Math.min(availableParallelism(), unitFiles.length, 4);
    // Neighbours in the list take alike long, so each goes to another share.
    const share = (index: number) => unitFiles.filter((_, i) => i % shares === index);
    const runs = Array.from({ length: shares }, (_, index) =>
      testProgram(['test/run/mocha.ts', ...options, ...share(index)], bySuite(report.event)),
    );
    await all(runs);
  });
}

/** Waits for all of them, also when one fails. */
async function all(runs: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(runs);
  const errors = results.flatMap((it) => (it.status === 'rejected' ? [String(it.reason)] : []));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** Names in front of each suite where it runs, because others run beside it. */
const eventsIn = (where: string) =>
  bySuite((event) =>
    report.event(
      event.kind === 'end'
        ? event
        : { ...event, title: [`${where}, ${event.title[0]}`, ...event.title.slice(1)] },
    ),
  );

async function editorSuite(name: EditionName | 'desktop', suiteFiles: readonly string[]): Promise<void> {
  if (suiteFiles.length === 0) return;
  const title = name === 'desktop' ? 'desktop edition' : `VS Code ${editions[name].vscode}`;
  if (name !== 'desktop') await editorReady(name);
  const emit = eventsIn(title);
  let hasBegun = false;
  const run = () =>
    testProgram(['test/editor/suite.ts', name, ...options, ...suiteFiles], (event) => {
      hasBegun = true;
      emit(event);
    });
  await run().catch(async (error: unknown) => {
    // The workbench gives its extension host a minute to start, which is little where much else starts.
    if (hasBegun) throw error;
    console.log(`  ↻ ${title} did not start, once more: ${String(error).slice(-1_000)}`);
    await run();
  });
}

async function outsideSuite(suiteFiles: readonly string[]): Promise<void> {
  if (suiteFiles.length === 0) return;
  await editorReady('newest');
  const args = ['--timeout', '300000', '--retries', '1', ...options, ...suiteFiles];
  await testProgram(['test/run/mocha.ts', ...args], eventsIn('from outside'));
}

const newestFiles = chosen(wants('editor', 'newest'), inEditor);
const oldestFiles = wants('oldest', 'editor') ? chosen(true, inEditor) : [];
const desktopFiles = parts.has('desktop') ? chosen(true, inEditor) : [];
const outsideFiles = chosen(wants('outside'), outside);
if ([newestFiles, oldestFiles, desktopFiles, outsideFiles].some((it) => it.length > 0)) {
  // An editor waits for most of the time, so two share the machine.
  await report.phase('editors', () =>
    all([
      editorSuite('newest', newestFiles).finally(() => outsideSuite(outsideFiles)),
      editorSuite('oldest', oldestFiles).finally(() => editorSuite('desktop', desktopFiles)),
    ]),
  );
}

if (wants('package')) {
  await report.phase('package', async () => {
    await editorReady('newest');
    await report.check('the VSIX is small, complete and installs', async () => {
      await command(process.execPath, ['test/package/main.ts', '--check']);
    });
  });
}

if (wants('start')) {
  await report.phase('start', async () => {
    await editorReady('newest');
    await report.check('npm start -- --once', async () => {
      await command(process.execPath, ['test/demo/main.ts', '--once']);
    });
  });
}

process.exit(report.finish());
