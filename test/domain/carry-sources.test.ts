import assert from 'node:assert/strict';
import { carry, carryAll } from '../../src/domain/carry.ts';
import { type Attributed, type Edit, markOf, pushRun, type Run } from '../../src/domain/origin.ts';

const mark = (uid: string, origin: Edit['origin']) =>
  markOf({ uid, origin, evidence: origin === 'unknown' ? 'none' : 'reported', kind: 'checkpoint', atMs: 1 });
const MARKS = { a: mark('a', 'ai'), h: mark('h', 'human'), u: mark('u', 'unknown') };
const NEW = mark('-', 'unknown');

/** Lines with a letter in front that says whose they are: `a` AI, `h` a person, `u` nobody known. */
function source(...lines: string[]): Attributed {
  const runs: Run[] = [];
  let text = '';
  for (const line of lines) {
    pushRun(runs, line.length - 1, MARKS[line[0] as keyof typeof MARKS]);
    text += `${line.slice(2)}\n`;
  }
  return { text, runs };
}

/** For each line the letters that its characters have, `-` what nothing explains. */
function told(text: string, runs: readonly Run[]): string[] {
  const letters = runs.flatMap(({ length, mark }) => new Array<string>(length).fill(mark.edit.uid));
  let at = 0;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const own = letters.slice(at, at + line.length).filter((_, i) => line[i] !== ' ');
      at += line.length + 1;
      return [...new Set(own)].join('');
    });
}

const block = (by: string, name: string) => [`${by} if (${name}) {`, `${by}   close();`, `${by} }`];
const text = (...lines: string[]) => source(...lines).text;

describe('carry from several texts', () => {
  it('explains a line once: one that is written again has not come from a text that had it once', () => {
    const now = source(...block('h', 'one'), ...block('a', 'two'));
    const earlier = source('h start();', ...block('a', 'two'));
    const after = text(...block('h', 'one'), ...block('a', 'two'), ...block('u', 'three'));
    assert.deepEqual(told(after, carry(after, [now, earlier], NEW)), [...'hhhaaa', '-', '-', '-']);
  });

  it('makes one line of words of two texts', () => {
    const ours = source('h const list = make(one, two, by, hand);');
    const theirs = source('h const list = make(one, two);');
    const merged = { text: theirs.text, runs: [] as Run[] };
    const at = theirs.text.indexOf(');');
    merged.text = `${theirs.text.slice(0, at)}).filter(generated);\n`;
    pushRun(merged.runs, at + 1, MARKS.h);
    pushRun(merged.runs, merged.text.length - at - 1, MARKS.a);
    const after = 'const list = make(one, two, by, hand).filter(generated);\n';
    assert.deepEqual(told(after, carry(after, [ours, merged], NEW)), ['ha']);
  });

  it('takes whole lines, and no parts of lines, from texts before those', () => {
    const now = source('h const first = one();');
    const earlier = source(
      'h const first = one();',
      'a const second = two();',
      'a const third = three(list);',
    );
    const after = text('h const first = one();', 'h const second = two();', 'h const third = three(array);');
    const [runs] = carryAll([{ after, sources: [now], earlier: [earlier] }], NEW);
    assert.deepEqual(told(after, runs!), ['h', 'a', '-']);
    const [alone] = carryAll([{ after, sources: [], earlier: [earlier] }], NEW);
    assert.deepEqual(told(after, alone!), ['h', 'a', '-']);
  });
});
