/** A ledger that is looked into while recording is paused. */

import assert from 'node:assert/strict';
import { type Edit, markOf, uniform } from '../../src/domain/origin.ts';
import type { Ledger } from '../../src/services/ports.ts';
import { unrecorded } from '../../src/services/unrecorded.ts';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

describe('a ledger that records nothing', () => {
  let s: Scenario;
  let ledger: Ledger;
  const TREE = '/tree';
  const edit: Edit = { uid: 'u1', origin: 'human', evidence: 'observed', kind: 'typed', atMs: 1 };
  const content = (text: string) => ({ text, runs: uniform(text.length, markOf(edit)) });

  beforeEach(async () => {
    s = await createScenario();
    s.ledger.setSeen(TREE, 'a.txt', 'disk', content('known\n'), null);
    ledger = unrecorded(s.ledger);
  });
  afterEach(() => s.dispose());

  it('knows what is known', () => {
    assert.deepEqual(ledger.find('a.txt', 'known\n'), s.ledger.find('a.txt', 'known\n'));
    assert.notEqual(ledger.find('a.txt', 'known\n'), null);
    assert.deepEqual(ledger.seenPaths(TREE, 'disk'), ['a.txt']);
    assert.equal(ledger.sinceMs(), s.ledger.sinceMs());
  });

  const writes: [string, (text: string) => unknown][] = [
    ['record', (text) => ledger.record('a.txt', content(text))],
    ['setSeen', (text) => ledger.setSeen(TREE, 'a.txt', 'disk', content(text), null)],
    ['a transaction', (text) => ledger.transaction(() => ledger.record('a.txt', content(text)))],
  ];
  for (const [name, write] of writes)
    it(`${name} answers with the runs that would stand, and keeps nothing`, () => {
      assert.deepEqual(write('new\n'), content('new\n').runs);
      assert.equal(s.ledger.find('a.txt', 'new\n'), null);
      assert.equal(s.ledger.seen(TREE, 'a.txt', 'disk')?.text, 'known\n');
    });

  it('a path that is gone stays seen, and no checkpoint is set', () => {
    ledger.setSeen(TREE, 'a.txt', 'disk', null, null);
    ledger.setCheckpoint(TREE, 'a.txt', 7);
    assert.equal(s.ledger.seen(TREE, 'a.txt', 'disk')?.text, 'known\n');
    assert.equal(s.ledger.lastCheckpointMs(TREE, 'a.txt'), 0);
  });
});
