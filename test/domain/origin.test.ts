import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Edit,
  EVIDENCE,
  isBetterEvidence,
  isSameMark,
  type Mark,
  markOf,
  pushRun,
  type Run,
  sliceRuns,
  touched,
  uniform,
} from '../../src/domain/origin.ts';

const edit = (uid: string, more: Partial<Edit> = {}): Edit => ({
  uid,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: 10,
  ...more,
});
const typed = (uid: string, atMs: number): Edit =>
  edit(uid, { origin: 'human', evidence: 'observed', kind: 'typed', atMs });

const MARKS = ['a', 'b', 'c'].map((uid) => markOf(edit(uid)));
const [A, B] = MARKS as [Mark, Mark];
const anyMarks = fc.array(fc.constantFrom(...MARKS), { maxLength: 40 });
const runsOf = (marks: readonly Mark[]): Run[] => {
  const runs: Run[] = [];
  for (const mark of marks) pushRun(runs, 1, mark);
  return runs;
};

describe('a mark', () => {
  it('is the same as another of the same edit and the same touch', () => {
    const one = edit('1');
    const [plain, changed] = [markOf(one), touched(markOf(one))];
    assert.deepEqual(plain, { edit: one, touched: false });
    assert.deepEqual(changed, { edit: one, touched: true });
    assert.equal(isSameMark(plain, markOf(one)), true);
    assert.equal(isSameMark(changed, touched(changed)), true);
    assert.equal(isSameMark(plain, changed), false);
    assert.equal(isSameMark(plain, markOf(edit('2'))), false);
  });
});

describe('evidence', () => {
  const cases: [string, better: Edit, worse: Edit][] = [
    [
      'what a tool reported beats what was seen',
      edit('1', { atMs: 20 }),
      edit('2', { evidence: 'observed', kind: 'inline-suggestion' }),
    ],
    [
      'what was seen beats what was inferred',
      edit('1', { evidence: 'observed', atMs: 20 }),
      edit('2', { evidence: 'inferred' }),
    ],
    [
      'anything known beats nothing',
      edit('1', { evidence: 'inferred', atMs: 20 }),
      edit('2', { evidence: 'none', origin: 'unknown', kind: 'external' }),
    ],
    ['of equals, the earlier wins', edit('1', { atMs: 9 }), edit('2', { atMs: 10 })],
    [
      'what a person typed later is not the text that a tool reported before',
      typed('1', 20),
      edit('2', { atMs: 10 }),
    ],
    [
      'what a tool reported after it was typed is the better account',
      edit('1', { atMs: 20 }),
      typed('2', 10),
    ],
  ];
  for (const [title, better, worse] of cases)
    it(title, () => {
      assert.equal(isBetterEvidence(better, worse), true);
      assert.equal(isBetterEvidence(worse, better), false);
    });

  it('of nothing does not decide, whatever the time', () => {
    const nothing = (uid: string, atMs: number) => edit(uid, { origin: 'unknown', evidence: 'none', atMs });
    assert.equal(isBetterEvidence(nothing('1', 1), nothing('2', 2)), false);
    assert.equal(isBetterEvidence(nothing('2', 2), nothing('1', 1)), false);
  });

  it('never beats itself, nor the same edit seen a second time', () => {
    const again = edit('1', { atMs: 1, evidence: 'observed' });
    assert.equal(isBetterEvidence(edit('1'), edit('1')), false);
    assert.equal(isBetterEvidence(edit('1'), again), false);
    assert.equal(isBetterEvidence(again, edit('1')), false);
  });

  it('is better one way only', () => {
    const anyEdit = fc.record<Edit>({
      uid: fc.constantFrom('1', '2', '3'),
      origin: fc.constantFrom('ai', 'human', 'unknown'),
      evidence: fc.constantFrom(...EVIDENCE),
      kind: fc.constantFrom('typed', 'agent', 'checkpoint'),
      atMs: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(anyEdit, anyEdit, (a, b) => {
        assert.ok(!(isBetterEvidence(a, b) && isBetterEvidence(b, a)));
      }),
    );
  });
});

describe('runs', () => {
  it('join where neighbours are equal, and none is empty', () => {
    const runs: Run[] = [];
    pushRun(runs, 2, A);
    pushRun(runs, 0, B);
    pushRun(runs, 1, A);
    pushRun(runs, 1, B);
    assert.deepEqual(runs, [
      { length: 3, mark: A },
      { length: 1, mark: B },
    ]);
    assert.deepEqual(uniform(0, A), []);
    assert.deepEqual(uniform(2, A), [{ length: 2, mark: A }]);
  });

  it('that are joined leave the run that was given as it was', () => {
    const first = { length: 1, mark: A };
    pushRun([first], 1, A);
    assert.deepEqual(first, { length: 1, mark: A });
  });

  it('of a part are the marks of its characters', () => {
    fc.assert(
      fc.property(anyMarks, fc.nat(40), fc.nat(40), (marks, a, b) => {
        const [from, to] = [Math.min(a, b, marks.length), Math.min(Math.max(a, b), marks.length)];
        assert.deepEqual(sliceRuns(runsOf(marks), from, to), runsOf(marks.slice(from, to)));
      }),
    );
  });
});
