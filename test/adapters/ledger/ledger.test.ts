import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { mergeRuns } from '../../../src/domain/merge.ts';
import { BASELINE, type Edit, markOf, type Run, touched, uniform } from '../../../src/domain/origin.ts';
import { LedgerError } from '../../../src/services/ports.ts';
import { anyAttributed, anyRuns } from '../../fixtures/attributions.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const AGENT: Edit = {
  uid: 'agent:1',
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: 1,
  tool: 'a-tool',
  model: 'a-model',
  session: 'a-session',
};
const GUESS: Edit = { uid: 'guess:1', origin: 'ai', evidence: 'inferred', kind: 'external', atMs: 2 };

const ai = (text: string) => ({ text, runs: uniform(text.length, markOf(AGENT)) });
const guessed = (text: string) => ({ text, runs: uniform(text.length, markOf(GUESS)) });
const texts = (contents: readonly { text: string }[]) => contents.map(({ text }) => text);

describe('the ledger', () => {
  let place: TemporaryLedger;
  beforeEach(() => {
    place = temporaryLedger();
  });
  afterEach(() => place.dispose());

  describe('finds what was recorded', () => {
    it('exactly, in this connection and in another', () => {
      const ledger = place.open();
      let n = 0;
      fc.assert(
        fc.property(anyAttributed, ({ text, runs }) => {
          const path = `src/${n++}.ts`;
          assert.deepEqual(ledger.record(path, { text, runs }), runs);
          assert.deepEqual(ledger.find(path, text), runs);
          assert.deepEqual(place.open().find(path, text), runs);
          assert.deepEqual(ledger.history(path, 9), [{ text, runs }]);
        }),
        { numRuns: 50 },
      );
      assert.deepEqual(place.warnings, []);
    });

    it('with the very edits that the program has', () => {
      const ledger = place.open();
      ledger.record('a.ts', {
        text: 'ab',
        runs: [
          { length: 1, mark: markOf(BASELINE) },
          { length: 1, mark: touched(markOf(AGENT)) },
        ],
      });
      const other = place.open();
      const found = other.find('a.ts', 'ab')!;
      assert.equal(found[0]!.mark.edit, BASELINE);
      assert.equal(found[1]!.mark.edit, other.find('a.ts', 'ab')![1]!.mark.edit);
      assert.deepEqual(ledger.find('a.ts', 'ab')![1]!.mark, touched(markOf(AGENT)));
    });

    it('not for another text or path', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('a'));
      assert.equal(ledger.find('a.ts', 'b'), null);
      assert.equal(ledger.find('b.ts', 'a'), null);
    });

    it('for a line of five megabytes', () => {
      const ledger = place.open();
      const text = 'x'.repeat(5_000_000);
      ledger.record('a.min.js', ai(text));
      assert.deepEqual(place.open().find('a.min.js', text), uniform(text.length, markOf(AGENT)));
      assert.ok(ledger.history('a.min.js', 1)[0]?.text === text);
    });
  });

  describe('records a text again', () => {
    it('with the better evidence of both, character by character', () => {
      const ledger = place.open();
      const twoAccounts = fc.nat(100).chain((n) => fc.tuple(fc.constant(n), anyRuns(n), anyRuns(n)));
      let n = 0;
      fc.assert(
        fc.property(twoAccounts, ([length, first, second]) => {
          const path = `${n++}`;
          const text = 'x'.repeat(length);
          ledger.record(path, { text, runs: first });
          assert.deepEqual(ledger.record(path, { text, runs: second }), mergeRuns(first, second));
          assert.deepEqual(place.open().find(path, text), mergeRuns(first, second));
        }),
        { numRuns: 50 },
      );
    });

    it('as it is told, where what was known has been taken into account', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('abc'));
      assert.deepEqual(ledger.record('a.ts', guessed('abc')), ai('abc').runs);
      assert.deepEqual(ledger.record('a.ts', guessed('abc'), { replace: true }), guessed('abc').runs);
      assert.deepEqual(place.open().find('a.ts', 'abc'), guessed('abc').runs);
    });

    it('with the edit that has the uid, whatever a later report says of it', () => {
      place.open().record('a.ts', ai('a'));
      const ledger = place.open();
      const again = markOf({ ...AGENT, model: 'another', evidence: 'inferred' });
      assert.deepEqual(ledger.record('b.ts', { text: 'b', runs: uniform(1, again) })[0]!.mark.edit, AGENT);
      assert.deepEqual(ledger.find('b.ts', 'b')![0]!.mark.edit, AGENT);
    });

    it('even when what was there is damaged', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('abc'));
      const db = new DatabaseSync(place.file);
      db.exec(`UPDATE content SET runs = x'80'`);
      db.close();
      assert.equal(ledger.find('a.ts', 'abc'), null);
      assert.deepEqual(ledger.history('a.ts', 1), []);
      assert.ok(place.warnings.length > 0);
      assert.deepEqual(ledger.record('a.ts', guessed('abc')), guessed('abc').runs);
      assert.deepEqual(ledger.find('a.ts', 'abc'), guessed('abc').runs);
    });
  });

  it('refuses runs that do not cover their text', () => {
    assert.throws(
      () => place.open().record('a.ts', { text: 'abc', runs: uniform(2, markOf(AGENT)) }),
      RangeError,
    );
  });

  describe('has a history', () => {
    it('of other texts of the path, newest first, as many as asked for', () => {
      const ledger = place.open();
      for (const text of ['one', 'two', 'three', 'one']) {
        place.nowMs++;
        ledger.record('a.ts', ai(text));
      }
      ledger.record('b.ts', ai('other'));
      assert.deepEqual(texts(ledger.history('a.ts', 9)), ['one', 'three', 'two']);
      assert.deepEqual(texts(ledger.history('a.ts', 2)), ['one', 'three']);
    });

    it('without texts that only Git was to keep, whose origins it knows all the same', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('committed'), { committed: true });
      assert.deepEqual(ledger.history('a.ts', 9), []);
      assert.deepEqual(ledger.find('a.ts', 'committed'), ai('committed').runs);
      ledger.record('a.ts', ai('committed'));
      assert.deepEqual(texts(ledger.history('a.ts', 9)), ['committed']);
    });
  });

  describe('remembers what was last seen', () => {
    it('of each work tree, path and state', () => {
      const ledger = place.open();
      ledger.setSeen('/w1', 'a.ts', 'disk', ai('saved'), 'f00');
      ledger.setSeen('/w1', 'a.ts', 'buffer', ai('unsaved'), null);
      ledger.setSeen('/w2', 'b.ts', 'disk', ai(''), null);
      const other = place.open();
      assert.deepEqual(other.seen('/w1', 'a.ts', 'disk'), {
        ...ai('saved'),
        headOid: 'f00',
        atMs: place.nowMs,
      });
      assert.deepEqual(other.seen('/w1', 'a.ts', 'buffer'), {
        ...ai('unsaved'),
        headOid: null,
        atMs: place.nowMs,
      });
      assert.deepEqual(other.seen('/w2', 'b.ts', 'disk'), { ...ai(''), headOid: null, atMs: place.nowMs });
      assert.equal(other.seen('/w2', 'a.ts', 'disk'), null);
      assert.deepEqual(other.seenPaths('/w1', 'disk'), ['a.ts']);
      assert.deepEqual(other.seenPaths('/w2', 'buffer'), []);
    });

    it('and records it', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('text'));
      assert.deepEqual(ledger.setSeen('/w', 'a.ts', 'disk', guessed('text'), null), ai('text').runs);
      assert.deepEqual(ledger.find('a.ts', 'text'), ai('text').runs);
    });

    it('with its text, also where Git has it', () => {
      const ledger = place.open();
      ledger.record('a.ts', ai('text'), { committed: true });
      ledger.setSeen('/w', 'a.ts', 'disk', ai('text'), null);
      assert.equal(ledger.seen('/w', 'a.ts', 'disk')?.text, 'text');
    });

    it('until it is gone', () => {
      const ledger = place.open();
      ledger.setSeen('/w', 'a.ts', 'disk', ai('text'), null);
      assert.deepEqual(ledger.setSeen('/w', 'a.ts', 'disk', null, null), []);
      assert.equal(ledger.seen('/w', 'a.ts', 'disk'), null);
      assert.deepEqual(ledger.find('a.ts', 'text'), ai('text').runs);
    });

    it('but of unsaved text only the last, unless it was saved too', () => {
      const ledger = place.open();
      for (const text of ['a', 'ab', 'abc', 'abcd']) {
        ledger.setSeen('/w', 'a.ts', 'buffer', ai(text), null);
        if (text === 'ab') ledger.setSeen('/w', 'a.ts', 'disk', ai(text), null);
      }
      assert.deepEqual(texts(ledger.history('a.ts', 9)).sort(), ['ab', 'abcd']);
      ledger.setSeen('/w', 'a.ts', 'buffer', null, null);
      assert.deepEqual(texts(ledger.history('a.ts', 9)), ['ab']);
    });

    it('and keeps unsaved text that another window has unsaved as well', () => {
      const ledger = place.open();
      ledger.setSeen('/w1', 'a.ts', 'buffer', ai('same'), null);
      ledger.setSeen('/w2', 'a.ts', 'buffer', ai('same'), null);
      ledger.setSeen('/w1', 'a.ts', 'buffer', null, null);
      assert.equal(ledger.seen('/w2', 'a.ts', 'buffer')?.text, 'same');
    });
  });

  it('knows when a path had its last checkpoint', () => {
    const ledger = place.open();
    assert.equal(ledger.lastCheckpointMs('/w', 'a.ts'), 0);
    ledger.setCheckpoint('/w', 'a.ts', 5);
    ledger.setCheckpoint('/w', 'a.ts', 7);
    assert.equal(place.open().lastCheckpointMs('/w', 'a.ts'), 7);
    assert.equal(ledger.lastCheckpointMs('/v', 'a.ts'), 0);
  });

  it('knows which edits it has, and since when', () => {
    const ledger = place.open();
    assert.equal(ledger.sinceMs(), Number.POSITIVE_INFINITY);
    ledger.record('a.ts', { text: 'a', runs: uniform(1, markOf(BASELINE)) });
    assert.equal(ledger.sinceMs(), Number.POSITIVE_INFINITY);
    ledger.record('a.ts', guessed('b'));
    ledger.record('a.ts', ai('a'));
    assert.ok(ledger.hasEdit(AGENT.uid));
    assert.ok(!ledger.hasEdit('another'));
    assert.equal(place.open().sinceMs(), AGENT.atMs);
  });

  describe('writes in transactions', () => {
    it('that leave nothing behind when they fail, however deep', () => {
      const ledger = place.open();
      assert.throws(
        () =>
          ledger.transaction(() => {
            ledger.setSeen('/w', 'a.ts', 'disk', ai('a'), null);
            ledger.transaction(() => {
              throw new Error('no');
            });
          }),
        { message: 'no' },
      );
      assert.equal(ledger.find('a.ts', 'a'), null);
      assert.ok(!ledger.hasEdit(AGENT.uid));
      // The row that the edit had is not believed to be there.
      ledger.record('b.ts', guessed('b'));
      ledger.record('a.ts', ai('a'));
      assert.deepEqual(place.open().find('a.ts', 'a'), ai('a').runs);
    });

    it('that others do not see before their end', () => {
      const [ledger, other] = [place.open(), place.open()];
      ledger.transaction(() => {
        ledger.record('a.ts', ai('a'));
        assert.deepEqual(ledger.find('a.ts', 'a'), ai('a').runs);
        assert.equal(other.find('a.ts', 'a'), null);
      });
      assert.deepEqual(other.find('a.ts', 'a'), ai('a').runs);
    });

    it('and gives up when another has been writing for two seconds', () => {
      const [ledger, other] = [place.open(), place.open()];
      ledger.transaction(() => {
        assert.throws(
          () => other.record('a.ts', ai('a')),
          (error) => error instanceof LedgerError && error.kind === 'busy' && error.cause instanceof Error,
        );
      });
      other.record('a.ts', ai('a'));
    }).timeout(10_000);
  });

  it('has another version whenever another connection has written', () => {
    const [ledger, other] = [place.open(), place.open()];
    const before = ledger.version();
    ledger.record('a.ts', ai('own'));
    assert.equal(ledger.version(), before);
    other.record('a.ts', ai('other'));
    const after = ledger.version();
    assert.notEqual(after, before);
    assert.equal(ledger.version(), after);
  });

  it('opened for reading reads, and says so when asked to write', () => {
    const runs: readonly Run[] = place.open().record('a.ts', ai('a'));
    const reader = place.open({ readOnly: true });
    assert.deepEqual(reader.find('a.ts', 'a'), runs);
    assert.throws(
      () => reader.record('a.ts', ai('b')),
      (error) => error instanceof LedgerError && error.kind === 'read-only',
    );
    assert.deepEqual(reader.find('a.ts', 'a'), runs);
  });
});
