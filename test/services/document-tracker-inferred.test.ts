/** What a tracked document takes for AI without being told: the chat's edits, accepts past our keys, streams. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MovedText } from '../../src/domain/moved-text.ts';
import { type Edit, markOf, uniform } from '../../src/domain/origin.ts';
import { type DocumentChange, DocumentTracker } from '../../src/services/document-tracker.ts';
import { lettersOf } from '../fixtures/letters.ts';

const EXISTING: Edit = { uid: 'old', origin: 'unknown', evidence: 'none', kind: 'baseline', atMs: 0 };

class Scene {
  readonly tracker: DocumentTracker;
  readonly #original: string | undefined;
  readonly #movedText = new MovedText();
  nowMs = 1_000;

  /** @param chat it has the document under review */
  constructor(text: string, { chat = false } = {}) {
    let uid = 0;
    this.tracker = new DocumentTracker(
      { text, runs: uniform(text.length, markOf(EXISTING)) },
      { movedText: this.#movedText, newId: () => `edit-${++uid}`, known: () => null },
    );
    this.#original = chat ? text : undefined;
  }

  get letters(): string {
    return lettersOf(this.tracker.content);
  }
  get tools(): string[] {
    const edits = this.tracker.content.runs.map(({ mark }) => mark.edit);
    return edits.filter(({ origin }) => origin === 'ai').map((it) => `${it.evidence} ${it.tool}`);
  }

  change(offset: number, length: number, text: string, event: Partial<DocumentChange> = {}): this {
    this.nowMs += 20;
    const original = this.#original;
    this.tracker.change({
      changes: [{ offset, length, text }],
      takesKeys: true,
      isSaved: false,
      assistant: 'tabby',
      atMs: this.nowMs,
      ...(original !== undefined && { chatOriginal: () => original }),
      ...event,
    });
    return this;
  }

  mirror(offset: number, length: number, text: string): this {
    this.tracker.mirrored([{ offset, length, text }], this.nowMs);
    return this;
  }

  ask(offset: number): this {
    this.tracker.suggestionAsked({ offset, atMs: this.nowMs });
    return this;
  }

  caret(at: number, kind?: 'keyboard'): this {
    this.tracker.select({ kind, selections: [{ anchor: at, active: at }] }, this.nowMs);
    return this;
  }

  type(text: string, at: number): this {
    for (const [index, character] of [...text].entries())
      this.change(at + index, 0, character).caret(at + index + 1, 'keyboard');
    return this;
  }
}

describe('a document that the chat has under review', () => {
  const scene = () => new Scene('one\ntwo\n', { chat: true });

  it('has what nothing explains from the chat', () => {
    const edited = scene().change(8, 0, 'new\n');
    assert.equal(edited.letters, 'bbb\nbbb\naaa\n');
    assert.deepEqual(edited.tools, ['inferred tabby']);
  });
  it('names the chat where several tools run', () =>
    assert.deepEqual(scene().change(8, 0, 'new\n', { assistant: 'unknown' }).tools, ['inferred chat']));
  it('has nothing from the chat that its original gets as well', () =>
    assert.equal(scene().change(4, 3, 'deux').mirror(4, 3, 'deux').letters, 'bbb\nxxxx\n'));
  it('has nothing from the chat where what was there has letters in common with what comes', () =>
    assert.equal(scene().change(4, 3, 'tempo').mirror(4, 3, 'tempo').letters, 'bbb\nbxxxb\n'));
  it('has keystrokes from a person', () =>
    assert.equal(scene().change(8, 0, 'new\n').type('hi', 0).letters, 'hhbbb\nbbb\naaa\n'));
  it('has back what was there when an edit is rejected', () =>
    assert.equal(scene().change(4, 4, 'new\nlines\n').change(4, 10, 'two\n').letters, 'bbb\nbbb\n'));
  it('has nothing from the chat once the editor names the source', () =>
    assert.equal(
      scene().change(8, 0, 'new\n', { source: { source: 'codeAction', metadata: {} } }).letters,
      'bbb\nbbb\nrrr\n',
    ));
});

describe('an inline suggestion accepted past our keys', () => {
  it('is AI, behind what was typed of it', () => {
    const scene = new Scene('').type('ret', 0).ask(3).change(0, 3, 'return answer;').caret(14);
    assert.equal(scene.letters, 'hhhaaaaaaaaaaa');
    assert.deepEqual(scene.tools, ['inferred tabby']);
  });
  it('is not what is pasted, whatever becomes of it', () => {
    const scene = new Scene('').ask(0);
    scene.tracker.willPaste('a b c d e', scene.nowMs);
    assert.equal(scene.change(0, 0, '- a\n- b\n').caret(8).letters, 'xxx\nxxx\n');
  });
  it('is not what was copied before', () => {
    const scene = new Scene('alpha beta\n');
    scene.tracker.copied([{ from: 0, to: 10 }], scene.nowMs);
    scene.nowMs += 1_000;
    assert.equal(scene.ask(11).change(11, 0, 'alpha beta').caret(21).letters, 'bbbbbbbbbb\nxxxxxxxxxx');
  });
  it('is no composition of an input method', () =>
    assert.equal(
      new Scene('').type('ni', 0).ask(2).change(0, 2, 'nihao').caret(5, 'keyboard').letters,
      'hhhhh',
    ));
});

describe('a stream into a document', () => {
  it('is AI with its first pieces, and by which tool is not said', () => {
    const scene = new Scene('one\n');
    for (const name of 'abcdef')
      scene.change(scene.tracker.text.length, 0, `const ${name} = 1;\n`, { takesKeys: false });
    assert.equal(scene.letters.replaceAll('\n', ''), `bbb${'a'.repeat(72)}`);
    assert.deepEqual(scene.tools, ['inferred unknown']);
  });
  it('is AI also where it comes as the whole text, again and again', () => {
    const scene = new Scene('');
    let text = '';
    for (const line of ['const a = 1;\n', 'const b = 2;\n', 'const c = 3;\n']) {
      scene.change(0, text.length, text + line, { takesKeys: false });
      text += line;
    }
    assert.equal(scene.letters.replaceAll('\n', ''), 'a'.repeat(36));
  });
});

describe('whatever goes on beside them, keystrokes', () => {
  /** lower case is typed, upper case comes from somewhere else */
  const event = fc.oneof(
    fc.record({
      kind: fc.constant('key' as const),
      text: fc.constantFrom('a', 'b', '(', '\n'),
      at: fc.nat(60),
      isTold: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('text' as const),
      text: fc.constantFrom('CONST X = 1;\n', 'RETURN Y', 'ABC', 'LONG ENOUGH FOR A STREAM '),
      at: fc.nat(60),
      isTold: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('ask' as const), at: fc.nat(60) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 1_000, 4_000) }),
  );

  it('are never taken for AI', () =>
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), (events, chat) => {
        const scene = new Scene('', { chat });
        for (const it of events) {
          const { length } = scene.tracker.text;
          if (it.kind === 'wait') scene.nowMs += it.ms;
          else if (it.kind === 'ask') scene.ask(Math.min(it.at, length));
          else {
            const at = Math.min(it.at, length);
            scene.change(at, 0, it.text);
            // The selection may come with the next one, or not at all.
            if (it.isTold) scene.caret(at + it.text.length, it.kind === 'key' ? 'keyboard' : undefined);
          }
        }
        const { text } = scene.tracker;
        const letters = scene.letters;
        for (const [at, character] of [...text].entries())
          if (/[a-z(]/.test(character)) assert.notEqual(letters[at], 'a', `${at} of ${JSON.stringify(text)}`);
      }),
      { numRuns: 300 },
    ));
});
