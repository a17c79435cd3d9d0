import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { identityOf, setAside } from '../../../src/adapters/ledger/files.ts';
import { openLedger } from '../../../src/adapters/ledger/open.ts';
import { APPLICATION_ID, MIGRATIONS, migrate, schemaState } from '../../../src/adapters/ledger/schema.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { LedgerError } from '../../../src/services/ports.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const EDIT: Edit = { uid: 'e', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 };
/** the user that owns nothing */
const NOBODY = { uid: 65534, gid: 65534 };
const content = (text: string) => ({ text, runs: uniform(text.length, markOf(EDIT)) });

describe('opening a ledger', () => {
  let place: TemporaryLedger;
  beforeEach(() => {
    place = temporaryLedger();
  });
  afterEach(() => place.dispose());

  const setUp = () => mkdirSync(path.dirname(place.file), { recursive: true });
  const raw = (sql: string) => {
    setUp();
    const db = new DatabaseSync(place.file);
    db.exec(sql);
    db.close();
  };
  const writeRubbish = () => {
    setUp();
    writeFileSync(place.file, 'not a database '.repeat(500));
  };
  const pragma = (name: string) => {
    const db = new DatabaseSync(place.file);
    const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
    db.close();
    return value;
  };

  it('makes one where there is none', () => {
    place.open();
    assert.equal(pragma('application_id'), APPLICATION_ID);
    assert.equal(pragma('user_version'), MIGRATIONS.length);
    assert.equal(pragma('journal_mode'), 'wal');
    assert.equal(pragma('auto_vacuum'), 2, 'pages can be given back');
  });

  it('makes none when only reading was asked for', () => {
    assert.deepEqual(openLedger(place.options({ readOnly: true })), { kind: 'absent' });
    assert.deepEqual(readdirSync(place.commonDir), []);
  });

  it('takes an empty file for a ledger that was never begun', () => {
    setUp();
    writeFileSync(place.file, '');
    assert.deepEqual(openLedger(place.options({ readOnly: true })), { kind: 'absent' });
    place.open().record('a.ts', content('a'));
  });

  it('says nothing on standard error, where the runtime would call SQLite an experiment', () => {
    const source = path.resolve(import.meta.dirname, '../../../src/adapters/ledger/sqlite.ts');
    const script = `
      const { loadSqlite } = await import(${JSON.stringify(source)});
      console.log(typeof loadSqlite().DatabaseSync);
      process.emitWarning('others are heard');`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [...process.execArgv, '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    assert.equal(stdout, 'function\n');
    assert.doesNotMatch(stderr, /SQLite/);
    assert.match(stderr, /others are heard/);
  });

  describe('of a newer version', () => {
    it('leaves it as it is and tells its version', () => {
      raw(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 99; CREATE TABLE later (x)`);
      const before = readFileSync(place.file);
      for (const readOnly of [false, true])
        assert.deepEqual(openLedger(place.options({ readOnly })), { kind: 'newer', version: 99 });
      assert.deepEqual(readFileSync(place.file), before);
    });
  });

  describe('of an older version', () => {
    const migrations = [
      'CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)',
      'ALTER TABLE note ADD COLUMN author TEXT',
      `UPDATE note SET author = 'nobody'`,
    ];
    const older = (version: number) => {
      const db = new DatabaseSync(':memory:');
      migrate(db, migrations.slice(0, version));
      return db;
    };

    for (let version = 0; version <= migrations.length; version++)
      it(`${version} of 3 takes the steps that it lacks, and keeps what it has`, () => {
        const db = older(version);
        if (version > 0) db.exec(`INSERT INTO note (body) VALUES ('kept')`);
        migrate(db, migrations);
        assert.deepEqual(schemaState(db, migrations), { kind: 'current' });
        const rows = db
          .prepare('SELECT body, author FROM note')
          .all()
          .map((row) => ({ ...row }));
        const author = version < 3 ? 'nobody' : null;
        assert.deepEqual(rows, version > 0 ? [{ body: 'kept', author }] : []);
      });

    for (const reads of [1, 2])
      it(`is not mistaken for another program's when somebody begins it after ${reads} of the reads`, () => {
        raw('PRAGMA journal_mode = WAL');
        const db = new DatabaseSync(place.file);
        const other = new DatabaseSync(place.file);
        let statements = 0;
        const watched = {
          exec: (sql: string) => db.exec(sql),
          prepare(sql: string) {
            if (statements++ === reads) migrate(other);
            return db.prepare(sql);
          },
        };
        assert.deepEqual(schemaState(watched as DatabaseSync), { kind: 'empty' });
        assert.deepEqual(schemaState(watched as DatabaseSync), { kind: 'current' });
        db.close();
        other.close();
      });

    it('stays as it was when a step fails', () => {
      const db = older(1);
      assert.throws(() => migrate(db, [...migrations, 'not SQL']));
      assert.deepEqual(schemaState(db, migrations), { kind: 'older', version: 1 });
      assert.equal(db.prepare('PRAGMA table_info(note)').all().length, 2);
    });

    it('is brought up to date also when only reading was asked for', () => {
      raw(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 0`);
      assert.deepEqual(place.open({ readOnly: true }).history('a.ts', 1), []);
      assert.equal(pragma('user_version'), MIGRATIONS.length);
    });
  });

  describe('that is damaged', () => {
    const damaged: [string, () => void][] = [
      ['is no database at all', () => writeRubbish()],
      ['belongs to another program', () => raw('CREATE TABLE other (x); INSERT INTO other VALUES (1)')],
      [
        'has a page of rubbish for its schema',
        () => {
          const ledger = place.open();
          ledger.record('a.ts', content('a'));
          ledger.close();
          const bytes = readFileSync(place.file);
          writeFileSync(place.file, bytes.fill(0xa5, 100, 4096));
        },
      ],
    ];
    for (const [what, damage] of damaged)
      it(`because it ${what}: sets it aside, begins a new one and says where the old one is`, () => {
        damage();
        const before = readFileSync(place.file);
        const opened = openLedger(place.options());
        assert.equal(opened.kind, 'ok');
        assert.ok(opened.kind === 'ok' && opened.setAside);
        assert.match(path.basename(opened.setAside), /^ledger-damaged-20260101T000000000Z\.db$/);
        assert.deepEqual(readFileSync(opened.setAside), before);
        opened.ledger.record('a.ts', content('new'));
        opened.ledger.close();
        const again = openLedger(place.options());
        assert.ok(again.kind === 'ok' && again.setAside === null, 'told once');
        assert.deepEqual(again.ledger.find('a.ts', 'new'), content('new').runs);
        again.ledger.close();
      });

    it('is left alone, and said to be, when only reading was asked for', () => {
      writeRubbish();
      const opened = openLedger(place.options({ readOnly: true }));
      assert.ok(opened.kind === 'unavailable' && opened.cause.kind === 'corrupt');
      assert.deepEqual(readdirSync(path.dirname(place.file)), ['ledger.db']);
    });

    it('takes its log along', () => {
      setUp();
      for (const suffix of ['', '-wal', '-shm']) writeFileSync(place.file + suffix, `old${suffix}`);
      const name = setAside(place.file, identityOf(place.file)!, place.nowMs)!;
      assert.equal(readFileSync(name, 'utf8'), 'old');
      assert.equal(readFileSync(`${name}-wal`, 'utf8'), 'old-wal');
      assert.deepEqual(
        readdirSync(path.dirname(name)).sort(),
        ['', '-shm', '-wal'].map((suffix) => path.basename(name) + suffix),
      );
    });

    it('never takes the place of one that was set aside before', () => {
      setUp();
      const names = ['first', 'second'].map((body) => {
        writeFileSync(place.file, body);
        return setAside(place.file, identityOf(place.file)!, place.nowMs);
      });
      assert.deepEqual(
        names.map((name) => readFileSync(name!, 'utf8')),
        ['first', 'second'],
      );
    });

    it('is not set aside by who saw the one before it', () => {
      setUp();
      writeFileSync(place.file, 'fine');
      assert.equal(setAside(place.file, 'another:file', place.nowMs), null);
      assert.equal(readFileSync(place.file, 'utf8'), 'fine');
    });

    it('is set aside also when whoever began to do so was killed', () => {
      writeRubbish();
      mkdirSync(`${place.file}.lock`);
      const opened = openLedger(place.options());
      assert.ok(opened.kind === 'ok' && opened.setAside);
      opened.ledger.close();
      assert.ok(!existsSync(`${place.file}.lock`));
    }).timeout(10_000);

    it('and found to be while in use is set aside, the next call begins a new one', () => {
      const ledger = place.open();
      for (let n = 0; n < 200; n++) ledger.record(`${n}.ts`, content('x'.repeat(n)));
      ledger.close();
      const bytes = readFileSync(place.file);
      writeFileSync(place.file, bytes.fill(0xa5, 3 * 4096));
      const damaged = place.open();
      const failure = (() => {
        for (let n = 0; n < 200; n++)
          try {
            damaged.record(`${n}.ts`, content('x'.repeat(n)));
          } catch (error) {
            return error;
          }
      })();
      assert.ok(failure instanceof LedgerError && failure.kind === 'corrupt', String(failure));
      assert.equal(place.warnings.length, 1);
      assert.equal(
        readdirSync(path.dirname(place.file)).filter((name) => /^ledger-damaged.*\.db$/.test(name)).length,
        1,
      );
      damaged.record('a.ts', content('a'));
      assert.deepEqual(place.open().find('a.ts', 'a'), content('a').runs);
      assert.equal(damaged.find('0.ts', ''), null);
    });
  });

  describe('in a folder that cannot be written', () => {
    /** Root may write everywhere: there, somebody else opens it. */
    const openElsewhere = (options = {}) => {
      const source = path.resolve(import.meta.dirname, '../../../src/adapters/ledger/open.ts');
      const script = `
        const { openLedger } = await import(${JSON.stringify(source)});
        const log = { info() {}, warn() {} };
        const commonDir = ${JSON.stringify(place.commonDir)};
        const opened = openLedger({ commonDir, clock: { nowMs: () => 1 }, log, ...${JSON.stringify(options)} });
        const found = opened.ledger?.find('a.ts', 'a')?.[0].mark.edit.uid;
        console.log(JSON.stringify({ kind: opened.kind, cause: opened.cause?.kind, reason: opened.reason, found }));`;
      const isRoot = process.getuid?.() === 0;
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [...process.execArgv, '--input-type=module', '-e', script],
        {
          encoding: 'utf8',
          ...(isRoot && NOBODY),
        },
      );
      assert.notEqual(stdout, '', stderr);
      return JSON.parse(stdout) as { kind: string; cause?: string; reason?: string; found?: string };
    };

    before(function () {
      const isRoot = process.getuid?.() === 0;
      const source = path.resolve(import.meta.dirname, '../../../src/adapters/ledger/open.ts');
      const canRun = () =>
        spawnSync(process.execPath, ['-e', 'fs.readFileSync(process.argv[1])', source], NOBODY).status === 0;
      if (process.platform === 'win32')
        console.log('        skipped: Windows has no read-only folders like this');
      else if (isRoot && !canRun())
        console.log('        skipped: nobody but root can run this Node or read these files');
      else return;
      this.skip();
    });

    for (const [when, begin] of [
      ['and has no ledger', () => {}],
      ['and has one', () => place.open().close()],
    ] as const)
      it(`${when}: says so`, () => {
        begin();
        const folder = existsSync(path.dirname(place.file)) ? path.dirname(place.file) : place.commonDir;
        chmodSync(place.commonDir, 0o755);
        chmodSync(folder, 0o555);
        try {
          const { kind, cause, reason } = openElsewhere();
          assert.deepEqual({ kind, cause }, { kind: 'unavailable', cause: 'read-only' });
          assert.match(reason!, /^the ledger cannot be written: its folder or file is read-only \(E/);
        } finally {
          chmodSync(folder, 0o755);
        }
      });

    it('is read all the same, when only reading was asked for', function () {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major === 22 && minor < 15) {
        console.log('        skipped: this Node cannot open a database as immutable');
        return this.skip();
      }
      const ledger = place.open();
      ledger.record('a.ts', content('a'));
      ledger.close();
      chmodSync(place.commonDir, 0o755);
      chmodSync(path.dirname(place.file), 0o555);
      try {
        assert.deepEqual(openElsewhere({ readOnly: true }), { kind: 'ok', found: EDIT.uid });
      } finally {
        chmodSync(path.dirname(place.file), 0o755);
      }
    });
  });
});
