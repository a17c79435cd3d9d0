/** Attributed lines of a commit in forms that other programs read: Agent Trace records, rows of a table. */

import type { NumberedLine } from './added-lines.ts';
import type { LineClass } from './contribution.ts';
import { leadingEdit } from './line-classes.ts';

/** The lines that one commit added, by file. */
export interface CommitLines {
  readonly commit: string;
  readonly atMs: number;
  readonly files: ReadonlyMap<string, readonly NumberedLine[]>;
}

/** Neighbouring lines of one class and origin; line numbers are those of the file in the commit, inclusive. */
export interface TraceRow {
  readonly commit: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly class: LineClass;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
}

export function rowsOf({ commit, atMs, files }: CommitLines): TraceRow[] {
  const at = new Date(atMs).toISOString();
  const rows: TraceRow[] = [];
  for (const [path, lines] of files)
    for (const { line, tally } of lines) {
      const by = tally.class === 'ai' || tally.class === 'mixed' ? leadingEdit(tally) : undefined;
      const row: TraceRow = {
        commit,
        at,
        path,
        first: line,
        last: line,
        class: tally.class,
        ...(by?.tool !== undefined && { tool: by.tool }),
        ...(by?.model !== undefined && { model: by.model }),
        ...(by?.session !== undefined && { session: by.session }),
      };
      const previous = rows.at(-1);
      if (
        previous &&
        previous.last === line - 1 &&
        previous.path === path &&
        originOf(previous) === originOf(row)
      )
        rows[rows.length - 1] = { ...previous, last: line };
      else rows.push(row);
    }
  return rows;
}

const originOf = (row: TraceRow): string => JSON.stringify([row.class, row.tool, row.model, row.session]);

const COLUMNS = ['commit', 'at', 'path', 'first', 'last', 'class', 'tool', 'model', 'session'] as const;

/** RFC 4180 without line ends. What a spreadsheet would take for a formula is made text. */
export function csvLine(row: TraceRow): string {
  return COLUMNS.map((column) => csvField(row[column])).join(',');
}

export const CSV_HEADER = COLUMNS.join(',');

function csvField(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Version of the Agent Trace specification, as its JSON schema wants it: major and minor. */
const TRACE_VERSION = '0.1';

/**
 * An Agent Trace record (https://agent-trace.dev) of one commit. Its fields have no room for tools and sessions, which
 * are in `metadata`, a list beside each file's conversations.
 * @param hash SHA-256 in hexadecimal; the record's id is made of the commit's, so that a record is the same each time
 */
export function traceRecord(lines: CommitLines, version: string, hash: (text: string) => string): object {
  const files = new Map<string, Map<string, TraceRow[]>>();
  for (const row of rowsOf(lines)) {
    const conversations = files.get(row.path) ?? new Map<string, TraceRow[]>();
    const rows = conversations.get(originOf(row)) ?? [];
    files.set(row.path, conversations.set(originOf(row), [...rows, row]));
  }
  const conversationsOf = (conversations: ReadonlyMap<string, TraceRow[]>) => [...conversations.values()];
  return {
    version: TRACE_VERSION,
    id: uuidOf(hash(`lastmile:${lines.commit}`)),
    timestamp: new Date(lines.atMs).toISOString(),
    vcs: { type: 'git', revision: lines.commit },
    tool: { name: 'lastmile', version },
    files: [...files].map(([path, conversations]) => ({
      path,
      conversations: conversationsOf(conversations).map((rows) => ({
        contributor: {
          type: rows[0]!.class,
          ...(rows[0]!.model !== undefined && { model_id: [...rows[0]!.model].slice(0, 250).join('') }),
        },
        ranges: rows.map(({ first, last }) => ({ start_line: first, end_line: last })),
      })),
    })),
    metadata: {
      'dev.lastmile': {
        files: Object.fromEntries(
          [...files].map(([path, conversations]) => [
            path,
            conversationsOf(conversations).map(([row]) => ({
              tool: row?.tool ?? null,
              session: row?.session ?? null,
            })),
          ]),
        ),
      },
    },
  };
}

/** A UUID of version 8, RFC 9562: made of a hash. */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
