/** Reads the output of `git diff-… --raw -p -z -U0 --no-abbrev` as it arrives; text of files is skipped, not kept. */

import type { FileDiff, LineRange } from '../../services/ports.ts';
import { quoted } from './quoting.ts';

type Status = FileDiff['status'];

/** One record of the raw part; paths as latin1, so that every byte survives until the end. */
interface RawEntry {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: string;
  readonly newOid: string;
  readonly status: string;
  readonly oldPath: string;
  readonly path: string;
  /** first line of its part of the patch */
  readonly header: string;
  readonly added: LineRange[];
  readonly deleted: LineRange[];
  binary: boolean;
  hasPatch: boolean;
}

const STATUSES: Readonly<Record<string, Status>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
};

const LINE_FEED = 10;
const PLUS = 43;
const MINUS = 45;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const RAW = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/;

/** A hunk's header goes on with text of the file, which can be long; what is looked at ends well before this. */
const ENOUGH_OF_A_HEADER = 64 * 1024;

export interface DiffParser {
  push(chunk: Buffer): void;
  /** @throws Error when the output ended early or is not what the parser knows */
  finish(): FileDiff[];
}

export function createDiffParser(): DiffParser {
  const entries: RawEntry[] = [];
  let fields: string[] = [];
  let isPatch = false;
  /** beginning of a token or line whose end has not come yet */
  let rest = '';
  let isContent = false;
  /** index of the entry that the patch is at */
  let at = -1;

  /** @returns where the patch begins, or the chunk's length */
  function pushRaw(chunk: Buffer): number {
    for (let from = 0; ; ) {
      const end = chunk.indexOf(0, from);
      if (end < 0) {
        rest += chunk.toString('latin1', from);
        return chunk.length;
      }
      const field = rest + chunk.toString('latin1', from, end);
      rest = '';
      from = end + 1;
      // An empty field stands between the two parts.
      if (field === '' && fields.length === 0) {
        isPatch = true;
        return from;
      }
      fields.push(field);
      const needed = fields[0]!.includes(' R') || fields[0]!.includes(' C') ? 3 : 2;
      if (fields.length === needed) {
        entries.push(rawEntry(fields));
        fields = [];
      }
    }
  }

  function pushPatch(chunk: Buffer, start: number): void {
    for (let from = start; from < chunk.length; ) {
      // Without context, the lines of the files are the ones that begin with + or -, and no others do in a hunk.
      if (rest === '' && !isContent) {
        const first = chunk[from];
        isContent = inHunks() && (first === PLUS || first === MINUS);
      }
      const end = chunk.indexOf(LINE_FEED, from);
      const to = end < 0 ? chunk.length : end;
      if (!isContent && rest.length < ENOUGH_OF_A_HEADER) rest += chunk.toString('latin1', from, to);
      if (end < 0) return;
      if (!isContent) patchLine(rest);
      rest = '';
      isContent = false;
      from = end + 1;
    }
  }

  const inHunks = () => {
    const entry = entries[at];
    return entry !== undefined && entry.added.length + entry.deleted.length > 0;
  };

  function patchLine(line: string): void {
    if (line.startsWith('diff --git ')) {
      // A type change has two parts with the same header; an entry whose content is the same after all may have none.
      while (entries[at]?.header !== line) if (++at >= entries.length) throw unexpected(line);
      entries[at]!.hasPatch = true;
    } else if (line.startsWith('@@ ')) {
      const hunk = HUNK.exec(line);
      const entry = entries[at];
      if (!hunk || !entry) throw unexpected(line);
      pushRange(entry.deleted, hunk[1]!, hunk[2]);
      pushRange(entry.added, hunk[3]!, hunk[4]);
    } else if (line.startsWith('Binary files ')) {
      const entry = entries[at];
      if (entry) entry.binary = true;
    }
  }

  return {
    push(chunk) {
      const start = isPatch ? 0 : pushRaw(chunk);
      if (isPatch) pushPatch(chunk, start);
    },
    finish() {
      if (fields.length > 0 || rest !== '') throw unexpected(fields[0] ?? rest);
      return entries.flatMap(fileDiff);
    },
  };
}

function rawEntry([meta, path1, path2]: readonly string[]): RawEntry {
  const match = RAW.exec(meta!);
  if (!match) throw unexpected(meta!);
  const [, oldMode, newMode, oldOid, newOid, status] = match;
  const oldPath = path1!;
  const path = path2 ?? path1!;
  return {
    oldMode: oldMode!,
    newMode: newMode!,
    oldOid: oldOid!,
    newOid: newOid!,
    status: status!,
    oldPath,
    path,
    header: `diff --git ${quoted(`a/${oldPath}`)} ${quoted(`b/${path}`)}`,
    added: [],
    deleted: [],
    binary: false,
    hasPatch: false,
  };
}

/** None for an unmerged path, which is in no commit, and for a file that was only touched. */
function fileDiff(entry: RawEntry): FileDiff[] {
  const status = STATUSES[entry.status];
  if (!status) return [];
  if (status === 'modified' && !entry.hasPatch && entry.oldMode === entry.newMode) return [];
  const path = decoded(entry.path);
  const isThere = { old: status !== 'added', new: status !== 'deleted' };
  return [
    {
      path,
      oldPath: isThere.old ? decoded(entry.oldPath) : null,
      status,
      oldOid: isThere.old ? oidOrNull(entry.oldOid) : null,
      newOid: isThere.new ? oidOrNull(entry.newOid) : null,
      binary: entry.binary,
      special: isSpecial(entry.oldMode) || isSpecial(entry.newMode),
      added: entry.added,
      deleted: entry.deleted,
    },
  ];
}

/** Git tells an insertion as a range of length 0 after the line of that number. */
function pushRange(ranges: LineRange[], first: string, length = '1'): void {
  if (length !== '0') ranges.push({ first: Number(first), last: Number(first) + Number(length) - 1 });
}

const isSpecial = (mode: string): boolean => mode === '120000' || mode === '160000';

/** All zeros stands for content that git has not stored: it is in the work tree. */
const oidOrNull = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid);

const decoded = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const unexpected = (line: string): Error => new Error(`unexpected output of git diff: ${line.slice(0, 200)}`);
