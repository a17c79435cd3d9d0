import assert from 'node:assert/strict';
import { addedLines, intersectRanges } from '../../src/domain/added-lines.ts';
import { tallyLines } from '../../src/domain/line-classes.ts';
import { BASELINE, type Edit, markOf, pushRun, type Run } from '../../src/domain/origin.ts';

const ranges = (...pairs: [number, number][]) => pairs.map(([first, last]) => ({ first, last }));

describe('lines added with respect to every parent', () => {
  it('are those in every list', () => {
    assert.deepEqual(intersectRanges([ranges([1, 5], [8, 9]), ranges([3, 8])]), ranges([3, 5], [8, 8]));
    assert.deepEqual(intersectRanges([ranges([1, 2]), []]), []);
    assert.deepEqual(intersectRanges([ranges([1, 2])]), ranges([1, 2]));
  });
});

describe('added lines among lines like them', () => {
  const ai: Edit = { uid: 'ai', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 5 };
  const classesOf = (lines: [string, 'ai' | 'old'][], first: number, last: number) => {
    const runs: Run[] = [];
    for (const [line, by] of lines) pushRun(runs, line.length + 1, markOf(by === 'ai' ? ai : BASELINE));
    const text = lines.map(([line]) => `${line}\n`).join('');
    return addedLines(ranges([first, last]), tallyLines({ text, runs }), text.split('\n')).map(
      ({ tally }) => tally.class,
    );
  };

  it('are those written last: put above its like', () => {
    assert.deepEqual(
      classesOf(
        [
          ['x', 'ai'],
          ['x', 'old'],
          ['y', 'old'],
        ],
        2,
        2,
      ),
      ['ai'],
    );
  });
  it('are those written last: put below its like', () => {
    assert.deepEqual(
      classesOf(
        [
          ['x', 'old'],
          ['x', 'ai'],
          ['y', 'old'],
        ],
        1,
        1,
      ),
      ['ai'],
    );
  });
  it('as a block whose end is like the line above it', () => {
    const lines: [string, 'ai' | 'old'][] = [
      ['}', 'old'],
      ['f {', 'ai'],
      ['}', 'ai'],
      ['g {', 'old'],
      ['}', 'old'],
    ];
    assert.deepEqual(classesOf(lines, 1, 2), ['ai', 'ai']);
    assert.deepEqual(classesOf(lines, 2, 3), ['ai', 'ai']);
  });
  it('and no others: a line that is unlike its neighbours is the one it is', () => {
    assert.deepEqual(
      classesOf(
        [
          ['x', 'old'],
          ['y', 'ai'],
          ['z', 'old'],
        ],
        1,
        1,
      ),
      ['unknown'],
    );
  });
});
