import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LineRange } from '../../src/domain/added-lines.ts';
import { includes, joined, without } from '../../src/domain/line-ranges.ts';

const RANGES = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.nat(6))
    .map(([first, more]) => ({ first, last: first + more })),
  { maxLength: 8 },
);
const linesOf = (ranges: readonly LineRange[]) =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

describe('ranges of lines', () => {
  it('joined are the same lines, in order and apart', () => {
    fc.assert(
      fc.property(RANGES, (ranges) => {
        const result = joined(ranges);
        assert.deepEqual(
          linesOf(result),
          [...new Set(linesOf(ranges))].sort((a, b) => a - b),
        );
        assert.ok(result.slice(1).every(({ first }, i) => first > result[i]!.last + 1));
      }),
    );
  });

  it('without others are the lines that only they have', () => {
    fc.assert(
      fc.property(RANGES, RANGES, (ranges, taken) => {
        const others = new Set(linesOf(taken));
        const expected = linesOf(joined(ranges)).filter((line) => !others.has(line));
        assert.deepEqual(linesOf(without(joined(ranges), joined(taken))), expected);
      }),
    );
  });

  it('include their lines and no others', () => {
    fc.assert(
      fc.property(RANGES, fc.integer({ min: 0, max: 40 }), (ranges, line) =>
        assert.equal(includes(joined(ranges), line), linesOf(ranges).includes(line)),
      ),
    );
  });

  it('may be longer than anybody could count', () => {
    const all = [{ first: 1, last: 999_999_999 }];
    assert.deepEqual(without(all, [{ first: 2, last: 999_999_998 }]), [
      { first: 1, last: 1 },
      { first: 999_999_999, last: 999_999_999 },
    ]);
  });
});
