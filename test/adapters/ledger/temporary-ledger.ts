/** Ledgers in folders of their own, removed after each test. */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ledgerFile } from '../../../src/adapters/ledger/files.ts';
import type { SqliteLedger } from '../../../src/adapters/ledger/ledger.ts';
import { type OpenLedgerOptions, openLedger } from '../../../src/adapters/ledger/open.ts';

export interface TemporaryLedger {
  /** stands in for a repository's git folder */
  readonly commonDir: string;
  readonly file: string;
  /** what was logged as a warning */
  readonly warnings: string[];
  /** may be set */
  nowMs: number;
  /** another connection; throws where that fails */
  open(options?: Partial<OpenLedgerOptions>): SqliteLedger;
  options(options?: Partial<OpenLedgerOptions>): OpenLedgerOptions;
  dispose(): void;
}

export function temporaryLedger(): TemporaryLedger {
  const commonDir = mkdtempSync(path.join(os.tmpdir(), 'lastmile-ledger-'));
  const opened: SqliteLedger[] = [];
  const self: TemporaryLedger = {
    commonDir,
    file: ledgerFile(commonDir),
    warnings: [],
    nowMs: Date.UTC(2026, 0, 1),
    options: (options) => ({
      commonDir,
      clock: { nowMs: () => self.nowMs },
      log: { info: () => {}, warn: (message) => self.warnings.push(message) },
      ...options,
    }),
    open(options) {
      const result = openLedger(self.options(options));
      if (result.kind !== 'ok') throw new Error(`the ledger is ${result.kind}`, { cause: result });
      opened.push(result.ledger);
      return result.ledger;
    },
    dispose() {
      for (const ledger of opened) ledger.close();
      rmSync(commonDir, { recursive: true, force: true });
    },
  };
  return self;
}
