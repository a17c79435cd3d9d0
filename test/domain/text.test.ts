import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  BASELINE,
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
  uniform,
} from '../../src/domain/origin.ts';
import {
  denormaliseRuns,
  isWhitespace,
  lineStarts,
  normalise,
  normaliseAttributed,
  withoutWhitespace,
} from '../../src/domain/text.ts';

const edit = (uid: string): Edit => ({ uid, origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 });
const MARKS = ['a', 'b', 'c'].map((uid) => markOf(edit(uid)));
const [A, B] = MARKS as [Mark, Mark];

const anyText = fc
  .array(fc.constantFrom('a', 'b', ' ', '\n', '\r', '\r\n', '\ufeff', '😀', '\ud83d'), { maxLength: 20 })
  .map((parts) => parts.join(''));
const marksOf = (text: string) =>
  fc.array(fc.constantFrom(...MARKS), { minLength: text.length, maxLength: text.length });
const anyMarked = anyText.chain((text) => fc.record({ text: fc.constant(text), marks: marksOf(text) }));

const runsOf = (marks: readonly Mark[]): Run[] => {
  const runs: Run[] = [];
  for (const mark of marks) pushRun(runs, 1, mark);
  return runs;
};
const lengthOf = (runs: readonly Run[]) => runs.reduce((sum, { length }) => sum + length, 0);

describe('white space', () => {
  it('is what \\s matches, for every code unit', () => {
    for (let code = 0; code <= 0xffff; code++)
      assert.equal(isWhitespace(code), /\s/.test(String.fromCharCode(code)), `U+${code.toString(16)}`);
  });

  it('is all that goes when a text is stripped of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const kept = Array.from({ length: text.length }, (_, at) => text[at]!).filter(
          (unit) => !isWhitespace(unit.charCodeAt(0)),
        );
        assert.equal(withoutWhitespace(text), kept.join(''));
      }),
    );
  });
});

describe('the normalised form of a text', () => {
  const cases: [string, string, string][] = [
    ['has line feeds for the line ends of Windows', 'a\r\nb\r\n', 'a\nb\n'],
    ['has no byte order mark', '\ufeffa', 'a'],
    ['keeps one that is inside the text', 'a\ufeffb', 'a\ufeffb'],
    ['keeps a carriage return that ends no line', 'a\rb\r', 'a\rb\r'],
    ['takes several of them for one line end', 'a\r\r\nb', 'a\nb'],
    ['may be empty', '\ufeff', ''],
    ['is the text itself where nothing is to be done', 'a\nb', 'a\nb'],
  ];
  for (const [title, text, expected] of cases) it(title, () => assert.equal(normalise(text), expected));

  it('stays as it is', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(normalise(normalise(text)), normalise(text))));
  });

  it('has as many lines', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = (of: string) => of.split('\n').length;
        assert.equal(lines(normalise(text)), lines(text));
      }),
    );
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    const size = 2_000_000;
    assert.equal(normalise(`${'\r'.repeat(size)}\r\n`), '\n');
    assert.equal(normalise(`${'\r'.repeat(size)}x\r\n`).length, size + 2);
  });
});

describe('runs', () => {
  it('lose what the normalised form leaves out', () => {
    const text = '\ufeffa\r\nb';
    const runs = [
      { length: 3, mark: A },
      { length: 2, mark: B },
    ];
    assert.deepEqual(normaliseAttributed({ text, runs }), {
      text: 'a\nb',
      runs: [
        { length: 1, mark: A },
        { length: 2, mark: B },
      ],
    });
  });

  it('are those of the characters that stay, and cover the normalised text', () => {
    fc.assert(
      fc.property(anyMarked, ({ text, marks }) => {
        const kept = marks.filter((_, at) => {
          const isMark = /^\ufeff+$/.test(text.slice(0, at + 1));
          const isReturn = text[at] === '\r' && /^\r*\n/.test(text.slice(at));
          return !isMark && !isReturn;
        });
        assert.deepEqual(normaliseAttributed({ text, runs: runsOf(marks) }), {
          text: normalise(text),
          runs: runsOf(kept),
        });
      }),
    );
  });

  it('come back for a text with other line ends, a carriage return with the mark of its line feed', () => {
    const runs = [
      { length: 1, mark: A },
      { length: 2, mark: B },
    ];
    assert.deepEqual(denormaliseRuns('\ufeffa\r\nb', runs), [
      { length: 2, mark: A },
      { length: 3, mark: B },
    ]);
  });

  it('are those of before tracking where nothing of the text is left to carry one', () => {
    assert.deepEqual(denormaliseRuns('\ufeff', []), uniform(1, markOf(BASELINE)));
  });

  it('cover the text exactly, and are the same again when it is normalised', () => {
    fc.assert(
      fc.property(anyMarked, ({ text, marks }) => {
        const runs = runsOf(marks.slice(0, normalise(text).length));
        const back = denormaliseRuns(text, runs);
        assert.equal(lengthOf(back), text.length);
        assert.deepEqual(normaliseAttributed({ text, runs: back }).runs, runs);
      }),
    );
  });
});

describe('lines', () => {
  it('begin behind line feeds, and not at the end of the text', () => {
    assert.deepEqual(lineStarts('a\n\nb\n'), [0, 2, 3]);
    assert.deepEqual(lineStarts('a\nb'), [0, 2]);
    assert.deepEqual(lineStarts('\n'), [0]);
    assert.deepEqual(lineStarts(''), []);
  });
});
