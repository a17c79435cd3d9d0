/** Where the origins of an open document come from and where they go: its path in the ledger. */

import { carry } from '../domain/carry.ts';
import { UNEXPLAINED } from '../domain/evidence.ts';
import {
  type Attributed,
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
  sliceRuns,
} from '../domain/origin.ts';
import { trimmed } from '../domain/replacement.ts';
import { denormaliseRuns, normalise, normaliseAttributed } from '../domain/text.ts';
import { knownOrBaseline } from './observation.ts';
import type { Clock, Git, Ledger, Oid, SeenState } from './ports.ts';

export interface RecordDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** a new identifier, unique across machines */
  readonly newId: () => string;
}

/** How many earlier texts of a path are asked. */
const HISTORY = 8;

/** Texts in and out are the editor's, with its line ends. */
export class DocumentRecord {
  readonly path: string;
  readonly #deps: RecordDeps;
  #headOid: Oid | null;

  private constructor(deps: RecordDeps, path: string, headOid: Oid | null) {
    this.#deps = deps;
    this.path = path;
    this.#headOid = headOid;
  }

  /** @returns undefined for a file that git ignores */
  static async open(deps: RecordDeps, path: string): Promise<DocumentRecord | undefined> {
    const blob = (await deps.git.trackedBlobs([path])).get(path);
    if (!blob && (await deps.git.ignored([path])).has(path)) return undefined;
    return new DocumentRecord(deps, path, blob?.head ?? null);
  }

  /** Runs of exactly this text. */
  find(text: string): Run[] | null {
    const runs = this.#deps.ledger.find(this.path, normalise(text));
    return runs && denormaliseRuns(text, runs);
  }

  /**
   * The origins of a text that was just opened: those it had when it was seen before; else carried over from what was
   * there before, and what that does not explain came about unseen.
   */
  async recall(text: string): Promise<Attributed> {
    const known = this.find(text);
    if (known) return { text, runs: known };
    const { git, ledger, clock, newId } = this.#deps;
    const head = this.#headOid === null ? undefined : (await git.blobs([this.#headOid])).get(this.#headOid);
    const seen = [
      ledger.seen(git.worktree, this.path, 'buffer'),
      ledger.seen(git.worktree, this.path, 'disk'),
    ].filter((it) => it !== null);
    const sources = [
      ...seen.toSorted((a, b) => b.atMs - a.atMs),
      ...ledger.history(this.path, HISTORY),
      ...(head === undefined ? [] : [knownOrBaseline(ledger, this.path, normalise(head))]),
    ];
    const edit: Edit = { uid: newId(), ...UNEXPLAINED, atMs: clock.nowMs() };
    const now = normalise(text);
    const [last] = sources;
    const runs = (last && carryInsertion(now, last, markOf(edit))) ?? carry(now, sources, markOf(edit));
    return { text, runs: denormaliseRuns(text, runs) };
  }

  /**
   * Writes down what the document holds: on `disk`, or in its `buffer` until it is saved.
   * @param stands the runs are what the text had once before, and stand whatever was recorded since
   * @returns the runs that stand now: what others know better has been taken over
   */
  write(content: Attributed, state: SeenState, stands = false): Run[] {
    const { git, ledger } = this.#deps;
    const normalised = normaliseAttributed(content);
    const runs = ledger.transaction(() => {
      if (stands) ledger.record(this.path, normalised, { replace: true });
      const standing = ledger.setSeen(git.worktree, this.path, state, normalised, this.#headOid);
      if (state === 'disk') this.forgetBuffer();
      return standing;
    });
    return denormaliseRuns(content.text, runs);
  }

  /** The document has no unsaved text any more. */
  forgetBuffer(): void {
    const { git, ledger } = this.#deps;
    if (ledger.seen(git.worktree, this.path, 'buffer'))
      ledger.setSeen(git.worktree, this.path, 'buffer', null, null);
  }

  /** Asks git what HEAD has at the path. @returns whether that is another than before */
  async refreshHead(): Promise<boolean> {
    const before = this.#headOid;
    this.#headOid = (await this.#deps.git.trackedBlobs([this.path])).get(this.path)?.head ?? null;
    return this.#headOid !== before;
  }
}

/** Where one insertion is all that has happened, as to the last words before a crash: also within a word. */
function carryInsertion(text: string, before: Attributed, inserted: Mark): Run[] | undefined {
  const { from, removed, inserted: added } = trimmed({ offset: 0, length: before.text.length, text }, before);
  if (removed.text !== '') return undefined;
  const runs = sliceRuns(before.runs, 0, from);
  pushRun(runs, added.length, inserted);
  for (const { length, mark } of sliceRuns(before.runs, from, before.text.length))
    pushRun(runs, length, mark);
  return runs;
}
