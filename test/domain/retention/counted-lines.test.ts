/** Lines with their characters and whose they are. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Attributed, type Edit, markOf, pushRun, type Run } from '../../../src/domain/origin.ts';
import { addLine, type CountedLines, countedLines } from '../../../src/domain/retention/counted-lines.ts';
import { charactersBy } from '../../../src/domain/retention/losses.ts';

const edit = (uid: string): Edit => ({ uid, origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 });
const EDITS = [edit('a'), edit('b'), edit('c')] as const;
const [A, B] = EDITS;

function attributed(...parts: readonly (readonly [text: string, edit: Edit])[]): Attributed {
  const runs: Run[] = [];
  for (const [text, by] of parts) pushRun(runs, text.length, markOf(by));
  return { text: parts.map(([text]) => text).join(''), runs };
}

const content = fc
  .array(
    fc.tuple(
      fc.string({ unit: fc.constantFrom('x', 'y', ' ', '\u00a0', '\n'), maxLength: 8 }),
      fc.constantFrom(...EDITS),
    ),
    { maxLength: 12 },
  )
  .map((parts) => attributed(...parts));

describe('counted lines', () => {
  it('are the same but for white space exactly where their keys are', () => {
    const { keys } = countedLines(
      attributed(['a b\n', A], ['\tab \n', B], ['ba\n', A], ['\n', A], [' \u2003', A]),
    );
    assert.equal(keys[0], keys[1]);
    assert.notEqual(keys[0], keys[2]);
    assert.equal(keys[3], keys[4]);
    assert.equal(new Set(keys).size, 3);
  });

  it('are of one edit or of several, white space aside', () => {
    const { owners, counts } = countedLines(
      attributed(['one', A], ['\n  ', B], ['two', A], ['three\n', B], ['\n', A]),
    );
    assert.deepEqual([...counts], [3, 8, 0]);
    assert.deepEqual(owners, [
      A,
      new Map([
        [A, 3],
        [B, 5],
      ]),
      A,
    ]);
  });

  it('hold every character of the text once', () => {
    fc.assert(
      fc.property(content, (it) => {
        const lines = countedLines(it);
        const sum = new Map<Edit, number>();
        lines.keys.forEach((_, line) => {
          addLine(sum, lines, line);
        });
        assert.deepEqual(
          sum,
          charactersBy(it, () => true),
        );
      }),
    );
  });

  it('are what they are, whichever text they are read beside', () => {
    // Beginnings and ends longer than what is compared at once.
    const ends = fc.constantFrom('', 'x', '\n', 'x\n'.repeat(200), `${'y'.repeat(300)}\n`);
    const around = fc.tuple(ends, content, ends).map(([head, { text }, tail]) => head + text + tail);
    const whole = (text: string): Attributed => attributed([text, A]);
    fc.assert(
      fc.property(around, around, (near, text) => {
        const alone: CountedLines = countedLines(whole(text));
        assert.deepEqual(countedLines(whole(text), countedLines(whole(near))), alone);
      }),
      { numRuns: 500 },
    );
  });
});
