/** What holds of a tracked document whatever happens to it, against a model that moves a letter with every character. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Edit, markOf } from '../../src/domain/origin.ts';
import { Desk, type Typist } from '../fixtures/typist.ts';

const AI: Edit = { uid: 'ai', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 };

/** Lines that are there more than once, and differ in white space alone. */
const START = '  }\nreturn x;\n}\nreturn x;\n\n  return x;\n  }\n';

type Action =
  | { kind: 'type'; at: number; text: string }
  | { kind: 'accept' | 'write'; at: number }
  | { kind: 'delete' | 'move' | 'copy'; at: number; length: number; to: number }
  | { kind: 'move-line'; line: number }
  | { kind: 'indent'; width: number }
  | { kind: 'flip' }
  | { kind: 'undo' | 'redo'; times: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const few = fc.integer({ min: 1, max: 12 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('type' as const),
    at: place,
    text: fc.stringMatching(/^[ab }é語\n]{1,4}$/u),
  }),
  fc.record({ kind: fc.constantFrom('accept' as const, 'write' as const), at: place }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'move' as const, 'copy' as const),
    at: place,
    length: few,
    to: place,
  }),
  fc.record({ kind: fc.constant('move-line' as const), line: few }),
  fc.record({ kind: fc.constant('indent' as const), width: fc.integer({ min: 0, max: 4 }) }),
  fc.constant<Action>({ kind: 'flip' }),
  fc.record({
    kind: fc.constantFrom('undo' as const, 'redo' as const),
    times: fc.integer({ min: 1, max: 5 }),
  }),
);

/** The document's text and letters after one change. */
interface State {
  readonly text: string;
  readonly letters: string;
}

/** Drives a document, and keeps beside it which letter every character ought to have. */
class Model {
  readonly typist: Typist;
  #letters: string[];
  #states: State[];
  #now = 0;
  #tokens = 0;

  constructor(typist: Typist) {
    this.typist = typist;
    this.#letters = [...'a'.repeat(typist.text.length)];
    this.#states = [this.#state()];
  }

  get text(): string {
    return this.typist.text;
  }

  do(action: Action): void {
    switch (action.kind) {
      case 'type':
        this.#type(action);
        break;
      case 'accept':
      case 'write':
        this.#put(action);
        break;
      case 'delete':
        this.#delete(action);
        break;
      case 'move':
      case 'copy':
        this.#carry(action);
        break;
      case 'move-line':
        this.#moveLine(action.line);
        break;
      case 'indent':
        this.#reformat(this.text.replace(/^[ \t]*(?=\S)/gm, ' '.repeat(action.width)));
        break;
      case 'flip':
        this.#reformat(
          this.text.includes('\r\n')
            ? this.text.replaceAll('\r\n', '\n')
            : this.text.replaceAll('\n', '\r\n'),
        );
        break;
      case 'undo':
      case 'redo':
        this.#goBack(action.kind, action.times);
    }
  }

  /** Letters of characters that are not white space, whatever was touched. */
  check(): void {
    const actual = this.typist.origins.toLowerCase();
    const bare = (letters: string) => [...letters].filter((_, at) => /\S/.test(this.text[at]!)).join('');
    assert.equal(bare(actual), bare(this.#letters.join('')), JSON.stringify(this.text));
  }

  #type({ at, text }: Extract<Action, { kind: 'type' }>): void {
    let caret = this.#place(at);
    this.typist.select(caret, caret);
    for (const key of text) {
      this.typist.type(key);
      this.#insert(caret, key, 'h');
      caret += key.length;
      this.#remember();
    }
  }

  /** A text that is nowhere else, by a suggestion or by an extension. */
  #put({ kind, at }: Extract<Action, { kind: 'accept' | 'write' }>): void {
    const offset = this.#place(at);
    const text = `<${this.#tokens++}>`;
    if (kind === 'accept') this.typist.select(offset, offset).accept(text);
    else this.typist.edit([{ offset, length: 0, text }]);
    this.#insert(offset, text, kind === 'accept' ? 'a' : 'x');
    this.#remember();
  }

  #delete(action: Extract<Action, { length: number }>): void {
    const [from, to] = this.#range(action);
    if (from === to) return;
    this.typist.select(from, to).backspace();
    this.#letters.splice(from, to - from);
    this.#remember();
  }

  #carry(action: Extract<Action, { length: number }>): void {
    const [from, to] = this.#range(action);
    if (this.text.slice(from, to).trim() === '') return;
    const letters = this.#letters.slice(from, to);
    this.typist.select(from, to);
    if (action.kind === 'move') {
      this.typist.cut();
      this.#letters.splice(from, to - from);
      this.#remember();
    } else this.typist.copy();
    const target = this.#place(action.to);
    this.typist.select(target, target).paste();
    this.#letters.splice(target, 0, ...letters);
    this.#remember();
  }

  #place(share: number): number {
    let at = Math.floor(share * (this.text.length + 1));
    if (at > this.text.length) at = this.text.length;
    // nobody puts a caret between the two halves of a line break
    return this.text[at] === '\n' && this.text[at - 1] === '\r' ? at - 1 : at;
  }

  #range({ at, length }: { at: number; length: number }): [number, number] {
    const from = this.#place(at);
    const to = this.#place(Math.min(1, (from + length) / (this.text.length + 1)));
    return [from, Math.max(from, to)];
  }

  #insert(at: number, text: string, letter: string): void {
    this.#letters.splice(at, 0, ...letter.repeat(text.length));
  }

  /** The editor takes a line out, and puts it in behind the next, in one event. */
  #moveLine(line: number): void {
    const lines = this.text.match(/[^\n]*\n/g) ?? [];
    if (line >= lines.length) return;
    const start = lines.slice(0, line - 1).join('').length;
    const [moved, next] = [lines[line - 1]!, lines[line]!];
    this.typist.edit([
      { offset: start + moved.length + next.length, length: 0, text: moved },
      { offset: start, length: moved.length, text: '' },
    ]);
    const letters = this.#letters.splice(start, moved.length);
    this.#letters.splice(start + next.length, 0, ...letters);
    this.#remember();
  }

  #reformat(text: string): void {
    if (text === this.text) return;
    const bare = this.#letters.filter((_, at) => /\S/.test(this.text[at]!));
    this.typist.edit([{ offset: 0, length: this.text.length, text }]);
    this.#letters = [...text].flatMap((character) => (/\s/.test(character) ? ' ' : bare.shift()!));
    this.#remember();
  }

  #goBack(direction: 'undo' | 'redo', times: number): void {
    const step = direction === 'undo' ? -1 : 1;
    const target = Math.max(0, Math.min(this.#states.length - 1, this.#now + step * times));
    const passed = this.#states.slice(Math.min(this.#now, target), Math.max(this.#now, target) + 1);
    if (target === this.#now) return;
    const { text, letters } = this.#states[target]!;
    if (passed.filter((it) => it.text === text).length > 1) return; // one text, several histories: either will do
    this.typist[direction](times);
    this.#now = target;
    assert.equal(this.typist.origins, letters, `${direction} to ${JSON.stringify(text)}`);
    this.#letters = [...letters.toLowerCase()];
  }

  #state(): State {
    return { text: this.text, letters: this.typist.origins };
  }

  #remember(): void {
    this.#states = [...this.#states.slice(0, this.#now + 1), this.#state()];
    this.#now++;
  }
}

describe('a tracked document, whatever happens to it', () => {
  for (const isDetailed of [false, true])
    it(`has the origin of every character, ${isDetailed ? 'sources named' : 'on the stable API'}`, () => {
      fc.assert(
        fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
          const typist = new Desk().open(START, markOf(AI));
          typist.isDetailed = isDetailed;
          const model = new Model(typist);
          for (const it of actions) {
            model.do(it);
            typist.waits(500);
            model.check();
          }
        }),
        { numRuns: 1000 },
      );
    });

  it('is human nowhere as long as no key is pressed', () => {
    const change = fc.record({ at: place, length: few, text: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), (events) => {
        const typist = new Desk().open(START, markOf(AI));
        for (const event of events) {
          let end = typist.text.length;
          const changes = event.map(({ at, length, text }) => {
            const offset = Math.floor(at * end);
            const change = { offset, length: Math.min(length, end - offset), text };
            end = offset;
            return change;
          });
          typist.edit(changes);
          // an arrow key, a little later
          const caret = Math.min(typist.text.length, changes[0]!.offset + changes[0]!.text.length);
          typist
            .waits(20)
            .tracker.select(
              { kind: 'keyboard', selections: [{ anchor: caret, active: caret }] },
              typist.desk.nowMs,
            );
        }
        assert.doesNotMatch(typist.origins, /h/i);
      }),
      { numRuns: 1000 },
    );
  });
});
