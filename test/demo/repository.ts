/**
 * The demo repository: real git, and every edit told to the product as its command line tells it, by a clock that goes
 * through the last weeks, so that there is something to be seen of what became of the code.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import { createCheckpoints } from '../../src/services/checkpoints.ts';
import { type Author, history } from './history.ts';

const run = promisify(execFile);

const CLI = resolve('dist/cli.js');
const DAY_MS = 24 * 60 * 60 * 1000;
const STEP_MS = 4 * 60 * 1000;

/** Neither the settings nor the hooks of whoever runs this. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: '/dev/null', // git knows the name on Windows, too
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

export interface DemoRemote {
  readonly url: string;
  /** what can be fetched from it beside the default branch: the name of each is that of a pull request */
  readonly branches: readonly { readonly refs: readonly string[]; readonly title: string }[];
}

export interface DemoRepositoryOptions {
  readonly remote?: DemoRemote;
}

export async function createDemoRepository(
  folder: string,
  { remote }: DemoRepositoryOptions = {},
): Promise<void> {
  const endMs = Date.now();
  let nowMs = endMs;
  const env = environment();
  const git = (args: string[]) => {
    const date = `@${Math.floor(nowMs / 1000)} +0000`;
    return run('git', args, {
      cwd: folder,
      env: { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  };

  await mkdir(folder, { recursive: true });
  await git(['init', '-q', '-b', 'main']);
  await git(['config', 'user.name', 'Demo Developer']);
  await git(['config', 'user.email', 'demo@example.com']);
  await git(['config', 'commit.gpgSign', 'false']);
  if (remote) await git(['remote', 'add', 'origin', remote.url]);
  await run(process.execPath, [CLI, 'hooks', 'install'], { cwd: folder, env });

  const clock = { nowMs: () => nowMs };
  const log = { info() {}, warn: (message: string) => console.error(message) };
  const opened = await openGit(folder, { env });
  if (opened.kind !== 'ok') throw new Error(`the demo repository cannot be opened: ${opened.kind}`);
  const { commonDir } = opened.git;
  const change = async (path: string, text: string, by: Author) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    // Closed again each time: the hooks of a commit are other processes.
    const found = openLedger({ commonDir, clock, log });
    if (found.kind !== 'ok') throw new Error(`the demo's ledger cannot be opened: ${found.kind}`);
    const { ledger } = found;
    const checkpoints = createCheckpoints({ git: opened.git, ledger, clock, log, newId: randomUUID });
    await checkpoints.checkpoint({ ...by, paths: [path] });
    ledger.close();
  };

  for (const step of history) {
    nowMs = Math.min(nowMs + STEP_MS, endMs);
    if ('daysAgo' in step) {
      nowMs = endMs - step.daysAgo * DAY_MS;
    } else if ('write' in step) {
      await change(step.write, step.text, step.by);
    } else if ('edit' in step) {
      const before = await readFile(join(folder, step.edit), 'utf8');
      const parts = before.split(step.from);
      if (parts.length !== 2) throw new Error(`${step.edit} has not exactly one:\n${step.from}`);
      await change(step.edit, parts.join(step.to), step.by);
    } else if ('stage' in step) {
      await git(['add', ...step.stage]);
    } else if ('revert' in step) {
      await git(['revert', '--no-edit', `:/^${step.revert}`]);
    } else {
      await git(['add', '--all']);
      await git(['commit', '-q', '-m', step.commit]);
    }
  }
  if (remote) await serve(folder, remote, git);
}

const AUTHOR = ['-c', 'user.name=Demo Developer', '-c', 'user.email=demo@example.com'];

/**
 * Has Git fetch what it is told to fetch from the remote from a folder beside: the remote speaks GitHub's API, not Git's.
 * Each branch is one commit on top of the default branch.
 */
async function serve(
  folder: string,
  { url, branches }: DemoRemote,
  git: (args: string[]) => Promise<{ stdout: string }>,
): Promise<void> {
  const bare = `${folder}.git`;
  await git(['clone', '-q', '--bare', folder, bare]);
  const there = async (...args: string[]) => (await git(['-C', bare, ...args])).stdout.trim();
  for (const { refs, title } of branches) {
    const commit = await there(...AUTHOR, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', title);
    for (const ref of refs) await there('update-ref', ref, commit);
  }
  await git(['config', `url.${bare}.insteadOf`, url]);
}

/** of the last commit; for a demo that shows nothing is none */
export async function lastTrailers(folder: string): Promise<string> {
  const { stdout } = await run('git', ['log', '-1', '--format=%(trailers:only)'], { cwd: folder });
  return stdout.trim();
}
