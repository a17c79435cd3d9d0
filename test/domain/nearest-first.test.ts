import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOf } from '../../src/domain/line-matching.ts';
import { differingLines, nearestFirst } from '../../src/domain/nearest-first.ts';
import { BASELINE, markOf, uniform } from '../../src/domain/origin.ts';

const known = (text: string) => ({ text, runs: uniform(text.length, markOf(BASELINE)) });
const order = (after: string, ...texts: string[]) =>
  nearestFirst(after, texts.map(known)).map((it) => it.text);

describe('the nearest of several texts', () => {
  const lines = (names: string) => [...names].map((name) => `line ${name};\n`).join('');
  const orderOf = (after: string, ...names: string[]) =>
    order(lines(after), ...names.map(lines)).map((text) => text.replaceAll(/line |;\n/g, ''));

  it('is the one with most lines in common and fewest besides', () => {
    assert.deepEqual(orderOf('abcd', 'a', 'abcdefgh', 'abc', 'xyz'), ['abc', 'a', 'abcdefgh', 'xyz']);
  });

  it('counts lines as often as they are there', () => {
    assert.deepEqual(orderOf('aab', 'ab', 'aab', 'aaab'), ['aab', 'ab', 'aaab']);
  });

  it('of those that differ in as many lines, is the one whose lines differ in fewer words', () => {
    const [some, one] = ['same\nthe old line\n', 'same\nthe very line\n'];
    assert.deepEqual(order('same\nthe very same line\n', some, one), [one, some]);
  });

  it('of equals, is the one that comes first', () => {
    assert.deepEqual(orderOf('abc', 'abx', 'aby', 'abz'), ['abx', 'aby', 'abz']);
  });

  it('has the very lines, in whatever order, where one of them has', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c ', ' ', '\n') });
    fc.assert(
      fc.property(text, fc.array(text), (after, others) => {
        const [first] = order(after, ...others, after);
        assert.deepEqual(linesOf(first ?? '').keys.toSorted(), linesOf(after).keys.toSorted());
      }),
    );
  });

  it('differs from another in so many lines, whatever their order', () => {
    const from = differingLines('one\ntwo\ntwo\n');
    assert.deepEqual(['two\none\n two\n', 'one\ntwo\n', 'three\n', ''].map(from), [0, 1, 4, 3]);
  });
});
