/**
 * Who produced a run of characters, and how we know. The words are those of docs/architecture.md:
 * an *edit* is one insertion, a *mark* is what a character carries, *runs* cover a text.
 */

export type OriginKind = 'ai' | 'human' | 'unknown';

/** How an origin is known, weakest first. `none`: nothing was seen; only `unknown` has it. */
export const EVIDENCE = ['none', 'inferred', 'observed', 'reported'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** What kind of action inserted the text. Shown to people and used to tell causes apart; never decides a class. */
export type EditKind =
  | 'baseline' // there before tracking began
  | 'typed'
  | 'paste'
  | 'inline-suggestion'
  | 'chat-edit' // an assistant in the editor edited the document
  | 'checkpoint' // declared on the command line
  | 'agent' // reported by a tool's hook or session log
  | 'refactoring' // rename, code action, format, snippet, find and replace: a person asked the editor for it
  | 'external'; // the file or document changed and nothing explains it

/**
 * One insertion: one accepted suggestion, one agent edit, one burst of typing. Never changed once made.
 * `uid` is unique across machines and decides whether two reports are the same edit:
 * `<tool>:<session>:<call>:<path>` where a tool names its calls, else random.
 */
export interface Edit {
  readonly uid: string;
  readonly origin: OriginKind;
  readonly evidence: Evidence;
  readonly kind: EditKind;
  readonly atMs: number;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
}

/** The edit every character has that was there before tracking began. */
export const BASELINE: Edit = {
  uid: 'baseline',
  origin: 'unknown',
  evidence: 'none',
  kind: 'baseline',
  atMs: 0,
};

/** What nothing explains is `unknown`; it never becomes somebody's because of its neighbours. */
export const unexplainedAt = (atMs: number): Edit => ({
  uid: `external:${atMs}`,
  origin: 'unknown',
  evidence: 'none',
  kind: 'external',
  atMs,
});

/**
 * What one character carries: the edit that inserted it, and whether something other than AI has since deleted
 * text next to it on its line (`touched`), which makes a line of AI text `mixed`.
 * Marks are values: two runs join exactly when `isSameMark` says so.
 */
export interface Mark {
  readonly edit: Edit;
  readonly touched: boolean;
}

/** `length` UTF-16 code units carrying `mark`. Runs of a text: adjacent marks differ, no length is 0, lengths add up to the text's. */
export interface Run {
  readonly length: number;
  readonly mark: Mark;
}

/** A text and its runs. */
export interface Attributed {
  readonly text: string;
  readonly runs: readonly Run[];
}

/** The mark of an untouched character of `edit`. */
export const markOf = (edit: Edit): Mark => ({ edit, touched: false });

/** The same origin, touched. */
export const touched = (mark: Mark): Mark => (mark.touched ? mark : { edit: mark.edit, touched: true });

export const isSameMark = (a: Mark, b: Mark): boolean =>
  a.touched === b.touched && (a.edit === b.edit || a.edit.uid === b.edit.uid);

/**
 * Whether `a` is to replace `b` for the same characters: reported > observed > inferred > none, then the earlier.
 * Text typed by a person after the other edit is another writing of the same characters, not weaker evidence of it.
 */
export function isBetterEvidence(a: Edit, b: Edit): boolean {
  if (a.uid === b.uid) return false;
  const typedLater = (x: Edit, y: Edit) => x.kind === 'typed' && x.origin === 'human' && x.atMs > y.atMs;
  if (typedLater(a, b)) return true;
  if (typedLater(b, a)) return false;
  const rank = EVIDENCE.indexOf(a.evidence) - EVIDENCE.indexOf(b.evidence);
  return rank !== 0 ? rank > 0 : a.evidence !== 'none' && a.atMs < b.atMs;
}

/** Appends `length` characters of `mark` to `runs`, joining equal neighbours. */
export function pushRun(runs: Run[], length: number, mark: Mark): void {
  if (length === 0) return;
  const last = runs.at(-1);
  if (last && isSameMark(last.mark, mark)) runs[runs.length - 1] = { length: last.length + length, mark };
  else runs.push({ length, mark });
}

/** Runs covering `length` characters, all of `mark`. */
export const uniform = (length: number, mark: Mark): Run[] => (length === 0 ? [] : [{ length, mark }]);

/** Runs of `[from, to)`. */
export function sliceRuns(runs: readonly Run[], from: number, to: number): Run[] {
  const out: Run[] = [];
  let at = 0;
  for (const run of runs) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + run.length);
    if (end > start) pushRun(out, end - start, run.mark);
    at += run.length;
    if (at >= to) break;
  }
  return out;
}
