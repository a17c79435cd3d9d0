import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carry, carryAll } from '../../src/domain/carry.ts';
import {
  type Attributed,
  BASELINE,
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
} from '../../src/domain/origin.ts';
import { isWhitespace } from '../../src/domain/text.ts';

const edit = (uid: string, origin: Edit['origin'], atMs = 1): Edit => ({
  uid,
  origin,
  evidence: origin === 'unknown' ? 'none' : 'reported',
  kind: 'checkpoint',
  atMs,
});
const AI = markOf(edit('ai', 'ai'));
const HUMAN = markOf(edit('human', 'human'));
const NEW = markOf(edit('new', 'ai', 2));
const PERSON = markOf(edit('person', 'human', 2));
const OLD = markOf(BASELINE);

/** Text and origins drawn as two strings: `a` AI, `h` human, `.` from before tracking, under each character. */
function drawn(...pairs: string[]): Attributed {
  const runs: Run[] = [];
  let text = '';
  for (let i = 0; i < pairs.length; i += 2) {
    const line = pairs[i]! + '\n';
    const marks = pairs[i + 1]!.padEnd(line.length, pairs[i + 1]!.at(-1) ?? '.');
    for (let k = 0; k < line.length; k++) pushRun(runs, 1, { a: AI, h: HUMAN, '.': OLD }[marks[k]!]!);
    text += line;
  }
  return { text, runs };
}

/** The origins of a text, drawn: as above, `N` new by AI, `P` new by a person, upper-case `A`, `H` touched, blank for white space. */
function drawing(text: string, runs: readonly Run[]): string[] {
  const letter = (mark: Mark) => {
    const plain = { ai: 'a', human: 'h', new: 'N', person: 'P', baseline: '.' }[mark.edit.uid] ?? '?';
    return mark.touched ? plain.toUpperCase() : plain;
  };
  let at = 0;
  let out = '';
  for (const { length, mark } of runs)
    for (const end = at + length; at < end; at++)
      out += text[at] === '\n' ? '\n' : isWhitespace(text.charCodeAt(at)) ? ' ' : letter(mark);
  assert.equal(at, text.length, 'runs cover the text exactly');
  return out.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
}

const carried = (after: string, source: Attributed, mark = NEW) =>
  drawing(after, carry(after, [source], mark));

describe('carry', () => {
  const before = drawn('let a = 1;', 'h', 'return a;', 'a');
  const cases: [what: string, before: Attributed, after: string, expected: string[]][] = [
    ['nothing changed', before, before.text, ['hhh h h hh', 'aaaaaa aa']],
    ['a line is put in', before, 'let a = 1;\na += 2;\nreturn a;\n', ['hhh h h hh', 'N NN NN', 'aaaaaa aa']],
    ['a line goes', before, 'return a;\n', ['aaaaaa aa']],
    ['one word of a line changes', before, 'let a = 42;\nreturn a;\n', ['hhh h h NNh', 'aaaaaa aa']],
    ['a word grows at its end', before, 'let abc = 1;\nreturn a;\n', ['hhh hNN h hh', 'aaaaaa aa']],
    [
      'another line takes its place',
      before,
      'throw new Error(why);\nreturn a;\n',
      ['NNNNN NNN NNNNNNNNNNN', 'aaaaaa aa'],
    ],
    ['indentation changes', before, '\tlet a = 1;\n  return a;\n', [' hhh h h hh', '  aaaaaa aa']],
    ['lines are joined', before, 'let a = 1; return a;\n', ['hhh h h hh aaaaaa aa']],
    ['a line is wrapped', before, 'let a =\n  1;\nreturn a;\n', ['hhh h h', '  hh', 'aaaaaa aa']],
    ['the line break at the end goes', before, 'let a = 1;\nreturn a;', ['hhh h h hh', 'aaaaaa aa']],
    ['everything goes', before, '', ['']],
    ['there was nothing', drawn(), 'x\n', ['N']],
    [
      'brackets that any two lines share make no version of a line',
      drawn('foo(1);', 'h'),
      'bar(2);\n',
      ['NNNNNNN'],
    ],
    [
      'a line that stays is no source for one like it elsewhere',
      drawn('const answer = compute(forty, two);', 'a', 'end', 'h'),
      'const answer = compute(forty, two);\nend\nconst answer = compute(forty, two);\n',
      ['aaaaa aaaaaa a aaaaaaaaaaaaaa aaaaa', 'hhh', 'NNNNN NNNNNN N NNNNNNNNNNNNNN NNNNN'],
    ],
    [
      'a block that moved keeps its origins, re-indented or not',
      drawn('const answer = compute(forty, two);', 'a', 'first', 'h', 'second', 'h', 'third', 'h'),
      'first\nsecond\nthird\n  const answer = compute(forty, two);\n',
      ['hhhhh', 'hhhhhh', 'hhhhh', '  aaaaa aaaaaa a aaaaaaaaaaaaaa aaaaa'],
    ],
    [
      'the words of a line may be of many origins',
      drawn('const total = price * count;', 'hhhhhhhhhhhhhhaaaaaaaahhhhhh'),
      'const total = price * count + tax;\n',
      ['hhhhh hhhhh h aaaaa a hhhhh N NNNh'],
    ],
  ];
  for (const [what, source, after, expected] of cases)
    it(what, () => assert.deepEqual(carried(after, source), expected));

  it('marks the neighbour of what a person deleted inside an AI line', () => {
    assert.deepEqual(carried('f(one, three);\n', drawn('f(one, two, three);', 'a'), PERSON), [
      'aaaaaA aaaaaaa',
    ]);
  });

  it('marks nothing where AI deleted, where the deleted text was typed, or where the line went whole', () => {
    const source = drawn('f(one, two, three);', 'a', 'g(x);', 'a');
    assert.deepEqual(carried('f(one, three);\ng(x);\n', source), ['aaaaaa aaaaaaa', 'aaaaa']);
    const typed = drawn('f(one, two, three);', 'aaaaaahhhhhaaaaaaaa');
    assert.deepEqual(carried('f(one, three);\n', typed, PERSON), ['aaaaaa aaaaaaa']);
    assert.deepEqual(carried('g(x);\n', source, PERSON), ['aaaaa']);
  });

  it('lets a later source explain only what the earlier ones do not', () => {
    const first = drawn('one line here', 'a');
    const second = drawn('one line here', 'h', 'two lines here', 'h');
    const after = 'one line here\ntwo lines here\nthree\n';
    assert.deepEqual(drawing(after, carry(after, [first, second], NEW)), [
      'aaa aaaa aaaa',
      'hhh hhhhh hhhh',
      'NNNNN',
    ]);
  });

  it('carries text between files that changed together, each line once', () => {
    const block = 'export function area(width, height) {';
    const files = [
      { after: 'rest\n', sources: [drawn(block, 'a', 'rest', 'h')] },
      { after: `${block}\n`, sources: [] },
      { after: `${block}\n`, sources: [] },
    ];
    const [, second, third] = carryAll(files, PERSON);
    assert.equal(second![0]!.mark, AI);
    assert.equal(third![0]!.mark, PERSON);
  });

  it('takes a change of 20,000 lines against 20,000 others', () => {
    const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}\n`).join('');
    const runs = carry(
      many('new'),
      [{ text: many('old'), runs: [{ length: many('old').length, mark: OLD }] }],
      NEW,
    );
    assert.equal(
      runs.reduce((sum, run) => sum + run.length, 0),
      many('new').length,
    );
  });

  it('takes a line of 5 MB that changed in one place', () => {
    const long = 'x=1;'.repeat(1_250_000);
    const after = `${long.slice(0, 2_000_000)}y${long.slice(2_000_000)}`;
    const runs = carry(after, [{ text: long, runs: [{ length: long.length, mark: AI }] }], NEW);
    assert.deepEqual(
      runs.map(({ length, mark }) => [length, mark.edit.uid]),
      [
        [2_000_000, 'ai'],
        [1, 'new'],
        [3_000_000, 'ai'],
      ],
    );
  });
});

describe('carry, always', () => {
  const word = fc.constantFrom('a', 'b', 'foo', 'bar', '}', '(', 'x1', 'é', '💡', 'return');
  const gap = fc.constantFrom(' ', '\n', '\n\n', '  ', '\t', '\r\n', '\n    ');
  const marks = [AI, HUMAN, OLD];
  /** Words with an origin each, and the white space before each. */
  const words = fc.array(fc.tuple(word, fc.nat(2)), { maxLength: 40 });
  const textOf = (list: readonly (readonly [string, number])[], gaps: readonly string[]): Attributed => {
    const runs: Run[] = [];
    let text = '';
    list.forEach(([w, origin], i) => {
      pushRun(runs, gaps[i]!.length + w.length, marks[origin]!);
      text += gaps[i]! + w;
    });
    return { text, runs };
  };
  const originsOfCharacters = (text: string, runs: readonly Run[]): Mark[] => {
    const out: Mark[] = [];
    let at = 0;
    for (const { length, mark } of runs)
      for (const end = at + length; at < end; at++) if (!isWhitespace(text.charCodeAt(at))) out.push(mark);
    return out;
  };

  it('covers the text exactly, with joined runs', () => {
    fc.assert(
      fc.property(words, words, fc.array(gap, { minLength: 80, maxLength: 80 }), (a, b, gaps) => {
        const after = textOf(b, gaps.slice(40)).text;
        const runs = carry(after, [textOf(a, gaps)], NEW);
        assert.equal(
          runs.reduce((sum, { length }) => sum + length, 0),
          after.length,
        );
        runs.forEach((run, i) => {
          assert.ok(run.length > 0);
          assert.notEqual(run.mark, runs[i + 1]?.mark);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('changes no origin of any character when only white space changes', () => {
    fc.assert(
      fc.property(
        words,
        fc.array(gap, { minLength: 80, maxLength: 80 }),
        fc.boolean(),
        (list, gaps, joins) => {
          const before = textOf(list, gaps);
          const after = textOf(
            list,
            gaps.slice(40).map((g, i) => (joins && i % 3 === 0 ? '' : g)),
          );
          assert.deepEqual(
            originsOfCharacters(after.text, carry(after.text, [before], NEW)),
            originsOfCharacters(after.text, after.runs),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives inserted whole lines to the edit, and keeps all others, among duplicate lines too', () => {
    const line = fc.constantFrom('}', '', 'foo(bar);', 'return value;', 'if (ready) {', 'x');
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 30 }),
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.nat(30),
        (list, added, where) => {
          const at = Math.min(where, list.length);
          const source = { text: list.map((l) => `${l}\n`).join(''), runs: [] as Run[] };
          pushRun(source.runs, source.text.length, OLD);
          const fresh = added.map((l, i) => `${l} // ${i}`);
          const after = [...list.slice(0, at), ...fresh, ...list.slice(at)].map((l) => `${l}\n`).join('');
          const expected = [
            ...list.slice(0, at).map(() => OLD),
            ...fresh.map(() => NEW),
            ...list.slice(at).map(() => OLD),
          ];
          const got = drawing(after, carry(after, [source], NEW));
          expected.forEach((mark, i) => {
            const letters = got[i]!.replaceAll(' ', '');
            assert.match(letters, mark === NEW ? /^N*$/ : /^\.*$/);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
