import assert from 'node:assert/strict';
import { AttributedText } from '../../src/domain/attributed-text.ts';
import { DocumentHistory, replaceStep } from '../../src/domain/document-history.ts';
import { BASELINE, type Mark, markOf } from '../../src/domain/origin.ts';
import { lettersOf } from '../fixtures/letters.ts';

const BASE = markOf(BASELINE);
const TYPED: Mark = markOf({ uid: 't', origin: 'human', evidence: 'observed', kind: 'typed', atMs: 1 });

describe('the history of a document', () => {
  const begin = (content: string) => {
    const text = AttributedText.of(content, BASE);
    const history = new DocumentHistory(text);
    const replace = (from: number, to: number, inserted: string) =>
      history.push([replaceStep(text, from, to, inserted, TYPED)]);
    return { text, history, replace, shown: () => `${text.text()} ${lettersOf(text.slice())}` };
  };

  it('goes back to any earlier text, and forth again', () => {
    const { history, replace, shown } = begin('one two');
    replace(0, 3, '1');
    replace(2, 5, '2');
    assert.equal(shown(), '1 2 hbh');
    assert.equal(history.restore('undo', 'one two'), true);
    assert.equal(shown(), 'one two bbbbbbb');
    assert.equal(history.restore('redo', '1 two'), true);
    assert.equal(shown(), '1 two hbbbb');
  });

  it('goes back into the middle of what was typed in one go', () => {
    const { history, replace, shown } = begin('');
    for (const [at, character] of [...'abcdef'].entries()) replace(at, at, character);
    assert.equal(history.restore('undo', 'abc'), true);
    assert.equal(history.restore('undo', 'a'), true);
    assert.equal(history.restore('redo', 'abcde'), true);
    assert.equal(shown(), 'abcde hhhhh');
  });

  it('changes nothing when the text was never there', () => {
    const { history, replace, shown } = begin('one');
    replace(0, 3, 'two');
    assert.equal(history.restore('undo', 'three'), false);
    assert.equal(history.restore('redo', 'one'), false);
    assert.equal(shown(), 'two hhh');
    assert.equal(history.restore('undo', 'one'), true);
  });

  it('has nothing to redo after another change', () => {
    const { history, replace } = begin('one');
    replace(3, 3, 'a');
    history.restore('undo', 'one');
    replace(3, 3, 'b');
    assert.equal(history.restore('redo', 'onea'), false);
  });

  it('forgets the oldest, and remembers the last of any size', () => {
    const big = 'x'.repeat(150_000);
    const { history, replace } = begin(big);
    replace(0, big.length, 'one');
    replace(0, 3, 'two');
    assert.equal(history.restore('undo', big), false);
    assert.equal(history.restore('undo', 'one'), true);
  });
});
