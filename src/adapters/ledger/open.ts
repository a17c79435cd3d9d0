/** The way to a repository's ledger. What can be expected to go wrong comes back as a value. */

import { type Clock, LedgerError, type Log } from '../../services/ports.ts';
import { connect } from './connection.ts';
import { translated } from './errors.ts';
import { ledgerFile } from './files.ts';
import { SqliteLedger } from './ledger.ts';

export interface OpenLedgerOptions {
  /** the git folder that linked work trees share */
  readonly commonDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** nothing is made or written; recording throws `LedgerError` `read-only` */
  readonly readOnly?: boolean;
}

export type OpenedLedger =
  /** `setAside`: where a damaged database was put, of which the user is to be told; null as a rule */
  | { kind: 'ok'; ledger: SqliteLedger; setAside: string | null }
  /** a newer version of the program made it, with schema `version`; it was left as it is */
  | { kind: 'newer'; version: number }
  /** there is none, and only reading was asked for */
  | { kind: 'absent' }
  /** `reason` is a sentence part for people */
  | { kind: 'unavailable'; reason: string; cause: LedgerError };

/** Opens the ledger of a repository, making it where there is none. Throws only for bugs. */
export function openLedger({ commonDir, clock, log, readOnly = false }: OpenLedgerOptions): OpenedLedger {
  const file = ledgerFile(commonDir);
  const access = { readOnly, nowMs: () => Math.round(clock.nowMs()) };
  try {
    const connected = connect(file, access);
    if (connected.kind !== 'ok') return connected;
    const ledger = new SqliteLedger(connected.connection, { commonDir, file, log, ...access });
    return { kind: 'ok', ledger, setAside: connected.setAside };
  } catch (error) {
    const cause = translated(error);
    if (!(cause instanceof LedgerError)) throw cause;
    return { kind: 'unavailable', reason: cause.message, cause };
  }
}
