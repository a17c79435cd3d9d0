/** The command line as it is shipped: bundled once per process, run as a process of its own in real repositories. */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import {
  type CommandOptions,
  type CommandResult,
  createRepository,
  type Repository,
} from '../fixtures/repository.ts';

let bundle: string | undefined;

/** Path of the bundled command line. */
export function bundledCli(): string {
  if (bundle) return bundle;
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'lastmile-cli-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, 'cli.js');
  buildSync({
    entryPoints: [path.resolve(import.meta.dirname, '../../src/cli/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'error',
  });
  bundle = outfile;
  return outfile;
}

export const TOOL = 'claude-code';
export const MODEL = 'claude-opus-4-5';
export const BY_AI = ['--origin', 'ai', '--tool', TOOL, '--model', MODEL, '--session', 's1'];

/** A repository with the command line at hand. */
export interface Project extends Repository {
  /** runs `lastmile` */
  lastmile(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** runs it and reads the JSON it prints; rejects when it fails */
  json<T>(...args: string[]): Promise<T>;
  /** adds lines to a file, written by an AI tool */
  ai(file: string, ...lines: string[]): Promise<void>;
  /** adds lines to a file that nothing explains */
  other(file: string, ...lines: string[]): Promise<void>;
  /** an editor for git that runs a shell script; `$1` is the message's file */
  editor(script: string): Promise<{ GIT_EDITOR: string }>;
}

let editors = 0;

export function projectOf(repository: Repository): Project {
  const lastmile: Project['lastmile'] = (args, options) =>
    repository.run(process.execPath, [bundledCli(), ...args], options);
  const append = async (file: string, lines: readonly string[]) => {
    await mkdir(path.dirname(repository.path(file)), { recursive: true });
    await repository.append(file, lines.map((line) => `${line}\n`).join(''));
  };
  return {
    ...repository,
    lastmile,
    async json<T>(...args: string[]) {
      const { code, stdout, stderr } = await lastmile([...args, '--json']);
      if (code !== 0) throw new Error(`lastmile ${args.join(' ')} exited with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async ai(file, ...lines) {
      await append(file, lines);
      const { code, stderr } = await lastmile(['checkpoint', ...BY_AI, '--', file]);
      if (code !== 0) throw new Error(stderr);
    },
    other: (file, ...lines) => append(file, lines),
    async editor(script) {
      const file = path.join(repository.home, `editor-${editors++}.sh`);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
      return { GIT_EDITOR: `'${file}'` };
    },
  };
}

/** A repository with one commit and, unless told otherwise, the hooks. */
export async function createProject(options: { hooks?: boolean; name?: string } = {}): Promise<Project> {
  const project = projectOf(await createRepository(options.name === undefined ? {} : { name: options.name }));
  await project.write('README.md', '# Project\n');
  await project.commitAll('Begin');
  if (options.hooks ?? true) {
    const { code, stderr } = await project.lastmile(['hooks', 'install']);
    if (code !== 0) throw new Error(`the hooks were not installed: ${stderr}`);
  }
  return project;
}
