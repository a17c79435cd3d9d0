/**
 * From any Node >= 20 and a fresh clone to the project's own Node with everything installed. The entry points
 * (run.mjs, package.mjs, demo/start.mjs) are no more than this and the program that then runs.
 * Nothing here may need a package.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const windows = process.platform === 'win32';
const node = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

/** Runs a program of the project, with this process's arguments, and ends as it ends. */
export async function runProgram(path) {
  process.chdir(root);
  if (!(await upToDate())) {
    await mkdir(join(root, 'out'), { recursive: true });
    await withLock(join(root, 'out', 'setup.lock'), install);
  }
  const child = spawn(node, [join(root, path), ...process.argv.slice(2)], {
    stdio: 'inherit',
    // for everything started from here on, the project's own Node and tools are the first choice
    env: { ...process.env, PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter) },
  });
  // It may get one twice, from a terminal and from here; what it starts cleans up, so it decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)));
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
}

async function install() {
  if (await upToDate()) return; // somebody else did it while we waited
  if (!(await dependenciesMatch())) {
    console.log('Installing dependencies (npm ci)');
    await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  }
  // The package `node` fetches its binary in an install script, which npm may have been told not to run.
  if (!existsSync(node)) {
    console.log('Fetching Node');
    const folder = join(modules, 'node');
    await command(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
  }
}

const upToDate = async () => existsSync(node) && (await dependenciesMatch());

/** What npm says it has installed, against the lock file. Dates would be wrong after a checkout. */
async function dependenciesMatch() {
  const read = async (path) => JSON.parse(await readFile(path, 'utf8')).packages;
  try {
    const installed = await read(join(modules, '.package-lock.json'));
    const locked = Object.entries(await read(join(root, 'package-lock.json')));
    return locked.every(
      ([path, { version, optional }]) => !path || optional || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

const npm = (args, cwd) => command('npm', args, { cwd, shell: windows });

function command(name, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${name} ${args[0]} failed: ${code}`)),
    );
  });
}
