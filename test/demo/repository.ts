/** The demo repository: real git, and every edit told to the product through its own command line. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Author, history } from './history.ts';

const run = promisify(execFile);

const CLI = resolve('dist/cli.js');

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

export interface DemoRepositoryOptions {
  /** address of its remote, which nothing is fetched from */
  readonly remote?: string;
}

export async function createDemoRepository(
  folder: string,
  { remote }: DemoRepositoryOptions = {},
): Promise<void> {
  const git = (args: string[]) => run('git', args, { cwd: folder, env: environment() });
  const lastmile = (...args: string[]) =>
    run(process.execPath, [CLI, ...args], { cwd: folder, env: environment() });

  await mkdir(folder, { recursive: true });
  await git(['init', '-q', '-b', 'main']);
  await git(['config', 'user.name', 'Demo Developer']);
  await git(['config', 'user.email', 'demo@example.com']);
  await git(['config', 'commit.gpgSign', 'false']);
  if (remote !== undefined) await git(['remote', 'add', 'origin', remote]);
  await lastmile('hooks', 'install');

  const change = async (path: string, text: string, by: Author) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    const who =
      by.origin === 'human' ? [] : ['--tool', by.tool, '--model', by.model, '--session', by.session];
    await lastmile('checkpoint', '--origin', by.origin, ...who, path);
  };

  for (const step of history) {
    if ('write' in step) {
      await change(step.write, step.text, step.by);
    } else if ('edit' in step) {
      const before = await readFile(join(folder, step.edit), 'utf8');
      const parts = before.split(step.from);
      if (parts.length !== 2) throw new Error(`${step.edit} has not exactly one:\n${step.from}`);
      await change(step.edit, parts.join(step.to), step.by);
    } else if ('stage' in step) {
      await git(['add', ...step.stage]);
    } else {
      await git(['add', '--all']);
      await git(['commit', '-q', '-m', step.commit]);
    }
  }
}

/** of the last commit; for a demo that shows nothing is none */
export async function lastTrailers(folder: string): Promise<string> {
  const { stdout } = await run('git', ['log', '-1', '--format=%(trailers:only)'], { cwd: folder });
  return stdout.trim();
}
