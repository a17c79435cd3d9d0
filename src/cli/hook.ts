/**
 * What the installed hooks run: `lastmile hook NAME ARGUMENTS`. A commit never fails because of it: whatever goes wrong
 * costs one line on standard error at most, and time is limited.
 */

import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Answers, parseAnswers, readAll } from '../adapters/git/answers.ts';
import { gitEnvironment } from '../adapters/git/environment.ts';
import { ANSWERS, LAYOUT } from '../adapters/git/hooks/questions.ts';
import { isInSequence } from '../adapters/git/in-progress.ts';
import { run } from '../adapters/git/run.ts';
import { FOLDER, makeFolder } from '../adapters/ledger/files.ts';
import { type Contributions, createContributions } from '../services/contributions.ts';
import { areQuick } from '../services/path-globs.ts';
import { type Git, type Ledger, LedgerError } from '../services/ports.ts';
import {
  createTagger,
  type HeadCommit,
  type Pending,
  type PendingStore,
  type Tagger,
} from '../services/tagger.ts';
import { contributionDeps, ledgerIfAny, log, openProject, type Project, systemClock } from './compose.ts';
import { callingGit, isDryRun } from './git-invocation.ts';
import { annotateHead, annotateRewrite, dropNote, leaveNote } from './history.ts';
import { safe } from './terminal.ts';
import { limitTime, type TimeLimit } from './watchdog.ts';

const TIME_LIMIT_MS = 5000;
/** A rebase may have made hundreds of commits, and a push waits for a remote anyway. */
const LONG_TIME_LIMIT_MS = 60_000;

/** A commit waits so long at most for what the logs of AI tools tell of it. */
const LOGS_BUDGET_MS = 150;

const TOO_LONG = 'took too long, the commit goes on without it';
/** Characters that can be compared in much less than the limit, whatever they are. */
const LARGE = 500_000;

let limit: TimeLimit | undefined;
let hasComplained = false;
function complain(what: string): void {
  if (!hasComplained) process.stderr.write(complaint(what));
  hasComplained = true;
}

/** From now on the limit holds while this process computes, too. */
const watchTime = (): void => limit?.enforce(hasComplained ? '' : complaint(TOO_LONG));

const complaint = (what: string) => `lastmile: ${safe(what.split('\n')[0] ?? '')} (run 'lastmile doctor')\n`;

/** Returns the exit code, which is 0. */
export async function runHook([name, ...args]: readonly string[]): Promise<number> {
  // What is the matter with the ledger, the hook before it has said.
  hasComplained = name === 'post-commit' && isNothingPending();
  const limitMs = name === 'post-rewrite' || name === 'pre-push' ? LONG_TIME_LIMIT_MS : TIME_LIMIT_MS;
  limit = limitTime(limitMs, () => {
    complain(TOO_LONG);
    // To exit would be to wait for what is still being read.
    process.kill(process.pid, 'SIGINT');
  });
  try {
    await dispatch(name, args);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
  }
  limit.end();
  return 0;
}

async function dispatch(name: string | undefined, args: readonly string[]): Promise<void> {
  const [file, source, revision] = args;
  // Git names the index to its hooks; a program that calls them on its own, as `git gui` does, does not.
  const isByGit = process.env.GIT_INDEX_FILE !== undefined;
  if (name === 'commit-msg' && isByGit && isNothingPending()) return;
  if (name === 'prepare-commit-msg' && file)
    await withTagger((tagger) =>
      rewrite(file, (message) =>
        tagger.prepare(message, {
          source: source ?? null,
          revision: revision ?? null,
          // how Git tells its hooks that no editor is going to open
          isEdited: process.env.GIT_EDITOR !== ':',
          isFolding: isFolding(path.resolve(process.env.GIT_DIR ?? '.git')),
          invocation: callingGit(),
        }),
      ),
    );
  else if (name === 'commit-msg' && file)
    await withTagger((tagger) =>
      rewrite(file, (message) => (isByGit ? tagger.finish(message) : tagger.finishAnew(message))),
    );
  else if (name === 'post-commit') {
    // The launcher has seen to the note as a rule, but not where another one was in its place.
    if (!isNothingPending()) await withTagger((tagger) => tagger.repair());
    else if (!isNoteLeft()) return;
    await withLedger(async (project, ledger) => {
      await annotateHead(project, ledger);
      dropNote(project);
    });
  } else if (name === 'post-applypatch') await withLedger(annotateHead);
  else if (name === 'pre-push' && file) {
    if (isDryRun()) return;
    const { noteSharing } = await import('./commands/share.ts');
    await noteSharing((await openProject(process.cwd())).git).push(file);
  } else if (name === 'post-rewrite') await withLedger(file === 'rebase' ? annotateRewrite : annotateHead);
}

/** Whether a rebase is at a squash or fixup that has not stopped. */
function isFolding(gitDir: string): boolean {
  const rebase = path.join(gitDir, 'rebase-merge');
  if (!existsSync(path.join(rebase, 'done')) || existsSync(path.join(rebase, 'stopped-sha'))) return false;
  const last = readFileSync(path.join(rebase, 'done'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return /^(?:squash|fixup|s|f) /.test(last);
}

/** HEAD is asked for once, at the same time as the settings; large texts put a watch on the time of computing. */
function forHook(git: Git): Git {
  const head = git.resolve('HEAD');
  head.catch(() => {}); // whoever asks will be told
  return {
    ...git,
    resolve: (revision) => (revision === 'HEAD' ? head : git.resolve(revision)),
    async blobs(oids) {
      const texts = await git.blobs(oids);
      let length = 0;
      for (const text of texts.values()) length += text.length;
      if (length > LARGE) watchTime();
      return texts;
    },
  };
}

async function withLedger(work: (project: Project, ledger: Ledger) => Promise<void>): Promise<void> {
  const project = await openProject(process.cwd(), { wrap: forHook });
  using ledger = ledgerIfAny(project.git, complain);
  if (ledger) await work(project, ledger);
}

/** A look that costs nothing, for the commits that need no more: where the git folder is a plain one. */
function isNothingPending(): boolean {
  const gitDir = path.resolve(process.env.GIT_DIR ?? '.git');
  return existsSync(path.join(gitDir, 'HEAD')) && !existsSync(pendingFile(gitDir));
}

/** Whether `prepare-commit-msg` has left a note that is on no commit yet. */
function isNoteLeft(): boolean {
  const file = path.resolve(process.env.GIT_DIR ?? '.git', FOLDER, 'note');
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** What the launcher has asked git for us. */
async function answersSoFar(): Promise<Answers | null> {
  if (process.env[ANSWERS] !== LAYOUT) return null;
  const output = await readAll(0);
  return output && parseAnswers(output, process.cwd());
}

async function withTagger(work: (tagger: Tagger) => Promise<void>): Promise<void> {
  const project = await openProject(process.cwd(), { answers: await answersSoFar(), wrap: forHook });
  const { git, config, gitConfig } = project;
  if (!areQuick(config.exclude)) watchTime();
  using opened = ledgerIfAny(git, complain, { create: config.sessionLogs });
  // Of a repository in which nothing was recorded there is nothing to say.
  if (!opened && !config.always) return;
  const ledger = opened && impatient(opened);
  const figures = createContributions(contributionDeps(project, ledger));
  const contributions: Contributions = {
    ...figures,
    // Logs are looked at only where something is staged of which nobody has told yet.
    async ofStaged(parents, options) {
      const contribution = await figures.ofStaged(parents, options);
      if (contribution.coverage === 1 || contribution.added.total === 0 || !ledger) return contribution;
      const { readSessionLogs } = await import('./session-logs.ts');
      const found = await readSessionLogs(project, ledger, LOGS_BUDGET_MS);
      return found > 0 ? figures.ofStaged(parents, options) : contribution;
    },
  };
  const pending = pendingIn(git.gitDir);
  const headCommit = headCommitOf(git);
  await work(
    createTagger({
      git,
      contributions,
      config,
      gitConfig,
      pending,
      headCommit,
      clock: systemClock,
      onStaged: (change) => {
        try {
          leaveNote(project, change);
        } catch (error) {
          // A folder that cannot be written: the commit has its trailers all the same.
          log.warn('the note could not be left', error);
        }
      },
    }),
  );
}

/** Waits for other writers once: the first wait that was in vain is the last. */
function impatient<L extends Ledger>(ledger: L): L {
  const transaction = ledger.transaction.bind(ledger);
  let gaveUp: LedgerError | undefined;
  ledger.transaction = (work) => {
    if (gaveUp) throw gaveUp;
    try {
      return transaction(work);
    } catch (error) {
      if (error instanceof LedgerError && error.kind === 'busy') gaveUp = error;
      throw error;
    }
  };
  return ledger;
}

/** latin1 keeps every byte of a message in whatever encoding; what is added is UTF-8. */
async function rewrite(file: string, change: (message: string) => Promise<string>): Promise<void> {
  const before = readFileSync(file, 'latin1');
  const after = await change(before);
  if (after === before) return;
  // Written beside and renamed: a hook that is killed leaves one message or the other, never half of one.
  const temporary = `${file}.lastmile-${process.pid}`;
  writeFileSync(temporary, after, 'latin1');
  renameSync(temporary, file);
}

const pendingFile = (gitDir: string): string => path.join(gitDir, FOLDER, 'pending');

function pendingIn(gitDir: string): PendingStore {
  const file = pendingFile(gitDir);
  return {
    load() {
      if (!existsSync(file)) return null;
      const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return isPending(parsed) ? parsed : null;
    },
    save(pending) {
      makeFolder(path.dirname(file));
      const temporary = `${file}.${process.pid}`;
      writeFileSync(temporary, JSON.stringify(pending));
      renameSync(temporary, file);
    },
    clear: () => rmSync(file, { force: true }),
  };
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function isPending(value: unknown): value is Pending {
  const pending = value as Pending | null;
  return (
    typeof pending === 'object' &&
    pending !== null &&
    typeof pending.atMs === 'number' &&
    isStrings(pending.parents) &&
    isStrings(pending.trailers) &&
    (pending.wrote === null || isStrings(pending.wrote))
  );
}

function headCommitOf({ worktree, gitDir }: Git): HeadCommit {
  const runner = { program: 'git', cwd: worktree, env: gitEnvironment(process.env, process.cwd()) };
  return {
    async read(oid) {
      return (await run(runner, ['cat-file', 'commit', oid])).stdout.toString('latin1');
    },
    async replace(old, content) {
      const published = ['for-each-ref', '--count=1', '--contains', old, 'refs/remotes', 'refs/tags'];
      if ((await run(runner, published)).stdout.length > 0) return;
      const input = Buffer.from(content, 'latin1');
      const { stdout } = await run(runner, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input });
      const oid = stdout.toString('ascii').trim();
      const reason = 'commit: trailers of the commit just made';
      await run(runner, ['update-ref', '-m', reason, 'HEAD', oid, old], { env: committer() });
    },
    isInSequence: () => isInSequence(runner, gitDir),
  };
}

/** For the reflog. */
const committer = (): Record<string, string> =>
  Object.fromEntries(
    ['GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
