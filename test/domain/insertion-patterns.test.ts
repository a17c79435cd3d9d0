/** What several events together tell of text that none of them explains. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Finding, InsertionPatterns } from '../../src/domain/insertion-patterns.ts';
import type { Edit } from '../../src/domain/origin.ts';

let edits = 0;
const newEdit = (): Edit => ({
  uid: String(++edits),
  origin: 'unknown',
  evidence: 'none',
  kind: 'external',
  atMs: 0,
});

/** A document of dots into which texts come that nothing explains. */
class Scene {
  readonly patterns = new InsertionPatterns();
  readonly assistant: string | undefined;
  text: string;
  nowMs = 0;
  /** the last finding, as `evidence origin tool: what it is about` */
  found: string | undefined;

  constructor({ text = '..........', assistant = 'tabby' as string | null } = {}) {
    this.text = text;
    this.assistant = assistant ?? undefined;
  }

  asked(offset: number, completion?: string): this {
    this.patterns.asked({ offset, completion, atMs: this.nowMs }, this.#explain);
    return this;
  }

  insert(text: string, offset: number, length = 0, takesKeys = true): this {
    this.nowMs += 50;
    const change = { offset, length, text };
    const isSuggested = this.patterns.suggests(change, this.text.slice(offset, offset + length), this.nowMs);
    const removed = { text: this.text.slice(offset, offset + length), runs: [] };
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    this.patterns.moved([change]);
    const { assistant, nowMs: atMs } = this;
    const replacement = { from: offset, removed, inserted: text };
    const circumstances = { assistant, takesKeys, atMs };
    this.patterns.inserted([replacement], newEdit(), isSuggested, circumstances, this.#explain);
    return this;
  }

  /** what is known to be typed */
  type(text: string, offset: number): this {
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset);
    this.patterns.moved([{ offset, length: 0, text }]);
    return this;
  }

  caret(anchor: number, active = anchor, kind?: 'keyboard' | 'mouse' | 'command'): this {
    this.patterns.selected({ kind, selections: [{ anchor, active }] }, this.nowMs, this.#explain);
    return this;
  }

  waits(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  readonly #explain = ({ range, explanation, as }: Finding): Edit => {
    const { evidence, origin, tool = '-' } = explanation;
    const about = this.text.slice(range.from, range.to);
    this.found = `${evidence} ${origin} ${tool}: ${as ? '...' : ''}${about}`;
    return as ?? newEdit();
  };
}

describe('an inline suggestion that is accepted past our keys', () => {
  const accepted = () => new Scene().asked(4).insert('return 1;', 4).caret(13);

  it('is inferred from the request, the place and the caret', () =>
    assert.equal(accepted().found, 'inferred ai tabby: return 1;'));
  it('may replace what was typed of it', () =>
    assert.equal(
      new Scene({ text: 'ret' }).asked(3).insert('return 1;', 0, 3).caret(9).found,
      'inferred ai tabby: return 1;',
    ));
  it('goes on word by word', () => {
    const scene = accepted().insert(' next', 13).caret(18);
    assert.equal(scene.found, 'inferred ai tabby:  next');
  });
  it('is not known by its tool where several suggest', () =>
    assert.equal(
      new Scene({ assistant: 'unknown' }).asked(4).insert('return 1;', 4).caret(13).found,
      'inferred ai inline-suggestion: return 1;',
    ));

  const others: [string, Scene][] = [
    ['where nothing was asked for', new Scene().insert('return 1;', 4).caret(13)],
    ['where it was asked for elsewhere', new Scene().asked(3).insert('return 1;', 4).caret(13)],
    ['where it was asked for long ago', new Scene().asked(4).waits(200_000).insert('return 1;', 4).caret(13)],
    ['where no AI runs', new Scene({ assistant: null }).asked(4).insert('return 1;', 4).caret(13)],
    [
      'in a document that does not take keys',
      new Scene().asked(4).insert('return 1;', 4, 0, false).caret(13),
    ],
    ['when the list of completions is there', new Scene().asked(4, 'return').insert('return', 4).caret(10)],
    [
      'when the list of completions has just offered it',
      new Scene().asked(4, 'return').asked(4).insert('return', 4).caret(10),
    ],
    [
      'in place of several lines, as after a reload',
      new Scene({ text: 'one\ntwo' }).asked(7).insert('another text', 0, 7).caret(12),
    ],
    ['when the caret stays in front of it', new Scene().asked(4).insert('</b>', 4).caret(4)],
    ['when a key has moved the caret', new Scene().asked(4).insert('re', 4).caret(6, 6, 'keyboard')],
    ['when the caret comes late', new Scene().asked(4).insert('return 1;', 4).waits(5_000).caret(13)],
    ['when it begins a comment', new Scene().asked(4).insert('// ', 4).caret(7)],
  ];
  for (const [name, scene] of others) it(`is not seen ${name}`, () => assert.equal(scene.found, undefined));

  it('is a snippet when the caret goes back into it', () =>
    assert.equal(accepted().caret(11, 12).found, 'none unknown -: return 1;'));
  it('is one, too, when the next one is asked for inside of it', () =>
    assert.equal(accepted().asked(4).found, 'none unknown -: return 1;'));
  it('is none when the next one is asked for behind it', () =>
    assert.equal(accepted().asked(13).found, 'inferred ai tabby: return 1;'));
  it('is none when somebody goes back into it', () =>
    assert.equal(accepted().caret(11, 11, 'keyboard').found, 'inferred ai tabby: return 1;'));
});

describe('a stream', () => {
  const pieces = ['const answer = ', 'compute(', 'question);'];
  const streamed = (scene: Scene, texts = pieces, waitMs = 100) => {
    let at = 4;
    for (const text of texts) {
      scene.insert(text, at).waits(waitMs);
      at += text.length;
    }
    return scene;
  };

  it('is inferred from its third piece on, with what came before', () =>
    assert.equal(streamed(new Scene()).found, `inferred ai unknown: ${pieces.join('')}`));
  it('is one edit, however long it goes on', () =>
    assert.equal(
      streamed(new Scene(), [...pieces, ' // and so on']).found,
      'inferred ai unknown: ... // and so on',
    ));
  it('may have empty lines', () => {
    const lines = ['class Bed\n', '  include Comparable\n', '\n', '  attr_reader :name\n'];
    assert.equal(streamed(new Scene(), lines).found, `inferred ai unknown: ${lines.join('')}`);
  });
  it('is followed where somebody types before it meanwhile', () => {
    const scene = streamed(new Scene(), pieces.slice(0, 2)).type('ab', 0);
    scene.insert(pieces[2]!, 4 + 2 + pieces.slice(0, 2).join('').length);
    assert.equal(scene.found, `inferred ai unknown: ${pieces.join('')}`);
  });

  const others: [string, Scene][] = [
    ['of two pieces', streamed(new Scene(), pieces.slice(1))],
    ['of single characters, as somebody types from elsewhere', streamed(new Scene(), [...pieces.join('')])],
    ['that takes its time', streamed(new Scene(), pieces, 4_000)],
    ['where no AI runs', streamed(new Scene({ assistant: null }))],
    ['at several places', new Scene().insert(pieces[0]!, 0).insert(pieces[0]!, 3).insert(pieces[0]!, 9)],
  ];
  for (const [name, scene] of others) it(`is not seen ${name}`, () => assert.equal(scene.found, undefined));
});

describe('single characters', () => {
  it('are never found to be AI, wherever and whenever they come', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            character: fc.constantFrom('a', '(', ' ', '\n', '9'),
            offset: fc.nat(12),
            waitMs: fc.nat(4_000),
            isAsked: fc.boolean(),
            isCaretBehind: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
        (keys) => {
          const scene = new Scene();
          for (const { character, offset, waitMs, isAsked, isCaretBehind } of keys) {
            if (isAsked) scene.asked(offset);
            scene.waits(waitMs).insert(character, offset);
            if (isCaretBehind) scene.caret(offset + 1);
          }
          assert.equal(scene.found, undefined);
        },
      ),
    ));
});
