/** Classes of lines as a note, and a note as classes of lines. */

import type { LineRange, NumberedLine } from './added-lines.ts';
import type { LineClass } from './contribution.ts';
import { leadingEdit, tallyLines } from './line-classes.ts';
import { includes, joined } from './line-ranges.ts';
import {
  type Attestation,
  authorOf,
  formatRanges,
  type Note,
  parseRanges,
  SCHEMA_VERSION,
  type SessionRecord,
} from './notes.ts';
import {
  type Attributed,
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
  sliceRuns,
  touched,
} from './origin.ts';
import { lineStarts } from './text.ts';

export interface NoteContext {
  readonly commit: string;
  /** author of the commit, `Name <email>` */
  readonly author: string;
  /** SHA-256 in hexadecimal */
  readonly hash: (text: string) => string;
}

/**
 * The attribute of a session in which its `mixed` lines are listed by path. The format knows whole lines only: a reader
 * that does not know the attribute takes them for the session's.
 */
const MIXED = 'lastmile.mixed';

/** The note for `files`; null when there is no line whose origin is known. */
export function noteOf(
  files: ReadonlyMap<string, readonly NumberedLine[]>,
  { commit, author, hash }: NoteContext,
): Note | null {
  const humanKey = `h_${hash(author).slice(0, 14)}`;
  const sessions = new Map<string, { record: SessionRecord; mixed: Map<string, number[]> }>();
  const attested = new Map<string, Attestation[]>();
  let hasHuman = false;

  const sessionKey = (edit: Edit): string => {
    const tool = edit.tool ?? 'unknown';
    const id = edit.session ?? edit.uid;
    const key = `s_${hash(`${tool}:${id}`).slice(0, 14)}`;
    if (!sessions.has(key)) {
      const agent = { tool, id, model: edit.model ?? 'unknown' };
      sessions.set(key, { record: { agent_id: agent, human_author: author }, mixed: new Map() });
    }
    return key;
  };

  for (const [path, lines] of files) {
    const byKey = new Map<string, number[]>();
    for (const { line, tally } of lines) {
      const edit = leadingEdit(tally);
      if (tally.class === 'human') {
        hasHuman = true;
        listed(byKey, humanKey).push(line);
      } else if ((tally.class === 'ai' || tally.class === 'mixed') && edit) {
        const key = sessionKey(edit);
        listed(byKey, `${key}::t_${hash(edit.uid).slice(0, 14)}`).push(line);
        if (tally.class === 'mixed') listed(sessions.get(key)!.mixed, path).push(line);
      }
    }
    if (byKey.size > 0)
      attested.set(
        path,
        [...byKey].map(([key, list]) => ({ key, ranges: rangesOf(list) })),
      );
  }
  if (attested.size === 0) return null;
  return {
    files: attested,
    metadata: {
      schema_version: SCHEMA_VERSION,
      base_commit_sha: commit,
      prompts: {},
      ...(hasHuman && { humans: { [humanKey]: { author } } }),
      sessions: Object.fromEntries(
        [...sessions].map(([key, { record, mixed }]) => [key, withMixed(record, mixed)]),
      ),
    },
  };
}

function withMixed(record: SessionRecord, mixed: ReadonlyMap<string, readonly number[]>): SessionRecord {
  if (mixed.size === 0) return record;
  const lists = Object.fromEntries([...mixed].map(([path, lines]) => [path, formatRanges(rangesOf(lines))]));
  return { ...record, custom_attributes: { [MIXED]: lists } };
}

function listed(lists: Map<string, number[]>, key: string): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** Line numbers, ascending, as ranges. */
function rangesOf(lines: readonly number[]): LineRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && last.last === line - 1) last.last = line;
    else ranges.push({ first: line, last: line });
  }
  return ranges;
}

/** What a note says of one line. */
export interface NotedLine {
  readonly class: LineClass;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
}

/** A note that attests more lines than this for one file, however often, is not taken at its word. */
const MAX_LINES = 1_000_000;

/** What a note says of the lines of `path`, by 1-based number. Of two keys for one line the later one stands. */
export function linesOfNote(note: Note, path: string): Map<number, NotedLine> {
  const lines = new Map<number, NotedLine>();
  const mixed = new Map<SessionRecord, readonly LineRange[]>();
  let left = MAX_LINES;
  for (const { key, ranges } of note.files.get(path) ?? []) {
    const author = authorOf(note.metadata, key);
    if (author.kind === 'unknown') continue;
    const noted = author.kind === 'human' ? () => HUMAN : sessionLines(author.record, path, mixed);
    for (const { first, last } of ranges)
      for (let line = first; line <= last && left > 0; line++, left--) lines.set(line, noted(line));
  }
  return lines;
}

const HUMAN: NotedLine = { class: 'human' };

/** @param known lists of mixed lines that have been read already */
function sessionLines(
  record: SessionRecord,
  path: string,
  known: Map<SessionRecord, readonly LineRange[]>,
): (line: number) => NotedLine {
  const mixed = known.get(record) ?? mixedLines(record, path);
  known.set(record, mixed);
  const { tool, model, id: session } = record.agent_id;
  const by = { tool, ...(model !== '' && model !== 'unknown' && { model }), session };
  const ai: NotedLine = { class: 'ai', ...by };
  const both: NotedLine = { class: 'mixed', ...by };
  return (line) => (includes(mixed, line) ? both : ai);
}

/** `joined` */
function mixedLines(record: SessionRecord, path: string): readonly LineRange[] {
  const lists = record.custom_attributes?.[MIXED];
  if (typeof lists !== 'object' || lists === null || !Object.hasOwn(lists, path)) return [];
  const list: unknown = (lists as Record<string, unknown>)[path];
  return typeof list === 'string' ? joined(parseRanges(list) ?? []) : [];
}

/**
 * `content` with what a note says of its lines, where nothing else is known of them. A note knows whole lines, so it
 * adds to what was seen, and never takes its place.
 * @param atMs time of the commit
 */
export function explainByNote(
  content: Attributed,
  lines: ReadonlyMap<number, NotedLine>,
  atMs: number,
): Attributed {
  if (lines.size === 0) return content;
  const edits = new Map<string, Edit>();
  const markFor = (noted: NotedLine): Mark => {
    const { class: lineClass, ...by } = noted;
    const origin = lineClass === 'human' ? 'human' : 'ai';
    const uid = `note:${origin}:${noted.tool ?? ''}:${noted.model ?? ''}:${noted.session ?? ''}`;
    const edit = edits.get(uid) ?? { uid, origin, evidence: 'reported', kind: 'agent', atMs, ...by };
    edits.set(uid, edit);
    return lineClass === 'mixed' ? touched(markOf(edit)) : markOf(edit);
  };
  const runs: Run[] = [];
  const starts = lineStarts(content.text);
  const isKnown = tallyLines(content).map(
    ({ class: lineClass, characters }) =>
      lineClass !== 'unknown' || [...characters.keys()].some(({ origin }) => origin !== 'unknown'),
  );
  starts.forEach((from, at) => {
    const to = starts[at + 1] ?? content.text.length;
    const noted = isKnown[at] ? undefined : lines.get(at + 1);
    if (noted && noted.class !== 'unknown') pushRun(runs, to - from, markFor(noted));
    else for (const run of sliceRuns(content.runs, from, to)) pushRun(runs, run.length, run.mark);
  });
  return { text: content.text, runs };
}
