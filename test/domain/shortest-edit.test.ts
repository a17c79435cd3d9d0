/** Which stretches two sequences share: the measure is a kept library that does the same work. */

import * as assert from 'node:assert/strict';
import { diffArrays } from 'diff';
import fc from 'fast-check';
import { commonStretches } from '../../src/domain/shortest-edit.ts';

type Partners = readonly (readonly [number, number])[];

function partners(a: readonly string[], b: readonly string[], maxEdits = Number.MAX_SAFE_INTEGER) {
  const pairs: [number, number][] = [];
  const isFound = commonStretches(a, b, maxEdits, (i, j, length) => {
    for (let k = 0; k < length; k++) pairs.push([i + k, j + k]);
  });
  return isFound ? pairs.toSorted(([i], [j]) => i - j) : null;
}

function partnersByLibrary(
  a: readonly string[],
  b: readonly string[],
  maxEditLength: number,
): Partners | null {
  const script = diffArrays([...a], [...b], { maxEditLength });
  if (!script) return null;
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  for (const { added, removed, count } of script)
    for (let k = 0; k < count; k++) {
      if (!added && !removed) pairs.push([i, j]);
      if (!added) i++;
      if (!removed) j++;
    }
  return pairs;
}

describe('the shortest edit between two sequences', () => {
  it('leaves all of two equal sequences, and nothing of two that share nothing', () => {
    assert.deepEqual(partners(['a', 'b'], ['a', 'b']), [
      [0, 0],
      [1, 1],
    ]);
    assert.deepEqual(partners(['a', 'b'], ['c']), []);
    assert.deepEqual(partners([], ['c']), []);
    assert.deepEqual(partners([], []), []);
  });

  it('keeps as much as there is to keep', () => {
    // The example of the paper: four of the seven stay.
    assert.equal(partners([...'abcabba'], [...'cbabac'])?.length, 4);
  });

  it('is given up when it takes more edits than asked for', () => {
    assert.equal(partners([...'abcabba'], [...'cbabac'], 4), null);
    assert.notEqual(partners([...'abcabba'], [...'cbabac'], 5), null);
  });

  it('takes numbers as well', () => {
    const found: number[][] = [];
    commonStretches([1, 2.5, 3], [2.5, 3, 4], 10, (...stretch) => found.push(stretch));
    assert.deepEqual(found, [[1, 0, 2]]);
  });

  it('is the one that the library finds, of whatever there is to choose from', () => {
    const sequence = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(sequence, sequence, fc.integer({ min: 0, max: 60 }), (a, b, maxEdits) => {
        assert.deepEqual(partners(a, b, maxEdits), partnersByLibrary(a, b, maxEdits));
      }),
      { numRuns: 500 },
    );
  });
});
