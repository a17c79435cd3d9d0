/**
 * Builds out/NAME-VERSION.vsix, and fails when it is larger than it should be or lacks something.
 * With --check it is also installed in an editor of its own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import vsce from '@vscode/vsce';
import { installEdition } from '../editor/edition/install.ts';
import { installExtension } from '../editor/edition/server.ts';
import { createProfile } from '../editor/profile.ts';
import { command } from '../run/processes.ts';
import { packagedFiles, readManifest } from './files.ts';

const MAX_BYTES = 1_000_000;

await command(process.execPath, ['esbuild.mjs', '--production']);
const files = await packagedFiles();
checkFiles(files);

const manifest = await readManifest();
const vsix = join('out', `${manifest.name}-${manifest.version}.vsix`);
await mkdir('out', { recursive: true });
const temporary = await mkdtemp(join('out', 'package-'));
try {
  const built = join(temporary, 'extension.vsix');
  // `skipLicense` and `allowMissingRepository` only keep vsce from asking; `checkFiles` looks for the licence.
  await vsce.createVSIX({
    packagePath: built,
    dependencies: false,
    rewriteRelativeLinks: false, // what the README shows is in the VSIX
    allowMissingRepository: true,
    skipLicense: true,
  });
  const { size } = await stat(built);
  if (size > MAX_BYTES) throw new Error(`the VSIX has ${size} bytes, more than ${MAX_BYTES}`);
  if (process.argv.includes('--check')) await checkInstalls(built);
  await rename(built, vsix); // in one step: another run may be doing the same
  console.log(`${vsix}: ${Math.round(size / 1000)} kB, ${files.length} files`);
} finally {
  await rm(temporary, { recursive: true, force: true });
}

function checkFiles(files: readonly string[]): void {
  const wanted = [
    'package.json',
    'dist/extension.cjs',
    'dist/editor-repository.js',
    'dist/compose-github.js',
    'dist/cli.js',
    'dist/hook.js',
    'dist/command-line.js',
    'dist/report-thread.js',
    'dist/package.json',
    'dist/licenses.txt',
  ];
  for (const name of ['LICENSE', 'README.md', 'package.nls.json']) if (existsSync(name)) wanted.push(name);
  wanted.push(...readdirSync('.').filter((it) => /^package\.nls\..+\.json$/.test(it)));
  wanted.push(...readdirSync('l10n').map((it) => `l10n/${it}`));
  if (existsSync('README.md')) wanted.push(...imagesOf(readFileSync('README.md', 'utf8')));
  const missing = wanted.filter((it) => !files.includes(it));
  if (missing.length > 0) throw new Error(`not in the VSIX: ${missing.join(', ')}`);
  const strange = files.filter((it) => /(^|\/)node_modules\/|\.map$|\.ts$|^(src|test|out)\//.test(it));
  if (strange.length > 0) throw new Error(`should not be in the VSIX: ${strange.join(', ')}`);
}

function imagesOf(markdown: string): string[] {
  const targets = [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)/g)].map(([, path]) => path!);
  return targets.filter((it) => !/^https?:/.test(it));
}

/** As a user installs it; then what is on disk must be the extension, and its command line must start. */
async function checkInstalls(path: string): Promise<void> {
  const edition = await installEdition('newest', console.log);
  const profile = await createProfile({ edition: 'newest' });
  try {
    const options = { ...profile, workspaceTrust: false };
    const said = await installExtension(edition, options, path);
    const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
    const folders = await readdir(profile.extensionsDir);
    if (!folders.includes(name)) throw new Error(`not installed: ${said}`);
    const folder = join(profile.extensionsDir, name);
    for (const file of files) {
      // vsce renames README.md and the licence
      if (/^(readme|license|changelog)/i.test(file)) continue;
      if (!existsSync(join(folder, file))) throw new Error(`not installed: ${file}`);
    }
    const installed = await readFile(join(folder, 'dist', 'extension.cjs'));
    if (!installed.equals(await readFile('dist/extension.cjs')))
      throw new Error('another extension is installed');
    await command(process.execPath, ['--check', join(folder, 'dist', 'cli.js')]);
  } finally {
    await profile.remove();
  }
}
