/** Fates as the ledger follows them, against a model that keeps the fate of every character. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SqliteLedger } from '../../../src/adapters/ledger/ledger.ts';
import { type Attributed, type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { allKept, type Fates, settled } from '../../../src/domain/retention/fates.ts';
import { stepsOf } from '../../../src/domain/retention/in-work-trees.ts';
import { FatesModel } from '../../fixtures/fates-model.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const WORKTREE = '/project';

type Operation =
  | { kind: 'replace'; by: 'ai' | 'human'; at: number; removed: number; added: number }
  | { kind: 'within'; by: 'ai' | 'human' | 'nobody'; at: number; from: number; length: number }
  | { kind: 'move'; at: number; length: number; target: number }
  | { kind: 'indent' }
  | { kind: 'return'; to: number };

const place = fc.integer({ min: 0, max: 1000 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      by: fc.constantFrom('ai' as const, 'human' as const),
      at: place,
      removed: fc.integer({ min: 0, max: 3 }),
      added: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('within' as const),
      by: fc.constantFrom('ai' as const, 'human' as const, 'nobody' as const),
      at: place,
      from: fc.integer({ min: 0, max: 9 }),
      length: fc.integer({ min: 1, max: 8 }),
    }),
  },
  fc.record({
    kind: fc.constant('move' as const),
    at: place,
    length: fc.integer({ min: 1, max: 3 }),
    target: place,
  }),
  fc.record({ kind: fc.constant('indent' as const) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('return' as const), to: place }) },
);

let edits = 0;
const newEdit = (by: 'ai' | 'human', atMs: number): Edit => ({
  uid: `edit-${++edits}`,
  origin: by,
  evidence: 'observed',
  kind: by === 'ai' ? 'chat-edit' : 'typed',
  atMs,
});

function carryOut(model: FatesModel, it: Operation, atMs: number): void {
  const lines = model.lineCount;
  if (it.kind === 'replace') {
    const at = it.at % (lines + 1);
    const loss = it.by === 'ai' ? 'rewritten-by-ai' : 'rewritten-by-me';
    model.replace(at, Math.min(lines, at + it.removed), it.added, newEdit(it.by, atMs), loss);
  } else if (it.kind === 'return') {
    const { texts } = model;
    if (texts.length > 0) model.restore(texts[it.to % texts.length]!);
  } else if (lines === 0) return;
  else if (it.kind === 'within') {
    const loss = it.by === 'ai' ? 'rewritten-by-ai' : 'rewritten-by-me';
    const edit = it.by === 'nobody' ? null : newEdit(it.by, atMs);
    model.replaceWithin(it.at % lines, it.from, it.from + it.length, edit, loss);
  } else if (it.kind === 'move')
    model.move(it.at % lines, Math.min(lines, (it.at % lines) + it.length), it.target % lines);
  else model.indent();
}

/** What the ledger says of each edit now, by uid. */
function fatesIn(ledger: SqliteLedger): Map<string, Fates> {
  return new Map(
    ledger.editRecords().map(({ edit, insertions, seen }) => {
      const [steps] = stepsOf(insertions, seen);
      return [edit.uid, settled(steps!.at(-1)!.fates, insertions[0]!.characters)];
    }),
  );
}

const sorted = (of: Map<string, Fates>) => [...of].sort(([a], [b]) => (a < b ? -1 : 1));

describe('what the ledger follows of AI insertions', () => {
  let there: TemporaryLedger;
  let ledger: SqliteLedger;
  beforeEach(() => {
    there = temporaryLedger();
    ledger = there.open();
  });
  afterEach(() => there.dispose());

  const see = (file: string, content: Attributed | null, headOid: string | null = null) =>
    ledger.setSeen(WORKTREE, file, 'disk', content, headOid);

  it('is the fate of every character, through edits of all, moves, indents and returns to earlier texts', () => {
    let files = 0;
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 14 }), (operations) => {
        const file = `${++files}.ts`;
        const mine = (all: Map<string, Fates>, of: FatesModel) =>
          new Map([...all].filter(([uid]) => of.fates().has(uid)));
        const model = new FatesModel();
        model.seen();
        see(file, model.content);
        for (const it of operations) {
          there.nowMs += 1000;
          carryOut(model, it, there.nowMs);
          model.seen();
          see(file, model.content);
        }
        assert.deepEqual(sorted(mine(fatesIn(ledger), model)), sorted(model.fates()));
      }),
      { numRuns: 100 },
    );
  });

  const ai: Edit = { uid: 'ai', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1, tool: 'a-tool' };
  const typed: Edit = { uid: 'typed', origin: 'human', evidence: 'observed', kind: 'typed', atMs: 2 };
  const external: Edit = { uid: 'external', origin: 'unknown', evidence: 'none', kind: 'external', atMs: 3 };
  const later: Edit = { ...ai, uid: 'later', atMs: 3 };
  const all = (text: string, edit: Edit): Attributed => ({ text, runs: uniform(text.length, markOf(edit)) });
  const fatesOf = (edit: Edit) => fatesIn(ledger).get(edit.uid);

  it('counts unsaved text first, and what is discarded with it as undone', () => {
    see('a.ts', all('before\n', typed));
    ledger.setSeen(WORKTREE, 'a.ts', 'buffer', all('before\nwritten\n', ai), null);
    ledger.setSeen(WORKTREE, 'a.ts', 'buffer', null, null);
    assert.deepEqual(fatesOf(ai), { ...allKept(0), undone: 13 });
  });

  it('takes a text that HEAD has for undone, though it was not seen before', () => {
    see('a.ts', all('written\n', ai));
    see('a.ts', all('in HEAD\n', external), '2e0a97e528d28a9df97a219d8bbb42ab301f5041');
    assert.deepEqual(fatesOf(ai), { ...allKept(0), undone: 7 });
  });

  it('puts a rewriting down to the AI that turns out to have written what took the place', () => {
    see('a.ts', all('written\n', ai));
    see('a.ts', all('another\n', external));
    assert.equal(fatesOf(ai)!['rewritten-by-me'], 7);
    see('a.ts', all('another\n', later));
    assert.deepEqual(fatesOf(ai), { ...allKept(0), 'rewritten-by-ai': 7 });
    assert.deepEqual(fatesOf(later), allKept(7));
  });

  it('counts text once that went to another file, in whichever order the files are seen', () => {
    see('a.ts', all('written\n', ai));
    see('b.ts', all('written\n', ai));
    see('a.ts', null);
    assert.deepEqual(fatesOf(ai), allKept(7));
    see('b.ts', null);
    assert.deepEqual(fatesOf(ai), { ...allKept(0), deleted: 7 });
  });

  it('counts what came with one transaction in every file', () => {
    ledger.transaction(() => {
      see('a.ts', all('one\n', ai));
      see('b.ts', all('three\n', ai));
    });
    see('c.ts', all('one\n', ai)); // a copy
    const [record] = ledger.editRecords();
    assert.deepEqual(record!.insertions, [
      { path: 'a.ts', characters: 3 },
      { path: 'b.ts', characters: 5 },
    ]);
  });
});
