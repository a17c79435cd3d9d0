/** Errors of SQLite and of the file system as `LedgerError`, told apart by code, never by message. */

import { LedgerError, type LedgerErrorKind } from '../../services/ports.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html; the upper bits of an extended code refine them. */
const SQLITE_KINDS: Record<number, LedgerErrorKind> = {
  3: 'read-only', // PERM
  5: 'busy',
  6: 'busy', // LOCKED
  8: 'read-only',
  11: 'corrupt',
  13: 'full',
  14: 'unavailable', // CANTOPEN
  26: 'corrupt', // NOTADB
};

/** SQLITE_IOERR_SHMSIZE: no room for the shared memory file that goes with the write-ahead log. */
const NO_ROOM_FOR_SHARED_MEMORY = 4874;

const FILE_KINDS: Record<string, LedgerErrorKind> = {
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

const MESSAGES: Record<LedgerErrorKind, string> = {
  busy: 'another process kept the ledger locked',
  full: 'there is no space left for the ledger',
  'read-only': 'the ledger cannot be written: its folder or file is read-only',
  corrupt: 'the ledger is damaged',
  unavailable: 'the ledger cannot be opened',
  failed: 'the ledger failed',
};

export function ledgerError(kind: LedgerErrorKind, cause?: unknown): LedgerError {
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return new LedgerError(kind, MESSAGES[kind] + detail, cause);
}

/** Anything that is neither from SQLite nor from the file system comes back as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LedgerError) return error;
  const { code, errcode, syscall } = error as Error & { code?: string; errcode?: number; syscall?: string };
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) {
    if (errcode === NO_ROOM_FOR_SHARED_MEMORY) return ledgerError('full', error);
    return ledgerError(SQLITE_KINDS[errcode & 0xff] ?? 'failed', error);
  }
  if (syscall !== undefined && code !== undefined)
    return ledgerError(FILE_KINDS[code] ?? 'unavailable', error);
  return error;
}
