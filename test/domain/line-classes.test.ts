import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leadingEdit, tallyLines } from '../../src/domain/line-classes.ts';
import {
  BASELINE,
  type Edit,
  type Mark,
  markOf,
  pushRun,
  type Run,
  touched,
} from '../../src/domain/origin.ts';

const edit = (uid: string, origin: Edit['origin']): Edit => ({
  uid,
  origin,
  evidence: 'reported',
  kind: 'checkpoint',
  atMs: 1,
});
const MARKS: Record<string, Mark> = {
  a: markOf(edit('ai', 'ai')),
  A: touched(markOf(edit('ai', 'ai'))),
  b: markOf(edit('other ai', 'ai')),
  h: markOf(edit('human', 'human')),
  '.': markOf(BASELINE),
};

function runsOf(text: string, marks: string): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < text.length; i++) pushRun(runs, 1, MARKS[marks[i]!]!);
  return runs;
}

describe('class of a line', () => {
  const cases: [what: string, line: string, marks: string, expected: string][] = [
    ['all of AI', 'f(x)\n', 'aaaaa', 'ai'],
    ['of two AI tools', 'f(x)\n', 'aabba', 'ai'],
    ['AI characters, white space of a person', 'f (x)\n', 'ahaaah', 'ai'],
    ['AI, and one character of a person', 'f(x)\n', 'aahaa', 'mixed'],
    ['AI, and one character from before', 'f(x)\n', 'aa.aa', 'mixed'],
    ['all of AI, but a person deleted something in it', 'f(x)\n', 'aaAaa', 'mixed'],
    ['touched white space says nothing', 'f (x)\n', 'aAaaaa', 'ai'],
    ['all of a person', 'f(x)\n', 'hhhhh', 'human'],
    ['half of a person', 'f(x)\n', 'hh...', 'human'],
    ['less than half of a person', 'f(x)\n', 'h....', 'unknown'],
    ['all from before', 'f(x)\n', '.....', 'unknown'],
    ['blank: as its line break, AI', '  \n', 'hha', 'ai'],
    ['blank: as its line break, a person', '\n', 'h', 'human'],
    ['blank: as its line break, from before', '\t\n', 'a.', 'unknown'],
    ['without a line break at its end', 'f(x)', 'aaaa', 'ai'],
  ];
  for (const [what, line, marks, expected] of cases)
    it(what, () =>
      assert.deepEqual(
        tallyLines({ text: line, runs: runsOf(line, marks) }).map((tally) => tally.class),
        [expected],
      ),
    );

  it('is one for each line Git counts, whatever the runs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('x', ' ', '\n'), fc.constantFrom(...'aAbh.'))),
        (characters) => {
          const text = characters.map(([c]) => c).join('');
          const tallies = tallyLines({ text, runs: runsOf(text, characters.map(([, m]) => m).join('')) });
          assert.equal(tallies.length, text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);
          const counted = tallies
            .flatMap(({ characters: of }) => [...of.values()])
            .reduce((a, b) => a + b, 0);
          assert.equal(counted, text.replace(/\s/g, '').length);
        },
      ),
    );
  });

  it('is told with the AI edit that has most of it', () => {
    const line = 'abcdefgh\n';
    const [tally] = tallyLines({ text: line, runs: runsOf(line, 'hhhhhbbaa') });
    assert.equal(leadingEdit(tally!)?.uid, 'other ai');
  });
});
