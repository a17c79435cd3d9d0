import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { forgetLedger } from '../../../src/adapters/ledger/forget.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const WORKER = path.join(import.meta.dirname, 'worker.ts');
const EDIT: Edit = { uid: 'e', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 };
const content = (text: string) => ({ text, runs: uniform(text.length, markOf(EDIT)) });

describe('several processes with one ledger', function () {
  this.timeout(60_000);
  let place: TemporaryLedger;
  const workers: ChildProcessWithoutNullStreams[] = [];
  beforeEach(() => {
    place = temporaryLedger();
  });
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
    place.dispose();
  });

  function start(name: string, ...task: string[]) {
    const child = spawn(process.execPath, [...process.execArgv, WORKER, place.commonDir, name, ...task]);
    workers.push(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    const ended = once(child, 'close').then(([code]) => ({ code, err, done: out.split('\n').length - 1 }));
    /** resolves once `count` lines were printed; rejects if the process ends before */
    const printed = async (count: number) => {
      while (out.split('\n').length - 1 < count)
        await Promise.race([
          once(child.stdout, 'data'),
          ended.then(({ err }) => Promise.reject(new Error(`it ended: ${err}`))),
        ]);
    };
    return { child, ended, printed };
  }

  /** Everything that transaction `n` of worker `name` writes is there, or nothing of it. */
  function isWhole(name: string, n: number): boolean {
    const ledger = place.open();
    const text = `${name} ${n}\n`.repeat(50);
    const parts = [
      ledger.hasEdit(`${name}:${n}`),
      ledger.seen('/w', `${name}/${n}`, 'disk')?.text === text,
      ledger.find(`${name}/${n}`, text)?.[0]?.mark.edit.uid === `${name}:${n}`,
      ledger.find(`${name}/shared`, text)?.[0]?.mark.edit.uid === `${name}:${n}`,
      ledger.lastCheckpointMs('/w', `${name}/${n}`) === n + 1,
    ];
    ledger.close();
    assert.equal(new Set(parts).size, 1, `transaction ${n} of ${name} is in parts: ${parts}`);
    return parts[0]!;
  }

  function assertSound(): void {
    const db = new DatabaseSync(place.file);
    assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
    db.close();
  }

  it('all begin it at once and lose nothing of what they write', async () => {
    const names = ['one', 'two', 'three', 'four'];
    for (const count of [1, 5, 300]) {
      const results = await Promise.all(names.map((name) => start(name, 'write', `${count}`).ended));
      for (const { code, err, done } of results)
        assert.deepEqual({ code, err, done }, { code: 0, err: '', done: count });
      for (const name of names) for (let n = 0; n < count; n++) assert.ok(isWhole(name, n));
      assertSound();
      forgetLedger(place.commonDir);
    }
  });

  it('may be killed at any moment: every transaction is whole, those reported done are there', async () => {
    for (let round = 0; round < 6; round++) {
      const names = [`a${round}`, `b${round}`];
      const running = names.map((name) => start(name, 'forever'));
      await Promise.all(running.map(({ printed }, k) => printed(5 + round * 7 + k * 3)));
      for (const { child } of running) child.kill('SIGKILL');
      const results = await Promise.all(running.map(({ ended }) => ended));
      assertSound();
      results.forEach(({ done }, k) => {
        for (let n = 0; n < done; n++) assert.ok(isWhole(names[k]!, n), `${names[k]} lost ${n} of ${done}`);
        isWhole(names[k]!, done);
        assert.ok(!isWhole(names[k]!, done + 1));
      });
    }
  });

  it('agree on which one sets a damaged database aside', async () => {
    place.open().close();
    writeFileSync(place.file, 'not a database '.repeat(500));
    const names = ['one', 'two', 'three'];
    const results = await Promise.all(names.map((name) => start(name, 'write', '20').ended));
    for (const { code, done } of results) assert.deepEqual({ code, done }, { code: 0, done: 20 });
    assert.equal(results.map(({ err }) => err).join(''), 'set aside\n', 'one of them is told');
    for (const name of names) for (let n = 0; n < 20; n++) assert.ok(isWhole(name, n));
    assert.equal(
      readdirSync(path.dirname(place.file)).filter((name) => /^ledger-damaged-.*\.db$/.test(name)).length,
      1,
    );
  });

  describe('of which one forgets', () => {
    it('leaves no file of it', () => {
      const ledger = place.open();
      ledger.record('a.ts', content('secret'));
      writeFileSync(path.join(path.dirname(place.file), 'ledger-damaged-20250101T000000000Z.db'), 'old');
      writeFileSync(path.join(path.dirname(place.file), 'settings.json'), '{}');
      const { left } = ledger.forget();
      assert.deepEqual(left, []);
      assert.deepEqual(readdirSync(path.dirname(place.file)), ['settings.json']);
    });

    it('deletes one that is damaged or of a newer version, and is content with none', () => {
      forgetLedger(place.commonDir);
      place.open().close();
      writeFileSync(place.file, 'not a database '.repeat(500));
      forgetLedger(place.commonDir);
      assert.ok(!existsSync(place.file));
    });

    it('lets another go on in a new database', async () => {
      const writer = start('other', 'on-input');
      await writer.printed(1);
      writer.child.stdin.write('\n');
      await writer.printed(2);
      assert.ok(isWhole('other', 0));
      forgetLedger(place.commonDir);
      assert.ok(!existsSync(place.file));
      writer.child.stdin.end('\n');
      const { code, err } = await writer.ended;
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      assert.ok(!isWhole('other', 0));
      assert.ok(isWhole('other', 1));
      assertSound();
    });

    it('again and again while others write: nobody fails, the last word is whole', async () => {
      const names = ['one', 'two'];
      const running = names.map((name) => start(name, 'write', '400'));
      let isRunning = true;
      const results = Promise.all(running.map(({ ended }) => ended)).finally(() => {
        isRunning = false;
      });
      await Promise.all(running.map(({ printed }) => printed(1)));
      let times = 0;
      while (isRunning) {
        forgetLedger(place.commonDir);
        times++;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      for (const { code, err } of await results) assert.deepEqual({ code, err }, { code: 0, err: '' });
      assert.ok(times > 1);
      place.open().close();
      assertSound();
      for (const name of names) for (let n = 0; n < 400; n++) isWhole(name, n);
    });

    it('is noticed by one that only reads, as another version', () => {
      const [ledger, other] = [place.open(), place.open()];
      ledger.record('a.ts', content('a'));
      const before = ledger.version();
      other.forget();
      assert.notEqual(ledger.version(), before);
      assert.equal(ledger.find('a.ts', 'a'), null);
      assert.deepEqual(ledger.record('a.ts', content('a')), content('a').runs);
      assert.deepEqual(place.open().find('a.ts', 'a'), content('a').runs);
    });
  });
});
