import assert from 'node:assert/strict';
import { Clipboard } from '../../src/domain/clipboard.ts';
import { type Attributed, BASELINE, markOf, uniform } from '../../src/domain/origin.ts';

const piece = (text: string): Attributed => ({ text, runs: uniform(text.length, markOf(BASELINE)) });

describe('a paste', () => {
  it('is awaited once it was announced, until it has come or five seconds have passed', () => {
    const clipboard = new Clipboard();
    assert.equal(clipboard.pasting(0), undefined);
    clipboard.willPaste('text', 1_000);
    assert.equal(clipboard.pasting(6_000), 'text');
    assert.equal(clipboard.pasting(6_001), undefined);
    clipboard.pasted();
    assert.equal(clipboard.pasting(1_000), undefined);
  });
});

describe('what went to the clipboard', () => {
  const gone = [piece('one'), piece('two')];
  const deleted = () => {
    const clipboard = new Clipboard();
    clipboard.deleted({ starts: [3, 20], pieces: gone, atMs: 1_000 });
    return clipboard;
  };

  it('was cut where text was deleted in the same places just before', () => {
    assert.equal(deleted().cut([3, 20], 1_299), gone);
  });

  for (const [why, starts, atMs] of [
    ['nothing was deleted in one of the places', [3, 21], 1_000],
    ['it was deleted long before', [3, 20], 1_300],
  ] as const)
    it(`was copied when ${why}`, () => {
      assert.equal(deleted().cut(starts, atMs), undefined);
    });

  it('was copied when nothing was deleted at all', () => {
    assert.equal(new Clipboard().cut([3], 1_000), undefined);
  });
});
