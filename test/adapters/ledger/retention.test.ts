import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RETENTION } from '../../../src/adapters/ledger/retention.ts';
import { MIGRATIONS } from '../../../src/adapters/ledger/schema.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const START_MS = Date.UTC(2026, 0, 1);

const edit = (uid: string, atMs = START_MS): Edit => ({
  uid,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs,
});
const content = (text: string, by = edit('e')) => ({ text, runs: uniform(text.length, markOf(by)) });

/** `bytes` that hardly deflate. */
function noise(seed: string, bytes: number): string {
  let text = '';
  while (text.length < bytes) text += createHash('sha512').update(`${seed}${text.length}`).digest('base64');
  return text.slice(0, bytes);
}

describe('what the ledger keeps', () => {
  let place: TemporaryLedger;
  beforeEach(() => {
    place = temporaryLedger();
    place.nowMs = START_MS;
  });
  afterEach(() => place.dispose());

  const later = (days: number) => {
    place.nowMs = START_MS + days * DAY_MS;
    return place.nowMs;
  };

  describe('for a time', () => {
    it(`saved texts that were never committed: ${RETENTION.uncommittedDays} days`, () => {
      const ledger = place.open();
      ledger.record('a.ts', content('a'));
      ledger.prune({ nowMs: later(RETENTION.uncommittedDays) });
      assert.ok(ledger.find('a.ts', 'a'));
      ledger.prune({ nowMs: later(RETENTION.uncommittedDays + 1) });
      assert.equal(ledger.find('a.ts', 'a'), null);
    });

    it(`of committed ones, texts ${RETENTION.committedTextDays} days and origins ${RETENTION.originDays}`, () => {
      const ledger = place.open();
      ledger.record('a.ts', content('a'));
      ledger.markCommitted([{ path: 'a.ts', text: 'a' }]);
      ledger.transaction(() => {}); // whatever is written next takes it in
      ledger.prune({ nowMs: later(RETENTION.committedTextDays) });
      assert.equal(ledger.history('a.ts', 1).length, 1);
      ledger.prune({ nowMs: later(RETENTION.committedTextDays + 1) });
      assert.equal(ledger.history('a.ts', 1).length, 0);
      ledger.prune({ nowMs: later(RETENTION.originDays) });
      assert.deepEqual(ledger.find('a.ts', 'a'), content('a').runs);
      ledger.prune({ nowMs: later(RETENTION.originDays + 1) });
      assert.equal(ledger.find('a.ts', 'a'), null);
      assert.equal(ledger.stats().edits, 0);
    });

    it(`of each path the newest ${RETENTION.textsPerPath} texts`, () => {
      const ledger = place.open();
      for (let n = 0; n < RETENTION.textsPerPath + 10; n++) {
        place.nowMs++;
        ledger.record('a.ts', content(`a ${n}`));
        if (n < 20) ledger.record('b.ts', content(`b ${n}`), { committed: n % 2 === 0 });
      }
      ledger.prune({ nowMs: place.nowMs });
      const kept = ledger.history('a.ts', 999).map(({ text }) => text);
      assert.equal(kept.length, RETENTION.textsPerPath);
      assert.equal(kept.at(-1), 'a 10');
      assert.equal(ledger.find('a.ts', 'a 9'), null);
      for (let n = 0; n < 20; n++) assert.ok(ledger.find('b.ts', `b ${n}`));
    });

    it('unsaved text that nobody has open any more: a day', () => {
      const ledger = place.open();
      ledger.setSeen(place.commonDir, 'a.ts', 'buffer', content('a'), null);
      const db = new DatabaseSync(place.file);
      db.exec('DELETE FROM seen');
      db.close();
      ledger.prune({ nowMs: later(2) });
      assert.equal(ledger.find('a.ts', 'a'), null);
    });
  });

  it('what was last seen in a work tree, as long as there is that work tree', () => {
    const ledger = place.open();
    const gone = path.join(place.commonDir, 'gone');
    for (const worktree of [place.commonDir, gone]) {
      ledger.setSeen(worktree, 'a.ts', 'disk', content('a'), null);
      ledger.setCheckpoint(worktree, 'a.ts', START_MS);
    }
    ledger.setSeen(place.commonDir, 'b.ts', 'disk', content('committed'), null);
    ledger.record('b.ts', content('committed'), { committed: true });
    ledger.prune({ nowMs: later(RETENTION.goneWorktreeDays) });
    assert.ok(ledger.seen(gone, 'a.ts', 'disk'));
    ledger.prune({ nowMs: later(RETENTION.originDays * 2) });
    assert.equal(ledger.seen(gone, 'a.ts', 'disk'), null);
    assert.equal(ledger.lastCheckpointMs(gone, 'a.ts'), 0);
    assert.equal(ledger.seen(place.commonDir, 'a.ts', 'disk')?.text, 'a');
    assert.equal(ledger.seen(place.commonDir, 'b.ts', 'disk')?.text, 'committed');
    assert.equal(ledger.lastCheckpointMs(place.commonDir, 'a.ts'), START_MS);
  });

  describe('of edits', () => {
    it('those that some text still has, and the young ones', () => {
      const ledger = place.open();
      const old = START_MS - 200 * DAY_MS;
      ledger.setSeen(place.commonDir, 'a.ts', 'disk', content('a', edit('held', old)), null);
      ledger.record('b.ts', content('b', edit('outdone', old)));
      ledger.record('b.ts', content('b', edit('earlier', old - 1)));
      ledger.record('c.ts', content('c', edit('dropped', START_MS)));
      ledger.prune({ nowMs: START_MS });
      assert.deepEqual(
        ['held', 'outdone', 'earlier', 'dropped'].map((uid) => ledger.hasEdit(uid)),
        [true, false, true, true],
      );
      ledger.prune({ nowMs: later(91) });
      assert.deepEqual(
        ['held', 'earlier', 'dropped'].map((uid) => ledger.hasEdit(uid)),
        [true, false, false],
      );
    });

    it('and what was deleted can be recorded again, by those who remember it too', () => {
      const [ledger, other] = [place.open(), place.open()];
      const old = edit('old', START_MS - 200 * DAY_MS);
      for (const each of [ledger, other]) {
        each.record('a.ts', content('a', old));
        assert.ok(each.find('a.ts', 'a'));
      }
      ledger.record('a.ts', content('a', { ...old, uid: 'older', atMs: old.atMs - 1 }));
      ledger.prune({ nowMs: START_MS });
      assert.ok(!other.hasEdit('old'));
      for (const each of [ledger, other]) {
        each.record('b.ts', content('b', old));
        assert.deepEqual(place.open().find('b.ts', 'b'), content('b', old).runs);
        each.setSeen('/w', 'b.ts', 'disk', null, null);
      }
    });
  });

  describe('within a size', () => {
    const LIMIT = 1_000_000;

    it('the newest: what Git has goes first, then the oldest, and the file shrinks', () => {
      const ledger = place.open();
      for (let n = 0; n < 200; n++) {
        place.nowMs++;
        ledger.record(`${n}.ts`, content(noise(`${n}`, 20_000)));
        if (n >= 150) ledger.record(`${n}.ts`, content(noise(`${n}`, 20_000)), { committed: true });
      }
      ledger.setSeen(place.commonDir, '0.ts', 'disk', content(noise('0', 20_000)), null);
      const pruned = ledger.prune({ nowMs: place.nowMs, maxBytes: LIMIT });
      assert.equal(pruned.kind, 'pruned');
      assert.ok(ledger.seen(place.commonDir, '0.ts', 'disk'), 'what is seen stays');
      const kept = Array.from(
        { length: 200 },
        (_, n) => ledger.find(`${n}.ts`, noise(`${n}`, 20_000)) !== null,
      );
      const oldest = kept.indexOf(true, 1);
      assert.ok(oldest > 50 && oldest < 149, `the oldest kept is ${oldest}`);
      assert.ok(kept.slice(oldest).every((isKept) => isKept));
      assert.equal(ledger.history('199.ts', 1).length, 0);
      ledger.close();
      assert.ok(statSync(place.file).size <= LIMIT);
      assert.ok(statSync(place.file).size > LIMIT / 2, 'no more than needed');
    });

    it('also where everything is seen', () => {
      const ledger = place.open();
      for (let n = 0; n < 100; n++) {
        place.nowMs++;
        ledger.setSeen(place.commonDir, `${n}.ts`, 'disk', content(noise(`${n}`, 20_000)), null);
      }
      ledger.prune({ nowMs: place.nowMs, maxBytes: LIMIT });
      assert.equal(ledger.seen(place.commonDir, '0.ts', 'disk'), null);
      assert.ok(ledger.seen(place.commonDir, '99.ts', 'disk'));
      ledger.close();
      assert.ok(statSync(place.file).size <= LIMIT);
    });
  });

  describe('is looked through', () => {
    it('once a day, or when there is too much', () => {
      const ledger = place.open();
      const kind = (days: number, maxBytes?: number) =>
        ledger.prune({ nowMs: later(days), ...(maxBytes !== undefined && { maxBytes }) }).kind;
      assert.equal(kind(0), 'pruned');
      assert.equal(kind(0.9), 'not-due');
      assert.equal(kind(0.9, 1), 'pruned');
      assert.equal(kind(1.9), 'pruned');
      assert.equal(kind(-5), 'pruned', 'a clock that was wrong does not put it off');
    });

    it('another time when somebody is writing', () => {
      const [ledger, other] = [place.open(), place.open()];
      other.transaction(() => {
        assert.deepEqual(ledger.prune({ nowMs: place.nowMs }), { kind: 'busy' });
      });
      assert.equal(ledger.prune({ nowMs: place.nowMs }).kind, 'pruned');
    });

    it('without making other work as impatient', () => {
      const [ledger, other] = [place.open(), place.open()];
      ledger.prune({ nowMs: place.nowMs });
      other.transaction(() => {
        const startMs = performance.now();
        assert.throws(() => ledger.record('a.ts', content('a')), { kind: 'busy' });
        assert.ok(performance.now() - startMs > 1000, 'it waits for the other');
      });
    }).timeout(10_000);
  });

  it('is told in figures', () => {
    const ledger = place.open();
    const empty = ledger.stats();
    assert.deepEqual(
      { ...empty, bytes: 0 },
      {
        file: place.file,
        bytes: 0,
        schemaVersion: MIGRATIONS.length,
        contents: 0,
        texts: 0,
        edits: 0,
        oldestMs: null,
      },
    );
    ledger.record('a.ts', content('a'));
    place.nowMs++;
    ledger.record('b.ts', content(noise('b', 100_000), edit('f')), { committed: true });
    ledger.setSeen('/w', 'c.ts', 'disk', content(noise('c', 100_000)), null);
    const { bytes, ...figures } = ledger.stats();
    assert.deepEqual(figures, {
      file: place.file,
      schemaVersion: MIGRATIONS.length,
      contents: 3,
      texts: 2,
      edits: 2,
      oldestMs: START_MS,
    });
    assert.ok(bytes > empty.bytes + 50_000);
  });
});
