/**
 * Line attribution as a git note, in the open format "Git AI Standard v3.0.0" (`authorship/3.0.0`): an attestation
 * section that names keys for line ranges of each file, a line `---`, and a JSON section that says what the keys are.
 */

import type { LineRange } from './added-lines.ts';

export const NOTES_REF = 'refs/notes/ai';
export const SCHEMA_VERSION = 'authorship/3.0.0';

/** Lines of a file of the annotated commit that one key stands for. */
export interface Attestation {
  readonly key: string;
  /** 1-based, inclusive, ascending */
  readonly ranges: readonly LineRange[];
}

export interface AgentId {
  readonly tool: string;
  readonly id: string;
  readonly model: string;
}

/** Fields that are not known here are kept as they are. */
export interface SessionRecord {
  readonly agent_id: AgentId;
  readonly human_author?: string;
  readonly custom_attributes?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

export interface NoteMetadata {
  readonly schema_version: string;
  readonly base_commit_sha: string;
  readonly prompts: Readonly<Record<string, SessionRecord>>;
  readonly sessions?: Readonly<Record<string, SessionRecord>>;
  readonly humans?: Readonly<Record<string, { readonly author: string }>>;
  readonly [other: string]: unknown;
}

export interface Note {
  readonly files: ReadonlyMap<string, readonly Attestation[]>;
  readonly metadata: NoteMetadata;
}

/** Whose a line is by a note: a session of a tool, a person, or somebody of whom the note has no record. */
export type NoteAuthor =
  | { readonly kind: 'session'; readonly id: string; readonly record: SessionRecord }
  | { readonly kind: 'human'; readonly author: string }
  | { readonly kind: 'unknown' };

/** The text of a note, ending in a line break. Files and entries without lines are left out. */
export function formatNote({ files, metadata }: Note): string {
  let text = '';
  for (const [path, attestations] of files) {
    const entries = attestations.filter(({ ranges }) => ranges.length > 0);
    if (entries.length === 0) continue;
    text += `${/[\s"\\]|^---$/.test(path) ? JSON.stringify(path) : path}\n`;
    for (const { key, ranges } of entries) text += `  ${key} ${formatRanges(ranges)}\n`;
  }
  return `${text}---\n${JSON.stringify(metadata, null, 2)}\n`;
}

/** Reads a note; null when it is not of this format. Entries that make no sense are passed over. */
export function parseNote(text: string): Note | null {
  const divider = /^---\r?$/m.exec(text);
  if (!divider) return null;
  const metadata = parseMetadata(text.slice(divider.index + divider[0].length));
  if (!metadata) return null;

  const files = new Map<string, Attestation[]>();
  let current: Attestation[] | undefined;
  for (const line of text.slice(0, divider.index).split(/\r?\n/)) {
    if (line === '') continue;
    if (!line.startsWith('  ')) {
      const path = parsePath(line);
      current = path === null ? undefined : (files.get(path) ?? []);
      if (path !== null && current) files.set(path, current);
      continue;
    }
    const [, key, list] = /^ {2}(\S+) ([\d,-]+)$/.exec(line) ?? [];
    const ranges = list ? parseRanges(list) : null;
    if (key !== undefined && ranges && current) current.push({ key, ranges });
  }
  return { files, metadata };
}

/** Who a key of the note stands for. */
export function authorOf(metadata: NoteMetadata, key: string): NoteAuthor {
  const id = key.split('::')[0]!;
  const human = own(metadata.humans, id);
  if (human) return { kind: 'human', author: human.author };
  const record = own(metadata.sessions, id) ?? own(metadata.prompts, id);
  return record ? { kind: 'session', id, record } : { kind: 'unknown' };
}

function own<T>(records: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return records && Object.hasOwn(records, key) ? records[key] : undefined;
}

function parsePath(line: string): string | null {
  if (!line.startsWith('"')) return line;
  try {
    const path: unknown = JSON.parse(line);
    return typeof path === 'string' ? path : null;
  } catch {
    // Written without escapes: the quotes alone are taken off.
    return line.endsWith('"') && line.length > 2 ? line.slice(1, -1) : null;
  }
}

export const formatRanges = (ranges: readonly LineRange[]): string =>
  ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');

export function parseRanges(list: string): LineRange[] | null {
  const ranges: LineRange[] = [];
  for (const part of list.split(',')) {
    const [, from, to] = /^([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/.exec(part) ?? [];
    if (from === undefined) return null;
    const range = { first: Number(from), last: Number(to ?? from) };
    if (range.last < range.first) return null;
    ranges.push(range);
  }
  return ranges.sort((a, b) => a.first - b.first);
}

function parseMetadata(json: string): NoteMetadata | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.schema_version !== 'string') return null;
  if (!value.schema_version.startsWith('authorship/3.')) return null;
  const humans = recordsOf(value.humans, (record) => typeof record.author === 'string');
  const isSession = ({ agent_id: agent }: Record<string, unknown>) =>
    isRecord(agent) &&
    typeof agent.tool === 'string' &&
    typeof agent.id === 'string' &&
    typeof agent.model === 'string';
  return {
    ...value,
    schema_version: value.schema_version,
    base_commit_sha: typeof value.base_commit_sha === 'string' ? value.base_commit_sha : '',
    prompts: recordsOf(value.prompts, isSession) as Record<string, SessionRecord>,
    ...(value.sessions !== undefined && {
      sessions: recordsOf(value.sessions, isSession) as Record<string, SessionRecord>,
    }),
    ...(value.humans !== undefined && { humans: humans as Record<string, { author: string }> }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordsOf(
  value: unknown,
  isValid: (record: Record<string, unknown>) => boolean,
): Record<string, Record<string, unknown>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]) && isValid(entry[1]),
    ),
  );
}
