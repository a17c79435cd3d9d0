/** Insertions that look typed, and the selections that confirm them or do not. */
import assert from 'node:assert/strict';
import type { SelectionContext, TextChange } from '../../src/domain/evidence.ts';
import { Keystrokes } from '../../src/domain/keystrokes.ts';
import type { Edit } from '../../src/domain/origin.ts';

const EDIT: Edit = { uid: 'x', origin: 'unknown', evidence: 'none', kind: 'external', atMs: 0 };

class Scene {
  readonly keystrokes = new Keystrokes();
  nowMs = 0;
  confirmed: string[] = [];

  type(offset: number, length: number, text: string, isStill = false): this {
    const changes: TextChange[] = [{ offset, length, text }];
    this.keystrokes.moved(changes);
    this.keystrokes.typed('character', changes, EDIT, this.nowMs, isStill);
    return this;
  }
  waits(ms: number): this {
    this.nowMs += ms;
    return this;
  }
  caret(at: number, { byKey = true } = {}): this {
    const kind: SelectionContext['kind'] = byKey ? 'keyboard' : undefined;
    const typed = this.keystrokes.confirmed({ kind, selections: [{ anchor: at, active: at }] }, this.nowMs);
    this.confirmed.push(...typed.map(({ from, to }) => `${from}-${to}`));
    return this;
  }
}

describe('what looks typed', () => {
  it('is, once a key has moved the caret behind it', () =>
    assert.deepEqual(new Scene().type(3, 0, 'a').caret(4).confirmed, ['3-4']));
  it('is not, where the caret followed by itself', () =>
    assert.deepEqual(new Scene().type(3, 0, 'a').caret(4, { byKey: false }).caret(4).confirmed, []));
  it('is not, where the key comes late', () =>
    assert.deepEqual(new Scene().type(3, 0, 'a').waits(2_000).caret(4).confirmed, []));
  it('is, with what the editor told of in one go', () =>
    assert.deepEqual(new Scene().type(3, 0, 'a').type(4, 0, 'b').caret(5).confirmed, ['3-4', '4-5']));
});

describe('a composition that stays as long as it was', () => {
  const still = () => new Scene().type(3, 0, 'k').caret(4).type(3, 1, 'か', true).waits(4_000);

  it('waits for the next key, because the caret has not moved', () =>
    assert.deepEqual(still().type(3, 1, 'かn').caret(5).confirmed.slice(1), ['3-5', '3-5']));
  it('does not wait for ever', () => assert.deepEqual(still().waits(60_000).caret(4).confirmed.slice(1), []));
});
