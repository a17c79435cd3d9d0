import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AttributedText } from '../../src/domain/attributed-text.ts';
import {
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
  touched,
  uniform,
} from '../../src/domain/origin.ts';
import { editingTraces, generatedTrace } from '../bench/editing-traces.ts';
import { seededRandom } from '../bench/random.ts';

const edit = (uid: string): Edit => ({ uid, origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 });
const MARKS = ['a', 'b', 'c'].map((uid) => markOf(edit(uid)));
const [A, B, C] = MARKS as [Mark, Mark, Mark];

/** What an attributed text is, done in the plainest way: a mark for every code unit. */
class Model {
  text = '';
  marks: Mark[] = [];

  replace(from: number, to: number, text: string, marks: readonly Mark[]): void {
    this.text = this.text.slice(0, from) + text + this.text.slice(to);
    this.marks = [...this.marks.slice(0, from), ...marks, ...this.marks.slice(to)];
  }
  runs(from = 0, to = this.marks.length): Run[] {
    const runs: Run[] = [];
    for (const mark of this.marks.slice(from, to)) pushRun(runs, 1, mark);
    return runs;
  }
}

const joined = (marks: readonly Mark[]): Run[] => {
  const runs: Run[] = [];
  for (const mark of marks) pushRun(runs, 1, mark);
  return runs;
};

const lengthOf = (runs: readonly Run[]) => runs.reduce((sum, { length }) => sum + length, 0);

/** Text of any kind: lone surrogates, `\r` without `\n`, and pieces longer than what the tree keeps together. */
const anyText = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.constantFrom('x', ' ', '\n', '\r\n', '\r', '\t', '\ud83d', '\ude00', '😀', 'é'), {
      maxLength: 30,
    })
    .map((a) => a.join('')),
  fc
    .tuple(fc.constantFrom('line\n', 'ab', ' '), fc.integer({ min: 100, max: 3000 }))
    .map(([unit, n]) => unit.repeat(n)),
);

const marksFor = (length: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...MARKS), fc.integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 60,
    })
    .map((pattern) => {
      const period = pattern.flatMap(([mark, n]) => new Array<Mark>(n).fill(mark));
      return Array.from({ length }, (_, at) => period[at % period.length]!);
    });

const anyContent = anyText.chain((text) =>
  fc.record({ text: fc.constant(text), marks: marksFor(text.length) }),
);

/** A range as two fractions, to be scaled to the text it is then applied to. */
const anyRange = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const scale = ([a, b]: [number, number], length: number): [number, number] => {
  const ends = [Math.round(a * length), Math.round(b * length)].sort((x, y) => x - y);
  return [ends[0]!, ends[1]!];
};

describe('AttributedText', () => {
  it('starts as what it is made of', () => {
    const text = AttributedText.of('hello', [
      { length: 2, mark: A },
      { length: 3, mark: B },
    ]);
    assert.equal(text.length, 5);
    assert.deepEqual(text.slice(), {
      text: 'hello',
      runs: [
        { length: 2, mark: A },
        { length: 3, mark: B },
      ],
    });
    assert.deepEqual(AttributedText.of('hello', A).slice().runs, uniform(5, A));
  });

  it('is empty without a run', () => {
    for (const empty of [AttributedText.of('', A), AttributedText.of('', [])]) {
      assert.equal(empty.length, 0);
      assert.deepEqual(empty.slice(), { text: '', runs: [] });
      assert.equal(empty.markAt(0), undefined);
      assert.deepEqual([...empty.spans()], []);
      empty.replace(0, 0, 'x', B);
      assert.deepEqual(empty.slice(), { text: 'x', runs: uniform(1, B) });
    }
  });

  it('gives back what an edit took out, so that undoing it gives the origins back', () => {
    const text = AttributedText.of('one two', A);
    text.replace(4, 4, 'and ', B);
    const removed = text.replace(2, 6, 'X', C);
    assert.deepEqual(removed, {
      text: 'e an',
      runs: [
        { length: 2, mark: A },
        { length: 2, mark: B },
      ],
    });
    text.replace(2, 3, removed.text, removed.runs);
    assert.deepEqual(text.slice(), {
      text: 'one and two',
      runs: [
        { length: 4, mark: A },
        { length: 4, mark: B },
        { length: 3, mark: A },
      ],
    });
  });

  it('joins equal neighbours, and forgets runs of no length', () => {
    const text = AttributedText.of('abc', [
      { length: 1, mark: A },
      { length: 0, mark: B },
      { length: 2, mark: A },
    ]);
    assert.deepEqual(text.slice().runs, uniform(3, A));
    text.replace(1, 1, 'x', B);
    text.replace(1, 2, '', []);
    assert.deepEqual(text.slice().runs, uniform(3, A));
  });

  it('keeps the text when marks change', () => {
    const text = AttributedText.of('abcdef', A);
    text.mark(2, 4, touched);
    assert.deepEqual(text.slice(), {
      text: 'abcdef',
      runs: [
        { length: 2, mark: A },
        { length: 2, mark: touched(A) },
        { length: 2, mark: A },
      ],
    });
  });

  it('refuses ranges outside the text and runs that do not cover theirs, and stays as it was', () => {
    const text = AttributedText.of('abc', A);
    for (const [from, to] of [
      [-1, 0],
      [2, 1],
      [0, 4],
      [4, 4],
      [0.5, 1],
      [Number.NaN, 1],
    ] as const) {
      assert.throws(() => text.slice(from, to), RangeError);
      assert.throws(() => text.text(from, to), RangeError);
      assert.throws(() => text.replace(from, to, 'x', B), RangeError);
      assert.throws(() => text.mark(from, to, touched), RangeError);
      assert.throws(() => [...text.spans(from, to)], RangeError);
    }
    assert.throws(() => text.previousOnLine(4), RangeError);
    assert.throws(() => text.nextOnLine(-1), RangeError);
    assert.throws(() => text.replace(0, 1, 'xy', [{ length: 1, mark: B }]), RangeError);
    assert.throws(() => text.replace(0, 1, '', [{ length: 1, mark: B }]), RangeError);
    assert.throws(() => AttributedText.of('xy', []), RangeError);
    assert.throws(
      () =>
        AttributedText.of('xy', [
          { length: 3, mark: A },
          { length: -1, mark: B },
        ]),
      RangeError,
    );
    assert.deepEqual(text.slice(), { text: 'abc', runs: uniform(3, A) });
    assert.deepEqual([text.markAt(-1), text.markAt(3)], [undefined, undefined]);
  });

  it('does not notice what becomes of the arrays it was given or gave', () => {
    const runs = [
      { length: 1, mark: A },
      { length: 1, mark: B },
    ];
    const text = AttributedText.of('ab', runs);
    runs.length = 0;
    (text.slice().runs as Run[]).length = 0;
    assert.deepEqual(text.slice().runs.length, 2);
  });

  describe('the neighbours of a deletion on its line', () => {
    const cases: [
      string,
      text: string,
      offset: number,
      previous: number | undefined,
      next: number | undefined,
    ][] = [
      ['lie at both sides', 'ab cd', 2, 1, 3],
      ['lie behind white space', 'a \t\u00a0 b', 3, 0, 5],
      ['are not looked for in other lines', 'a\n  \nb', 3, undefined, undefined],
      ['are not beyond a line break of Windows', 'a\r\n  \r\nb', 4, undefined, undefined],
      ['are missing in an empty text', '', 0, undefined, undefined],
      ['end with the text', 'ab', 2, 1, undefined],
      ['begin with the text', 'ab', 0, undefined, 0],
      ['do not include the line break before', 'a\nb', 2, undefined, 2],
      ['are found far away', `a${' '.repeat(50_000)}b`, 20_000, 0, 50_001],
    ];
    for (const [title, text, offset, previous, next] of cases)
      it(title, () => {
        const attributed = AttributedText.of(text, A);
        assert.equal(attributed.previousOnLine(offset), previous);
        assert.equal(attributed.nextOnLine(offset), next);
      });
  });

  it('does what the plainest implementation does, whatever the edits', () => {
    fc.assert(
      fc.property(anyContent, fc.array(fc.tuple(anyRange, anyContent), { maxLength: 25 }), (start, edits) => {
        const text = AttributedText.of(start.text, joined(start.marks));
        const model = new Model();
        model.replace(0, 0, start.text, start.marks);
        for (const [range, content] of edits) {
          const [from, to] = scale(range, model.text.length);
          const before = { text: model.text.slice(from, to), runs: model.runs(from, to) };
          assert.deepEqual(text.replace(from, to, content.text, joined(content.marks)), before);
          model.replace(from, to, content.text, content.marks);
          assert.deepEqual(text.slice(), { text: model.text, runs: model.runs() });
          const [a, b] = scale([range[1], range[0] / 2], model.text.length);
          assert.deepEqual(text.slice(a, b), { text: model.text.slice(a, b), runs: model.runs(a, b) });
          assert.equal(text.text(a, b), model.text.slice(a, b));
          assert.deepEqual(text.markAt(a), model.marks[a]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lists its spans in order, without gaps', () => {
    fc.assert(
      fc.property(anyContent, anyRange, (content, range) => {
        const text = AttributedText.of(content.text, joined(content.marks));
        const [from, to] = scale(range, text.length);
        const spans = [...text.spans(from, to)];
        let at = from;
        for (const span of spans) {
          assert.equal(span.from, at);
          at = span.to;
        }
        assert.equal(at, to);
        const runs = spans.map((span) => ({ length: span.to - span.from, mark: span.mark }));
        assert.deepEqual(runs, text.slice(from, to).runs);
      }),
    );
  });

  it('undoes any edit by the opposite edit', () => {
    fc.assert(
      fc.property(anyContent, anyRange, anyContent, (start, range, content) => {
        const text = AttributedText.of(start.text, joined(start.marks));
        const before = text.slice();
        const [from, to] = scale(range, text.length);
        const removed = text.replace(from, to, content.text, joined(content.marks));
        text.replace(from, from + content.text.length, removed.text, removed.runs);
        assert.deepEqual(text.slice(), before);
      }),
    );
  });

  it('stays exact over thousands of edits of a large document with many spans', () => {
    const random = seededRandom(7);
    const length = 150_000;
    const line = 'const value = compute(index);\n';
    let expected = line.repeat(length / line.length);
    let ids = Uint8Array.from({ length }, (_, at) => Math.floor(at / 7) % MARKS.length);
    const runsOf = (from: number, to: number) => {
      const runs: Run[] = [];
      for (let at = from; at < to; at++) pushRun(runs, 1, MARKS[ids[at]!]!);
      return runs;
    };
    const text = AttributedText.of(expected, runsOf(0, length));
    for (let round = 0; round < 2000; round++) {
      // now growing, now shrinking, until little is left
      const size = round % 100 === 0 ? 20_000 : 40;
      const from = random.below(expected.length + 1);
      const to = Math.min(expected.length, from + random.below(round % 400 < 200 ? size : size * 2));
      const inserted = 'x'.repeat(random.below(round % 400 < 200 ? size * 2 : size));
      const id = random.below(MARKS.length);
      assert.deepEqual(text.replace(from, to, inserted, MARKS[id]!), {
        text: expected.slice(from, to),
        runs: runsOf(from, to),
      });
      expected = expected.slice(0, from) + inserted + expected.slice(to);
      const next = new Uint8Array(expected.length);
      next.set(ids.subarray(0, from));
      next.fill(id, from, from + inserted.length);
      next.set(ids.subarray(to), from + inserted.length);
      ids = next;
      const at = random.below(expected.length);
      assert.deepEqual(text.markAt(at), MARKS[ids[at]!]);
      assert.equal(text.length, expected.length);
    }
    assert.deepEqual(text.slice(), { text: expected, runs: runsOf(0, expected.length) });
    text.replace(1, expected.length, '', []);
    assert.equal(text.text(), expected.slice(0, 1));
  });

  it('takes five megabytes in one line', () => {
    const size = 5 * 1024 * 1024;
    const text = AttributedText.of('x'.repeat(size), A);
    text.replace(size / 2, size / 2, 'y'.repeat(size), B);
    assert.deepEqual(text.slice().runs, [
      { length: size / 2, mark: A },
      { length: size, mark: B },
      { length: size / 2, mark: A },
    ]);
    assert.equal(text.nextOnLine(size), size);
    text.replace(size / 2, size / 2 + size, '', []);
    assert.equal(text.text(), 'x'.repeat(size));
    assert.deepEqual(text.slice().runs, uniform(size, A));
  });

  describe('over the history of a document', () => {
    for (const trace of [...editingTraces(), generatedTrace(3000)])
      it(`${trace.name}: ${trace.patches.length} edits end in the same text`, () => {
        const text = AttributedText.of(trace.start, A);
        trace.patches.forEach(([at, deleted, inserted], k) => {
          text.replace(at, at + deleted, inserted, MARKS[Math.floor(k / 50) % MARKS.length]!);
        });
        assert.equal(text.text(), trace.end);
        assert.equal(lengthOf(text.slice().runs), trace.end.length);
      });
  });
});
