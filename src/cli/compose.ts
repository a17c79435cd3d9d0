/** The composition root of the command line: where commands get git, the ledger, the settings, clock and log from. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Answers } from '../adapters/git/answers.ts';
import { configIn } from '../adapters/git/configuration.ts';
import { openGit } from '../adapters/git/git.ts';
import { ledgerFile } from '../adapters/ledger/files.ts';
import { knownRepositoriesFolder, rememberRepository } from '../adapters/ledger/known-repositories.ts';
import { type OpenedLedger, openLedger } from '../adapters/ledger/open.ts';
import { readMirrored } from '../adapters/settings/mirrored-settings.ts';
import { type Config, isPaused, type Mirrored, readConfig } from '../domain/config.ts';
import type { ContributionDeps } from '../services/contributions.ts';
import type { Clock, Git, Ledger, Log } from '../services/ports.ts';
import { unrecorded } from '../services/unrecorded.ts';
import { Failure } from './terminal.ts';

export const systemClock: Clock = { nowMs: () => Date.now() };

/** With `LASTMILE_DEBUG` set, what happens in the background goes to standard error. */
export const log: Log = process.env.LASTMILE_DEBUG
  ? {
      info: (message) => process.stderr.write(`lastmile: ${message}\n`),
      warn: (message, cause) =>
        process.stderr.write(`lastmile: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}\n`),
    }
  : { info() {}, warn() {} };

/** Prefixes of every git setting that is looked at. */
const PREFIXES = ['lastmile.', 'core.comment', 'commit.', 'trailer.', 'user.', 'author.'];

export interface Project {
  readonly git: Git;
  readonly gitConfig: ReadonlyMap<string, string>;
  /** the editor's settings, as the extension left them for us */
  readonly mirrored: Mirrored;
  /** nothing may be recorded now */
  readonly isPaused: boolean;
  readonly config: Config;
}

/**
 * The repository around `directory` and its settings.
 * @param answers what git was asked there already
 * @param wrap what is done to git first, before the settings are asked for
 */
export async function openProject(
  directory: string,
  { answers = null, wrap = (git) => git }: { answers?: Answers | null; wrap?: (git: Git) => Git } = {},
): Promise<Project> {
  // Asked at the same time as where the repository is; what is wrong with that one is the better complaint.
  const settings = answers ? null : configIn(directory, PREFIXES);
  settings?.catch(() => {});
  const git = wrap(await openRepository(directory, answers));
  const gitConfig = await (settings ?? git.config(PREFIXES));
  const mirrored = readMirrored(git.commonDir);
  const config = readConfig(gitConfig, mirrored);
  return { git, gitConfig, mirrored, isPaused: isPaused(mirrored), config };
}

async function openRepository(directory: string, answers: Answers | null): Promise<Git> {
  const opened = await openGit(directory, { answers });
  switch (opened.kind) {
    case 'ok':
      return opened.git;
    case 'no-git':
      throw new Failure('git is not installed, or not on the PATH');
    case 'too-old':
      throw new Failure('this git is too old');
    case 'not-a-repository':
      throw new Failure(`there is no git repository in ${directory}`);
    case 'bare':
      throw new Failure(`${opened.gitDir} is a bare repository: there is no work tree to look at`);
    case 'no-worktree':
      throw new Failure(`${opened.gitDir} is a git folder: call it in the work tree`);
    case 'dubious-ownership':
      throw new Failure(`${opened.folder} belongs to another user; see safe.directory in 'git help config'`);
    case 'unusable':
      throw new Failure(`git cannot read the repository in ${opened.folder}: ${opened.detail}`);
  }
}

/**
 * The ledger for looking things up: null where nothing was ever recorded, or it cannot be read, which is complained of.
 * Writable if possible: what is found in the work tree on the way is remembered, unless recording is paused.
 * @param options `create`: one is made where there is none, because there may be something to record
 */
export function ledgerIfAny(
  git: Git,
  complain: (what: string) => void = warn,
  { create = false }: { create?: boolean } = {},
): (Ledger & Disposable) | null {
  const paused = isPaused(readMirrored(git.commonDir));
  if ((paused || !create) && !existsSync(ledgerFile(git.commonDir))) return null;
  const options = { commonDir: git.commonDir, clock: systemClock, log };
  let opened = openLedger(options);
  if (opened.kind === 'unavailable') opened = openLedger({ ...options, readOnly: true });
  if (opened.kind !== 'ok') {
    complain(whyNot(opened));
    return null;
  }
  if (opened.setAside !== null) complain('the ledger was damaged and has been set aside');
  return disposable(paused ? unrecorded(opened.ledger) : opened.ledger);
}

const warn = (what: string) => void process.stderr.write(`lastmile: ${what}\n`);

/** The ledger for recording. Throws `Failure` where that is not possible. */
export function ledgerToWrite(git: Git): Ledger & Disposable {
  const opened = openLedger({ commonDir: git.commonDir, clock: systemClock, log });
  if (opened.kind !== 'ok') throw new Failure(whyNot(opened));
  rememberRepository(knownRepositoriesFolder(), git);
  if (opened.setAside !== null)
    process.stderr.write(
      `lastmile: the ledger was damaged; it is now ${opened.setAside}, and a new one was begun\n`,
    );
  return disposable(opened.ledger);
}

function whyNot(opened: Exclude<OpenedLedger, { kind: 'ok' }>): string {
  if (opened.kind === 'newer')
    return 'the ledger was written by a newer version of Lastmile; update this one';
  return opened.kind === 'absent' ? 'there is no ledger yet' : opened.reason;
}

function disposable<L extends Ledger>(ledger: L): L & Disposable {
  return Object.assign(ledger, { [Symbol.dispose]: () => ledger.close() });
}

export function contributionDeps(
  { git, config }: Pick<Project, 'git' | 'config'>,
  ledger: Ledger | null,
): ContributionDeps {
  return { git, ledger, clock: systemClock, config };
}

/**
 * `given` relative to the root, `/`-separated. It is taken as relative to the root, as all paths that we print are; to the
 * current folder, as Git's are, where it says so (`./`) or only that one has such a file.
 */
export function pathInRepository(git: Git, directory: string, given: string): string {
  const atRoot = path.resolve(git.worktree, given);
  const here = path.resolve(directory, given);
  const isHere = /^\.{1,2}(?:[/\\]|$)/.test(given) || (!existsSync(atRoot) && existsSync(here));
  const absolute = isHere ? here : atRoot;
  const relative = path.relative(git.worktree, absolute).split(path.sep).join('/');
  if (relative === '..' || relative.startsWith('../') || path.isAbsolute(relative))
    throw new Failure(`${given} is outside the repository`);
  return relative;
}
