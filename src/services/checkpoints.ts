/** Edits made outside the editor: what changed since the last look is attributed to one origin, or to a tool's report. */

import { carry } from '../domain/carry.ts';
import { applyReplacements, type EditClaim, onlyIndexOf, type Replacement } from '../domain/edit-claim.ts';
import {
  type Attributed,
  BASELINE,
  type Edit,
  isBetterEvidence,
  type Mark,
  markOf,
  type OriginKind,
  pushRun,
  type Run,
  sliceRuns,
  uniform,
} from '../domain/origin.ts';
import { isWhitespace, normalise, withoutWhitespace } from '../domain/text.ts';
import { knownOrBaseline, MAX_FILE_BYTES, observe } from './observation.ts';
import type { Clock, Git, Ledger, Log } from './ports.ts';

export interface CheckpointDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** a new identifier, unique across machines */
  readonly newId: () => string;
}

export interface CheckpointRequest {
  readonly origin: OriginKind;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
  /** relative to the root; files or folders; all of the work tree when left out */
  readonly paths?: readonly string[];
}

export interface CheckpointResult {
  /** files with changes that were attributed, with the non-whitespace characters each gained */
  readonly files: { readonly path: string; readonly characters: number }[];
}

/**
 * `exact`: the file is what the tool says it wrote; `anchored`: it has changed since, inserted text was found again in
 * its place; `none`: it was not found, nothing is claimed; `known`: this edit has been counted before.
 */
export type ClaimOutcome = 'exact' | 'anchored' | 'none' | 'known';

export type { EditClaim };

export interface Checkpoints {
  checkpoint(request: CheckpointRequest): Promise<CheckpointResult>;
  claim(claim: EditClaim): Promise<ClaimOutcome>;
}

export function createCheckpoints({ git, ledger, clock, log, newId }: CheckpointDeps): Checkpoints {
  /** Files that may differ from what was last seen: changed against HEAD, or seen changed and since gone back to it. */
  async function candidates(paths: readonly string[] | undefined): Promise<string[]> {
    const isWanted = (path: string) =>
      !paths || paths.some((p) => p === '' || p === '.' || path === p || path.startsWith(`${p}/`));
    const diffs = await git.diff(await git.resolve('HEAD'), 'worktree', paths);
    const changed = diffs.flatMap(({ path, oldPath }) =>
      oldPath && oldPath !== path ? [path, oldPath] : [path],
    );
    return [...new Set([...changed, ...ledger.seenPaths(git.worktree, 'disk').filter(isWanted)])].sort();
  }

  /** Texts that the path is known to have had, latest first. */
  async function knownTexts(path: string): Promise<string[]> {
    const seen = ledger.seen(git.worktree, path, 'disk');
    const known = [...(seen ? [seen] : []), ...ledger.history(path, HISTORY)].map(({ text }) => text);
    if (!seen) {
      const head = (await git.trackedBlobs([path])).get(path)?.head;
      const blob = head ? (await git.blobs([head])).get(head) : '';
      if (blob !== undefined) known.push(normalise(blob));
    }
    return known;
  }

  /** The texts before and after an edit; null where the file can only be searched for what was inserted. */
  async function wholeTexts(claim: EditClaim, text: string): Promise<WholeTexts | null> {
    if ('replacements' in claim) {
      const passages = claim.replacements.map(normalised);
      const before = (await knownTexts(claim.path)).find((it) => applyReplacements(it, passages) === text);
      return before === undefined ? null : { before, after: text };
    }
    const after = normalise(claim.after);
    if (claim.before === undefined)
      return { before: (await knownTexts(claim.path)).find((it) => it !== after) ?? '', after };
    return { before: claim.before === null ? '' : normalise(claim.before), after };
  }

  return {
    async checkpoint({ origin, paths, ...by }) {
      const atMs = clock.nowMs();
      const kind = origin === 'unknown' ? 'external' : 'checkpoint';
      const evidence = origin === 'unknown' ? 'none' : 'reported';
      const edit: Edit = { uid: newId(), origin, evidence, kind, atMs, ...by };

      const wanted = await candidates(paths);
      await observe(git, ledger, wanted, edit);
      return ledger.transaction(() => {
        const files: { path: string; characters: number }[] = [];
        for (const path of wanted) {
          const seen = ledger.seen(git.worktree, path, 'disk');
          if (!seen) continue;
          const content =
            origin === 'unknown' ? seen : explain(seen, edit, ledger.lastCheckpointMs(git.worktree, path));
          if (content !== seen) ledger.setSeen(git.worktree, path, 'disk', content, seen.headOid);
          ledger.setCheckpoint(git.worktree, path, atMs);
          const characters = charactersOf(content, edit);
          if (characters > 0) files.push({ path, characters });
        }
        return { files };
      });
    },

    async claim(claim) {
      const { uid, tool, model, session, atMs, path } = claim;
      if (ledger.hasEdit(uid)) return 'known';
      const by = { uid, tool, atMs, ...(model && { model }), ...(session && { session }) };
      const edit: Edit = { origin: 'ai', evidence: 'reported', kind: 'agent', ...by };
      const onDisk = await git.readFile(path, MAX_FILE_BYTES);
      if (onDisk === null) return 'none';
      const text = normalise(onDisk);
      const whole = await wholeTexts(claim, text);
      const written = whole && claimedText(ledger, path, whole.before, whole.after, edit);

      await observe(git, ledger, [path], { ...unexplained, uid: newId(), atMs: clock.nowMs() });
      return ledger.transaction(() => {
        const seen = ledger.seen(git.worktree, path, 'disk');
        // The file changed under our feet: what is there now is for the next report to explain.
        if (seen?.text !== text) return 'none';
        const isExact = written?.text === text;
        const found = written ?? findReplaced(text, 'replacements' in claim ? claim.replacements : [], edit);
        const runs = isExact ? preferClaim(seen, found.runs, edit) : anchor(seen, found, edit);
        if (charactersOf({ text, runs }, edit) === 0) return 'none';
        ledger.record(path, { text, runs }, { replace: true });
        ledger.setSeen(git.worktree, path, 'disk', { text, runs }, seen.headOid);
        ledger.setCheckpoint(git.worktree, path, clock.nowMs());
        log.info(`${by.tool}: ${isExact ? 'exact' : 'anchored'} edit of one file`);
        return isExact ? 'exact' : 'anchored';
      });
    },
  };
}

const unexplained = { origin: 'unknown', evidence: 'none', kind: 'external' } as const;

/** What was seen to change since the last checkpoint, unexplained till now, is put down to this one. */
function explain(content: Attributed, edit: Edit, sinceMs: number): Attributed {
  const isOpen = ({ edit: old }: Mark) =>
    old.kind === 'external' && old.evidence === 'none' && old.atMs > sinceMs;
  if (!content.runs.some(({ mark }) => isOpen(mark))) return content;
  const runs: Run[] = [];
  for (const { length, mark } of content.runs) pushRun(runs, length, isOpen(mark) ? markOf(edit) : mark);
  return { text: content.text, runs };
}

/** How many earlier texts of a path are asked. */
const HISTORY = 8;

/** Text with fewer non-whitespace characters may well be there by chance. */
const MIN_ANCHOR = 8;

interface WholeTexts {
  readonly before: string;
  readonly after: string;
}

const normalised = (replacement: Replacement): Replacement => ({
  ...replacement,
  oldText: normalise(replacement.oldText),
  newText: normalise(replacement.newText),
});

/** `text` with what the replacements inserted, where each can only have been in one place. */
function findReplaced(text: string, replacements: readonly Replacement[], edit: Edit): Attributed {
  const baseline = markOf(BASELINE);
  let runs: readonly Run[] = uniform(text.length, baseline);
  for (const { oldText, newText, all } of replacements.map(normalised)) {
    if (withoutWhitespace(newText).length < MIN_ANCHOR) continue;
    const source = { text: oldText, runs: uniform(oldText.length, baseline) };
    const inserted = carry(newText, [source], markOf(edit));
    for (let at = all ? text.indexOf(newText) : onlyIndexOf(text, newText); at >= 0; ) {
      const end = at + newText.length;
      const here = mapTogether(sliceRuns(runs, at, end), inserted, (old, mark) =>
        mark.edit === edit ? mark : old,
      );
      runs = joinRuns([sliceRuns(runs, 0, at), here, sliceRuns(runs, end, text.length)]);
      at = all ? text.indexOf(newText, end) : -1;
    }
  }
  return { text, runs };
}

/** The text a tool says it wrote: what it says it inserted is of `edit`, the rest as it was before. */
function claimedText(ledger: Ledger, path: string, before: string, after: string, edit: Edit): Attributed {
  return { text: after, runs: carry(after, [knownOrBaseline(ledger, path, before)], markOf(edit)) };
}

/** The claimed characters, except those for which the ledger has better evidence. */
function preferClaim(seen: Attributed, claimed: readonly Run[], edit: Edit): Run[] {
  return mapTogether(seen.runs, claimed, (old, claim) => {
    if (claim.edit !== edit) return claim.edit === BASELINE ? old : claim;
    return isBetterEvidence(old.edit, edit) ? old : claim;
  });
}

/** Claimed text that is still there, found by the lines around it; only what nothing else explains is claimed. */
function anchor(seen: Attributed, claimed: Attributed, edit: Edit): Run[] {
  const elsewhere = markOf({ ...unexplained, uid: 'elsewhere', atMs: 0 });
  const found = carry(seen.text, [claimed], elsewhere);
  return mapTogether(seen.runs, found, (old, claim) =>
    claim.edit === edit && old.edit.evidence === 'none' ? claim : old,
  );
}

function joinRuns(parts: readonly (readonly Run[])[]): Run[] {
  const out: Run[] = [];
  for (const part of parts) for (const { length, mark } of part) pushRun(out, length, mark);
  return out;
}

/** Runs over the same text, character by character. */
function mapTogether(a: readonly Run[], b: readonly Run[], choose: (a: Mark, b: Mark) => Mark): Run[] {
  const out: Run[] = [];
  let i = 0;
  let j = 0;
  let leftA = a[0]?.length ?? 0;
  let leftB = b[0]?.length ?? 0;
  while (i < a.length && j < b.length) {
    const length = Math.min(leftA, leftB);
    pushRun(out, length, choose(a[i]!.mark, b[j]!.mark));
    leftA -= length;
    leftB -= length;
    if (leftA === 0) leftA = a[++i]?.length ?? 0;
    if (leftB === 0) leftB = b[++j]?.length ?? 0;
  }
  return out;
}

function charactersOf({ text, runs }: Attributed, edit: Edit): number {
  let at = 0;
  let count = 0;
  for (const { length, mark } of runs) {
    if (mark.edit.uid === edit.uid)
      for (let i = at; i < at + length; i++) if (!isWhitespace(text.charCodeAt(i))) count++;
    at += length;
  }
  return count;
}
