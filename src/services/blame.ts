/** Line by line: whose origin each line of a committed file has. */

import type { LineClass } from '../domain/contribution.ts';
import { type LineTally, leadingEdit, tallyLines } from '../domain/line-classes.ts';
import { linesOfNote, type NotedLine } from '../domain/note-lines.ts';
import { parseNote } from '../domain/notes.ts';
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
  const commit = await git.resolve(revision);
  const blamed = await git.blame(path, revision);
  const here = ledger && commit ? await tallies(git, ledger, [{ commit, path }]) : [];
  const inPlace = here[0];

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
  await askNotes(git, blamed, lines);
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

async function askNotes(git: Git, blamed: readonly BlamedLine[], lines: AttributedLine[]): Promise<void> {
  const open = blamed.filter((_, index) => lines[index]!.class === 'unknown').map(({ commit }) => commit);
  const notes = new Map([...(await git.notes(open))].map(([commit, text]) => [commit, parseNote(text)]));
  const noted = new Map<string, Map<number, NotedLine>>();
  blamed.forEach(({ commit, originalPath, originalLine, line }, index) => {
    const note = notes.get(commit);
    if (!note || lines[index]!.class !== 'unknown') return;
    const key = `${commit}:${originalPath}`;
    const ofFile = noted.get(key) ?? linesOfNote(note, originalPath);
    noted.set(key, ofFile);
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
