import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { LineClass } from '../../src/domain/contribution.ts';
import { coarsen, spansByClass } from '../../src/views/line-spans.ts';

const lineClass = fc.constantFrom<LineClass>('ai', 'mixed', 'human', 'unknown');
const tallies = (classes: readonly LineClass[]) =>
  classes.map((it) => ({ class: it, characters: new Map() }));

describe('spans of lines', () => {
  it('join neighbours of one class', () => {
    assert.deepEqual(spansByClass(tallies(['ai', 'ai', 'human', 'ai', 'unknown'])), {
      ai: [
        { first: 0, last: 1 },
        { first: 3, last: 3 },
      ],
      mixed: [],
      human: [{ first: 2, last: 2 }],
      unknown: [{ first: 4, last: 4 }],
    });
  });

  it('are those of the screen alone, also where the screen is larger than the text', () => {
    const all = tallies(['ai', 'ai', 'ai', 'human']);
    assert.deepEqual(spansByClass(all, 1, 1).ai, [{ first: 1, last: 1 }]);
    assert.deepEqual(spansByClass(all, -5, 99).ai, [{ first: 0, last: 2 }]);
    assert.deepEqual(spansByClass(all, 10, 20).ai, []);
  });

  it('cover every line exactly once', () => {
    fc.assert(
      fc.property(fc.array(lineClass), (classes) => {
        const spans = Object.entries(spansByClass(tallies(classes)));
        const seen = spans.flatMap(([name, list]) =>
          list.flatMap(({ first, last }) =>
            Array.from({ length: last - first + 1 }, (_, i) => [first + i, name]),
          ),
        );
        assert.deepEqual(
          seen.sort(([a], [b]) => Number(a) - Number(b)),
          classes.map((name, line) => [line, name]),
        );
      }),
    );
  });

  it('are joined until they are few enough, and lose no line by it', () => {
    fc.assert(
      fc.property(
        fc.array(lineClass, { maxLength: 200 }),
        fc.integer({ min: 1, max: 10 }),
        (classes, limit) => {
          const { ai } = spansByClass(tallies(classes));
          const few = coarsen(ai, limit);
          assert.ok(few.length <= Math.max(limit, 1));
          for (const { first, last } of ai)
            assert.ok(few.some((span) => span.first <= first && last <= span.last));
        },
      ),
    );
  });
});
