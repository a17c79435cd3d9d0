/**
 * The ledger's database over time: transactions, errors, and going on with another file when somebody deleted or
 * replaced the one that was open.
 */

import { LedgerError, type Log } from '../../services/ports.ts';
import { type Access, BUSY_TIMEOUT_MS, type Connection, connect } from './connection.ts';
import { ledgerError, translated } from './errors.ts';
import { identityOf, setAside } from './files.ts';
import { rollBack } from './schema.ts';
import { Statements } from './statements.ts';

export interface DatabaseOptions extends Access {
  readonly file: string;
  readonly log: Log;
}

export class Database {
  readonly #options: DatabaseOptions;
  #connection: Connection | null;
  #sql: Statements;
  /** how many connections there have been */
  #generation = 1;
  #epoch = 0;
  #isInTransaction = false;
  #isReading = false;
  #transactions = 0;
  #isClosed = false;
  /** `PRAGMA data_version` at the last transaction */
  #dataVersion = -1;

  /** @param connection to `options.file`, owned by this object from now on */
  constructor(connection: Connection, options: DatabaseOptions) {
    this.#options = options;
    this.#connection = connection;
    this.#sql = new Statements(connection.db);
  }

  /** Of the connection in use; only inside `read` or `transaction`. */
  get sql(): Statements {
    return this.#sql;
  }

  /** Changes when rows that were read or written before may not be there any more. */
  get epoch(): number {
    return this.#epoch;
  }

  /** How many transactions have begun; those within another are part of it. */
  get transactions(): number {
    return this.#transactions;
  }

  /** To be called when rows are deleted that others may remember. */
  forgetRows(): void {
    this.#epoch++;
  }

  /** Reads within `query` are of the same file; whether it is still there is looked at once. */
  read<T>(query: (sql: Statements) => T): T {
    if (this.#isReading) return query(this.#sql);
    return this.#guarded(() => {
      if (!this.#isInTransaction) this.#connected();
      this.#isReading = true;
      try {
        return query(this.#sql);
      } finally {
        this.#isReading = false;
      }
    });
  }

  /** Reads within `work` see one state of the database, whose lock is taken once for all of them. */
  reading<T>(work: () => T): T {
    if (this.#isReading || this.#isInTransaction) return work();
    return this.read(() => {
      const { db } = this.#connection!;
      db.exec('BEGIN');
      try {
        return work();
      } finally {
        rollBack(db); // there is nothing to commit
      }
    });
  }

  /** Runs `work` in one transaction, in the one under way if there is one. Waits at most `BUSY_TIMEOUT_MS` to begin. */
  transaction<T>(work: (sql: Statements) => T): T {
    if (this.#isInTransaction) return work(this.#sql);
    return this.#guarded(() => {
      const { db } = this.#begin();
      this.#isInTransaction = true;
      this.#transactions++;
      try {
        const result = work(this.#sql);
        db.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(db);
        this.#epoch++;
        throw error;
      } finally {
        this.#isInTransaction = false;
      }
    });
  }

  /** Runs `work` so that its transactions throw `busy` at once instead of waiting. */
  withoutWaiting<T>(work: () => T): T {
    return this.#guarded(() => {
      const { db } = this.#connected();
      db.exec('PRAGMA busy_timeout = 0');
      try {
        return work();
      } finally {
        if (this.#connection?.db === db) db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
    });
  }

  /** Changes whenever another connection has written, or the file is another one. */
  version(): number {
    return this.read(() => this.#generation * 2 ** 32 + this.#readDataVersion());
  }

  close(): void {
    this.#isClosed = true;
    this.#disconnect();
  }

  /** Begins a transaction on the file that bears the ledger's name at that moment. */
  #begin(): Connection {
    for (;;) {
      const connection = this.#connected();
      connection.db.exec(this.#options.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE');
      if (identityOf(this.#options.file) === connection.identity) {
        const version = this.#readDataVersion();
        if (version !== this.#dataVersion) this.#epoch++;
        this.#dataVersion = version;
        return connection;
      }
      rollBack(connection.db);
    }
  }

  #connected(): Connection {
    if (this.#isClosed) throw new Error('the ledger has been closed');
    const { file, log } = this.#options;
    if (this.#connection && identityOf(file) === this.#connection.identity) return this.#connection;
    this.#disconnect();
    const connected = connect(file, this.#options);
    if (connected.kind !== 'ok')
      throw ledgerError('unavailable', new Error(`the one there now is ${connected.kind}`));
    if (connected.setAside) log.warn(`The ledger was damaged and has been set aside: ${connected.setAside}`);
    this.#connection = connected.connection;
    this.#sql = new Statements(connected.connection.db);
    this.#generation++;
    this.#epoch++;
    this.#dataVersion = -1;
    return this.#connection;
  }

  #disconnect(): void {
    this.#connection?.db.close();
    this.#connection = null;
  }

  /** Translates errors; a database that turns out to be damaged is set aside, so that the next call begins a new one. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = translated(error);
      const isDamaged = failure instanceof LedgerError && failure.kind === 'corrupt';
      throw isDamaged && !this.#isInTransaction ? this.#withoutDamaged(failure) : failure;
    }
  }

  #withoutDamaged(failure: LedgerError): LedgerError {
    const { file, nowMs, readOnly, log } = this.#options;
    const identity = this.#connection?.identity;
    this.#disconnect();
    if (readOnly || identity === undefined) return failure;
    const aside = setAside(file, identity, nowMs());
    if (!aside) return failure;
    log.warn(`The ledger was damaged and has been set aside: ${aside}`, failure);
    return new LedgerError('corrupt', `${failure.message}; it has been set aside: ${aside}`, failure.cause);
  }

  #readDataVersion(): number {
    return (this.#sql.get('PRAGMA data_version') as { data_version: number }).data_version;
  }
}
