import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeRuns, encodeRuns, forEachEdit } from '../../../src/adapters/ledger/runs-codec.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { anyRuns, EDITS, marksOf } from '../../fixtures/attributions.ts';

const someRuns = fc.integer({ min: 0, max: 500 }).chain(anyRuns);

describe('runs as bytes', () => {
  const idOf = (edit: Edit) => (EDITS.indexOf(edit) + 1) * 12_345;
  const markById = (id: number) => {
    const edit = EDITS[id / 12_345 - 1];
    return edit && markOf(edit);
  };

  it('come back as they were', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const { length } = marksOf(runs);
        assert.deepEqual(decodeRuns(encodeRuns(runs, idOf), length, markById), runs);
      }),
    );
  });

  it('hold lengths and numbers beyond 32 bits', () => {
    const edit = EDITS[1]!;
    const runs = uniform(2 ** 40 + 3, markOf(edit));
    const id = 2 ** 45 + 1;
    const bytes = encodeRuns(runs, () => id);
    assert.deepEqual(
      decodeRuns(bytes, 2 ** 40 + 3, (asked) => (asked === id ? markOf(edit) : undefined)),
      runs,
    );
  });

  it('name the edits they are of', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const ids: number[] = [];
        forEachEdit(encodeRuns(runs, idOf), (id) => ids.push(id));
        assert.deepEqual(
          ids,
          runs.map(({ mark }) => idOf(mark.edit)),
        );
      }),
    );
  });

  it('are refused for a text of another length', () => {
    fc.assert(
      fc.property(someRuns, fc.integer({ min: -3, max: 3 }), (runs, off) => {
        const { length } = marksOf(runs);
        const decoded = decodeRuns(encodeRuns(runs, idOf), length + off, markById);
        assert.equal(decoded === null, off !== 0);
      }),
    );
  });

  it('are refused in a format that is not known', () => {
    const bytes = encodeRuns(uniform(3, markOf(EDITS[1]!)), idOf);
    bytes[0]!++;
    assert.equal(decodeRuns(bytes, 3, markById), null);
    assert.equal(decodeRuns(new Uint8Array(), 0, markById), null);
  });

  it('are refused when they name an edit that is not known', () => {
    const bytes = encodeRuns(uniform(3, markOf(EDITS[1]!)), idOf);
    assert.equal(
      decodeRuns(bytes, 3, () => undefined),
      null,
    );
  });

  it('that are damaged cover the text or are refused, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(300), (bytes, length) => {
        const decoded = decodeRuns(Uint8Array.of(1, ...bytes), length, (id) => {
          const edit = EDITS[id % EDITS.length];
          return edit && markOf(edit);
        });
        if (decoded) assert.equal(marksOf(decoded).length, length);
      }),
      { numRuns: 1000 },
    );
  });
});
