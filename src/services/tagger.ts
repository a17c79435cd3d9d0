/**
 * Writes the trailers of a commit while Git makes it, through three of Git's hooks.
 *
 * `prepare-commit-msg` knows what is going to be committed. Where no editor is going to open, the message is final and
 * gets its trailers there. Where one is, the message must stay as it is: a trailer would make Git commit a message that
 * the user then left empty, and hide that a template was not filled in. The trailers then wait in a `Pending` for
 * `commit-msg`, or, with `--no-verify`, for `post-commit`, which amends the commit just made.
 */

import type { Config } from '../domain/config.ts';
import type { Contribution } from '../domain/contribution.ts';
import {
  commentPrefix,
  comparableText,
  isEmptyMessage,
  type MessageRules,
  ownLines,
  trailerLines,
  writeTrailers,
} from '../domain/trailers.ts';
import type { AttributedChange } from './attributed-change.ts';
import type { Contributions } from './contributions.ts';
import { type Clock, type Git, LedgerError, type Oid } from './ports.ts';

/** What `prepare-commit-msg` leaves for the hooks after it. */
export interface Pending {
  readonly atMs: number;
  /** HEAD before the commit, null if there was none */
  readonly head: Oid | null;
  /** those that the commit is going to have */
  readonly parents: readonly Oid[];
  readonly trailers: readonly string[];
  /** see `writeTrailers` */
  readonly wrote: readonly string[] | null;
  readonly cleanup: string | null;
  /** the template that the message began as, as `comparableText`; Git refuses a message that still is */
  readonly template: string | null;
  /** it is not certain whether this is an amend: to be checked once the commit is there */
  readonly isGuess: boolean;
}

export interface PendingStore {
  load(): Pending | null;
  save(pending: Pending): void;
  clear(): void;
}

/** The last commit as an object. */
export interface HeadCommit {
  /** content of the commit object, byte by byte (latin1) */
  read(oid: Oid): Promise<string>;
  /**
   * Makes `content` a commit and HEAD's branch point at it, unless HEAD has moved from `old`, or others may have that
   * already: a hook that ran before may have pushed it.
   */
  replace(old: Oid, content: string): Promise<void>;
  /** whether a merge, rebase, cherry-pick or revert is under way in this work tree */
  isInSequence(): Promise<boolean>;
}

/** What the command line of the `git commit` that called says, null where it cannot be read. */
export interface GitInvocation {
  readonly isAmend: boolean;
  readonly cleanup: string | null;
}

export interface Preparation {
  /** second argument of the hook: message, template, merge, squash, commit; null if none */
  readonly source: string | null;
  /** third argument: the commit that a message is taken from, as it was named */
  readonly revision: string | null;
  /** an editor is going to open */
  readonly isEdited: boolean;
  /** a rebase is folding a commit into the one before it: HEAD is replaced, the message put together of both */
  readonly isFolding: boolean;
  readonly invocation: GitInvocation | null;
}

export interface TaggerDeps {
  readonly git: Git;
  readonly contributions: Contributions;
  readonly config: Config;
  readonly gitConfig: ReadonlyMap<string, string>;
  readonly pending: PendingStore;
  readonly headCommit: HeadCommit;
  readonly clock: Clock;
  /** is given the lines of the commit that is being prepared */
  readonly onStaged?: (change: AttributedChange) => void;
}

/** Messages are byte by byte (latin1), so that those in any encoding stay what they are. */
export interface Tagger {
  prepare(message: string, preparation: Preparation): Promise<string>;
  finish(message: string): Promise<string>;
  /**
   * Both at once, for programs that make commits without `git commit` and call the hooks themselves: what they had
   * staged when they prepared the message says nothing of what they are going to commit.
   */
  finishAnew(message: string): Promise<string>;
  repair(): Promise<void>;
}

/** An editor may stay open for long, but not for ever. */
const PENDING_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

export function createTagger(deps: TaggerDeps): Tagger {
  const { git, contributions, config, gitConfig, pending, headCommit, clock } = deps;

  const keys = [...gitConfig.keys()].flatMap((key) => /^trailer\.(.+)\.[^.]+$/.exec(key)?.[1] ?? []);

  function rulesFor(message: string, cleanup: string | null, isEdited: boolean): MessageRules {
    const configured = gitConfig.get('core.commentstring') ?? gitConfig.get('core.commentchar');
    const mode = cleanup ?? gitConfig.get('commit.cleanup') ?? 'default';
    return {
      // With no editor there are no comments of Git's own that could tell what `auto` has become.
      comment: commentPrefix(!isEdited && configured === 'auto' ? undefined : configured, message),
      stripsComments: mode === 'strip' || (mode === 'default' && isEdited),
      keys,
    };
  }

  async function parentsOf(head: Oid | null, isAmend: boolean): Promise<readonly Oid[]> {
    if (head && isAmend) return (await git.commit(head)).parents;
    return [...(head ? [head] : []), ...(await git.mergeHeads())];
  }

  async function staged(parents: readonly Oid[]): Promise<Contribution> {
    const told = deps.onStaged ? { onChange: deps.onStaged } : {};
    try {
      return await contributions.ofStaged(parents, { remember: true, ...told });
    } catch (error) {
      // To be remembered is worth a wait, not the trailers.
      if (error instanceof LedgerError) return contributions.ofStaged(parents, told);
      throw error;
    }
  }

  /** A merge that adds nothing of its own has nothing to say. */
  const linesFor = (contribution: Contribution, parents: readonly Oid[]): string[] =>
    parents.length > 1 && contribution.added.total === 0
      ? []
      : trailerLines(contribution, config).map(utf8Bytes);

  /** Whether the trailers of a commit say more than can be found out: it was made elsewhere, the ledger knows nothing. */
  async function isToldBetter(commit: Oid | null): Promise<boolean> {
    if (!commit) return false;
    const before = await contributions.ofCommit(commit);
    return before.files.length === 0 && before.added.total > 0;
  }

  const ownLinesOf = async (commit: Oid): Promise<string[]> =>
    ownLines((await git.commit(commit)).message).map(utf8Bytes);

  /** Which lines of an earlier message are ours: by their place, else because they are what would be written. */
  async function wroteIn(commit: Oid): Promise<string[]> {
    const own = await ownLinesOf(commit);
    if (own.length > 0) return own;
    return linesFor(await contributions.ofCommit(commit), (await git.commit(commit)).parents);
  }

  const tagger: Tagger = {
    async prepare(message, { source, revision, isEdited, isFolding, invocation }) {
      pending.clear();
      const head = await git.resolve('HEAD');
      const isAmend = isFolding || (invocation?.isAmend ?? (source === 'commit' && revision === 'HEAD'));
      const parents = await parentsOf(head, isAmend && head !== null);
      const contribution = await staged(parents);
      const trailers = linesFor(contribution, parents);

      const rules = rulesFor(message, invocation?.cleanup ?? null, isEdited);
      if (trailers.length === 0 && writeTrailers(message, [], rules) === message && !isAmend) return message;
      if (contribution.coverage === 0 && ownLines(message, rules).length > 0) {
        const origin = isAmend ? head : await originOf(git, revision);
        if (await isToldBetter(origin)) return message;
      }

      const wrote =
        isAmend && head && /^(?:Assisted|Generated)-by: /m.test(message) ? await wroteIn(head) : null;
      const isTemplate = source === 'template';
      // Where it is not known how Git is going to clean up, a message of comments may be an empty one.
      // No other hook runs for a message that a rebase puts together, and it is never empty.
      const isReady =
        (!isEdited || isFolding) &&
        !isTemplate &&
        !isEmptyMessage(message, invocation ? rules : { ...rules, stripsComments: true });
      const isGuess = invocation === null && !isFolding;
      if (!isReady || isGuess)
        pending.save({
          atMs: clock.nowMs(),
          head,
          parents,
          trailers,
          wrote,
          cleanup: invocation?.cleanup ?? null,
          template: isTemplate ? comparableText(message, rules) : null,
          isGuess,
        });
      return isReady ? writeTrailers(message, trailers, rules, wrote ?? undefined) : message;
    },

    async finish(message) {
      const waiting = pending.load();
      if (!waiting || !isFresh(waiting, clock) || waiting.head !== (await git.resolve('HEAD')))
        return message;
      const rules = rulesFor(message, waiting.cleanup, true);
      if (waiting.template !== null && comparableText(message, rules) === waiting.template) return message;
      const tagged = writeTrailers(message, waiting.trailers, rules, waiting.wrote ?? undefined);
      if (!isEmptyMessage(tagged, rules) && !waiting.isGuess) pending.clear();
      return tagged;
    },

    async finishAnew(message) {
      const head = await git.resolve('HEAD');
      const own = ownLines(message);
      // An amend is not announced. It begins with the message that is there, our lines included.
      const isAmend = own.length > 0 && head !== null && isSame(own, await ownLinesOf(head));
      await tagger.prepare(message, {
        source: null,
        revision: null,
        isEdited: true,
        isFolding: false,
        invocation: isAmend ? { isAmend, cleanup: null } : null,
      });
      return tagger.finish(message);
    },

    async repair() {
      const waiting = pending.load();
      pending.clear();
      const head = await git.resolve('HEAD');
      if (!waiting || !head || head === waiting.head || !isFresh(waiting, clock)) return;
      if (await headCommit.isInSequence()) return;

      const content = await headCommit.read(head);
      const end = content.indexOf('\n\n') + 2;
      const headers = content.slice(0, end);
      // A signature covers the message; making another one is for the user to decide.
      if (end < 2 || /^gpgsig/m.test(headers)) return;
      const parents = [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, oid]) => oid ?? '');
      let { trailers } = waiting;
      if (!isSame(parents, waiting.parents)) {
        if (!waiting.isGuess || !waiting.head) return;
        if (!isSame(parents, (await git.commit(waiting.head)).parents)) return;
        trailers = linesFor(await contributions.ofCommit(head), parents);
      }
      const message = content.slice(end);
      const rules = { ...rulesFor(message, 'verbatim', false), stripsComments: false };
      const tagged = writeTrailers(message, trailers, rules, waiting.wrote ?? undefined);
      if (tagged !== message) await headCommit.replace(head, headers + tagged);
    },
  };
  return tagger;
}

/** `text` in UTF-8, a character for each byte. */
const utf8Bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

/** The commit that is being picked or whose message is used again. */
async function originOf(git: Git, revision: string | null): Promise<Oid | null> {
  for (const name of [revision, 'CHERRY_PICK_HEAD', 'REBASE_HEAD']) {
    const oid = name ? await git.resolve(name) : null;
    if (oid) return oid;
  }
  return null;
}

const isFresh = ({ atMs }: Pending, clock: Clock): boolean =>
  Math.abs(clock.nowMs() - atMs) < PENDING_LIFETIME_MS;

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((it, i) => it === b[i]);
