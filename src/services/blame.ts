/** Line by line: whose origin each line of a committed file has. */

import type { LineClass } from '../domain/contribution.ts';
import { type LineTally, leadingEdit, tallyLines } from '../domain/line-classes.ts';
import { linesOfNote, type NotedLine } from '../domain/note-lines.ts';
import { type Note, parseNote } from '../domain/notes.ts';
import { normalise } from '../domain/text.ts';
import { attributedChange } from './attributed-change.ts';
import type { ContributionDeps } from './contributions.ts';
import type { BlamedLine, Git, Ledger, Oid } from './ports.ts';
import { prefetched } from './prefetch.ts';

export interface AttributedLine {
  /** 1-based */
  line: number;
  class: LineClass;
  tool?: string;
  model?: string;
  session?: string;
  /** the commit the line came with */
  commit: Oid;
}

export interface Blame {
  path: string;
  rev: string;
  lines: AttributedLine[];
}

/**
 * The lines of `path` at `revision`. A line's class is that of its characters, wherever the text is known: as the file
 * stands in that commit, else as it stood in the commit the line came with, whose text is attributed like that of any
 * change if nobody saw it. Of lines of which nothing is known, it is what the note of that commit says. Lines from
 * before tracking are `unknown`.
 * @throws GitError when there is no such file
 */
export async function blame(deps: ContributionDeps, path: string, revision: string): Promise<Blame> {
  const { git, ledger } = deps;
  // All at once: whoever asks has to wait for the slowest, git's own blame, anyway.
  const [blamed, inPlace, noted] = await Promise.all([
    git.blame(path, revision),
    ledger && tallies(git, ledger, [{ commit: revision, path }]).then(([tally]) => tally),
    git.noteBlobs(),
  ]);

  const places = new Map<string, { commit: Oid; path: string }>();
  const keyOf = (line: BlamedLine) => `${line.commit}:${line.originalPath}`;
  if (!inPlace)
    for (const line of blamed) places.set(keyOf(line), { commit: line.commit, path: line.originalPath });
  const found = ledger ? await tallies(git, ledger, [...places.values()]) : [];
  const origins = new Map([...places.keys()].map((key, index) => [key, found[index]]));
  const unseen = inPlace ? [] : blamed.filter((line) => !origins.get(keyOf(line)));
  for (const [key, tally] of await attributed(deps, unseen)) origins.set(key, tally);

  const lines = blamed.map((line): AttributedLine => {
    const tally = inPlace ? inPlace[line.line - 1] : origins.get(keyOf(line))?.[line.originalLine - 1];
    const known = tally && { class: tally.class, ...namesOf(leadingEdit(tally)) };
    return { line: line.line, ...(known ?? { class: 'unknown' }), commit: line.commit };
  });
  await askNotes(git, blamed, lines, noted);
  return { path, rev: revision, lines };
}

/** More commits whose text nobody saw are not looked into. */
const MAX_UNSEEN = 64;

/** Lines of files as commits left them that were made since the ledger began, by commit and path. */
async function attributed(
  deps: ContributionDeps,
  unseen: readonly BlamedLine[],
): Promise<Map<string, LineTally[]>> {
  const { git, ledger } = deps;
  const tallies = new Map<string, LineTally[]>();
  // Git counts whole seconds.
  const sinceMs = (ledger?.sinceMs() ?? Number.POSITIVE_INFINITY) - 1000;
  const recent = unseen.filter(({ atMs }) => atMs > sinceMs).sort((a, b) => b.atMs - a.atMs);
  const commits = [...new Set(recent.map(({ commit }) => commit))].slice(0, MAX_UNSEEN);
  if (commits.length === 0) return tallies;
  const from = await prefetched(git, commits);
  for (const oid of commits) {
    const { parents, atMs } = await from.commit(oid);
    const change = await attributedChange({ ...deps, git: from }, parents.slice(0, 1), { commit: oid }, atMs);
    for (const { diff, content } of change.files)
      if (content) tallies.set(`${oid}:${diff.path}`, tallyLines(content));
  }
  return tallies;
}

const namesOf = (by: { tool?: string; model?: string; session?: string } = {}) => ({
  ...(by.tool !== undefined && { tool: by.tool }),
  ...(by.model !== undefined && { model: by.model }),
  ...(by.session !== undefined && { session: by.session }),
});

/** @param noted blobs of the notes that there are, by commit */
async function askNotes(
  git: Git,
  blamed: readonly BlamedLine[],
  lines: AttributedLine[],
  noted: ReadonlyMap<Oid, Oid>,
): Promise<void> {
  const open = new Set(blamed.flatMap(({ commit }, i) => (lines[i]!.class === 'unknown' ? commit : [])));
  const texts = await git.blobs([...open].flatMap((commit) => noted.get(commit) ?? []));
  const notes = new Map<Oid, Note | null>();
  for (const commit of open) {
    const text = texts.get(noted.get(commit) ?? '');
    if (text !== undefined) notes.set(commit, parseNote(text));
  }
  const files = new Map<string, Map<number, NotedLine>>();
  blamed.forEach(({ commit, originalPath, originalLine, line }, index) => {
    const note = notes.get(commit);
    if (!note || lines[index]!.class !== 'unknown') return;
    const key = `${commit}:${originalPath}`;
    const ofFile = files.get(key) ?? linesOfNote(note, originalPath);
    files.set(key, ofFile);
    const by = ofFile.get(originalLine);
    if (by) lines[index] = { line, class: by.class, ...namesOf(by), commit };
  });
}

/** The lines of files whose very text the ledger knows; undefined for the others. */
async function tallies(
  git: Git,
  ledger: Ledger,
  files: readonly { commit: Oid; path: string }[],
): Promise<(LineTally[] | undefined)[]> {
  const texts = files.length === 0 ? [] : await git.filesAt(files);
  return files.map(({ path }, index) => {
    const text = texts[index];
    if (text === null || text === undefined) return undefined;
    const runs = ledger.find(path, normalise(text));
    return runs ? tallyLines({ text: normalise(text), runs }) : undefined;
  });
}
