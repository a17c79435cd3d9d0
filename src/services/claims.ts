/** Reports of tools about their edits, confirmed against the files: what is there is theirs, what is not is nobody's. */

import { carry } from '../domain/carry.ts';
import { applyReplacements, type EditClaim, onlyIndexOf, type Replacement } from '../domain/edit-claim.ts';
import {
  type Attributed,
  BASELINE,
  type Edit,
  isBetterEvidence,
  type Mark,
  markOf,
  pushRun,
  type Run,
  sliceRuns,
  uniform,
} from '../domain/origin.ts';
import { lineStarts, normalise, withoutWhitespace } from '../domain/text.ts';
import { charactersOf, knownOrBaseline, MAX_FILE_BYTES, observe } from './observation.ts';
import type { Clock, Git, Ledger, Log } from './ports.ts';

/**
 * `exact`: the file is what the tool says it wrote; `anchored`: it has changed since, inserted text was found again in
 * its place; `none`: it was not found, nothing is claimed; `known`: this edit has been counted before.
 */
export type ClaimOutcome = 'exact' | 'anchored' | 'none' | 'known';

interface ClaimDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

/** What edits one after the other made of a file, as far as the tool told: whole texts, or passages of them. */
type Written =
  | { readonly edits: readonly Edit[]; readonly texts: readonly Attributed[] }
  | { readonly edits: readonly Edit[]; readonly passages: readonly Passage[] };

interface Passage extends Replacement {
  readonly edit: Edit;
}

/**
 * Claims edits of one file, in the order in which they were made: the text that one leaves and the next one begins
 * with has its origins from the first.
 * @returns an outcome for each claim
 */
export async function claimEdits(
  { git, ledger, clock, log, newId }: ClaimDeps,
  claims: readonly EditClaim[],
): Promise<ClaimOutcome[]> {
  const uids = claims.map(({ uid }) => uid);
  const isKnown = uids.map((uid, at) => uids.indexOf(uid) < at || ledger.hasEdit(uid));
  const open = claims.filter((_, at) => !isKnown[at]);
  const outcomes = new Map<string, ClaimOutcome>();
  const result = () => claims.map(({ uid }, at) => (isKnown[at] ? 'known' : (outcomes.get(uid) ?? 'none')));
  const path = open[0]?.path;
  const onDisk = path === undefined ? null : await git.readFile(path, MAX_FILE_BYTES);
  if (path === undefined || onDisk === null) return result();
  const text = normalise(onDisk);

  const written: Written[] = [];
  const passages: Passage[] = [];
  for (const claim of open) {
    const edit = editOf(claim);
    const whole = await wholeTexts(claim, text);
    if (!whole) {
      if ('replacements' in claim)
        passages.push(...claim.replacements.map((replacement) => ({ ...normalised(replacement), edit })));
      continue;
    }
    const earlier = written.findIndex((it) => 'texts' in it && it.texts.at(-1)!.text === whole.before);
    const [base] = earlier < 0 ? [] : written.splice(earlier, 1);
    const texts = base && 'texts' in base ? base.texts : [];
    const before = texts.at(-1) ?? knownOrBaseline(ledger, path, whole.before);
    const after = { text: whole.after, runs: carry(whole.after, [before], markOf(edit)) };
    written.push({ edits: [...(base?.edits ?? []), edit], texts: [...texts, after] });
  }

  if (passages.length > 0) written.push({ edits: passages.map(({ edit }) => edit), passages });

  await observe(git, ledger, [path], { ...unexplained, uid: newId(), atMs: clock.nowMs() });
  ledger.transaction(() => {
    for (const it of written) {
      const seen = ledger.seen(git.worktree, path, 'disk');
      // The file changed under our feet: what is there now is for the next report to explain.
      if (seen?.text !== text) return;
      // What came after a text may have been taken back.
      const exact = 'texts' in it ? it.texts.findLast((content) => content.text === text) : undefined;
      const isExact = exact !== undefined;
      const latest = 'texts' in it ? it.texts.at(-1)! : findPassages(text, it.passages);
      const found = exact ?? latest;
      const edits = new Set(it.edits);
      const runs = isExact ? preferClaim(seen, found.runs, edits) : anchor(seen, found, edits);
      const present = it.edits.filter((edit) => charactersOf({ text, runs }, edit) > 0);
      if (present.length === 0) continue;
      ledger.record(path, { text, runs }, { replace: true });
      ledger.setSeen(git.worktree, path, 'disk', { text, runs }, seen.headOid);
      ledger.setCheckpoint(git.worktree, path, clock.nowMs());
      for (const { uid } of present) outcomes.set(uid, isExact ? 'exact' : 'anchored');
      log.info(`${claims[0]!.tool}: ${isExact ? 'exact' : 'anchored'} edit of one file`);
    }
  });
  return result();

  /** Texts that the path is known to have had, latest first. */
  async function knownTexts(file: string): Promise<string[]> {
    const seen = ledger.seen(git.worktree, file, 'disk');
    const known = [...(seen ? [seen] : []), ...ledger.history(file, HISTORY)].map(({ text }) => text);
    if (!seen) {
      const head = (await git.trackedBlobs([file])).get(file)?.head;
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
}

function editOf({ uid, tool, model, session, atMs }: EditClaim): Edit {
  const by = { uid, tool, atMs, ...(model && { model }), ...(session && { session }) };
  return { origin: 'ai', evidence: 'reported', kind: 'agent', ...by };
}

const unexplained = { origin: 'unknown', evidence: 'none', kind: 'external' } as const;

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

/** `text` with what was inserted by replacements, where each can only have been in one place. */
function findPassages(text: string, passages: readonly Passage[]): Attributed {
  const baseline = markOf(BASELINE);
  let runs: readonly Run[] = uniform(text.length, baseline);
  const put = (at: number, inserted: readonly Run[]) => {
    const length = inserted.reduce((sum, run) => sum + run.length, 0);
    const here = mapTogether(sliceRuns(runs, at, at + length), inserted, (old, mark) =>
      mark.edit === BASELINE ? old : mark,
    );
    runs = joinRuns([sliceRuns(runs, 0, at), here, sliceRuns(runs, at + length, text.length)]);
  };
  // What one of them inserted, a later one may have replaced in part.
  const earlier: Attributed[] = [];
  for (const { oldText, newText, all, edit } of passages) {
    const before = { text: oldText, runs: carry(oldText, earlier, baseline) };
    const inserted = carry(newText, [before], markOf(edit));
    earlier.unshift({ text: newText, runs: inserted });
    const places = all ? allIndexesOf(text, newText) : [onlyIndexOf(text, newText)];
    if (isTelling(newText) && text.includes(newText)) {
      for (const at of places) if (at >= 0) put(at, inserted);
      continue;
    }
    // Something was changed in or around it since: lines that are whole and there once are still the tool's.
    for (const [line, lineRuns] of linesWith({ text: newText, runs: inserted })) {
      const isInserted = lineRuns.every(({ mark }) => mark.edit !== BASELINE);
      const at = isInserted && isTelling(line) ? onlyLineAt(text, line) : -1;
      if (at >= 0) put(at, lineRuns);
    }
  }
  return { text, runs };
}

const isTelling = (text: string): boolean => withoutWhitespace(text).length >= MIN_ANCHOR;

function allIndexesOf(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + part.length))
    found.push(at);
  return found;
}

/** Where a line of `text` is `line`, with its line break, and nothing else; -1 when that is never or more than once. */
function onlyLineAt(text: string, line: string): number {
  if (!line.endsWith('\n')) return -1;
  const at = onlyIndexOf(text, line);
  return at === 0 || text[at - 1] === '\n' ? at : -1;
}

/** Each line with its line break and its runs. */
function linesWith({ text, runs }: Attributed): [string, Run[]][] {
  const starts = lineStarts(text);
  return starts.map((from, n) => {
    const to = starts[n + 1] ?? text.length;
    return [text.slice(from, to), sliceRuns(runs, from, to)];
  });
}

/** The claimed characters, except those for which the ledger has better evidence. */
function preferClaim(seen: Attributed, claimed: readonly Run[], edits: ReadonlySet<Edit>): Run[] {
  return mapTogether(seen.runs, claimed, (old, claim) => {
    if (!edits.has(claim.edit)) return claim.edit === BASELINE ? old : claim;
    return isBetterEvidence(old.edit, claim.edit) ? old : claim;
  });
}

/** Claimed text that is still there, found by the lines around it; only what nothing else explains is claimed. */
function anchor(seen: Attributed, claimed: Attributed, edits: ReadonlySet<Edit>): Run[] {
  const elsewhere = markOf({ ...unexplained, uid: 'elsewhere', atMs: 0 });
  const found = carry(seen.text, [claimed], elsewhere);
  return mapTogether(seen.runs, found, (old, claim) =>
    edits.has(claim.edit) && old.edit.evidence === 'none' ? claim : old,
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
