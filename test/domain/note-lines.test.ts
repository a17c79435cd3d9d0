import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type LineTally, tallyLines } from '../../src/domain/line-classes.ts';
import { linesOfNote, noteOf } from '../../src/domain/note-lines.ts';
import { uniteNotes } from '../../src/domain/note-union.ts';
import { formatNote, parseNote } from '../../src/domain/notes.ts';
import { BASELINE, type Edit, markOf, pushRun, type Run, touched } from '../../src/domain/origin.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const context = { commit: 'c'.repeat(40), author: 'A Developer <dev@example.com>', hash };
const ai: Edit = {
  uid: 'claude-code:conv_abc:call:a.ts',
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: 1,
  tool: 'claude',
  model: 'opus',
  session: 'conv_abc',
};
const human: Edit = { uid: 'typed', origin: 'human', evidence: 'observed', kind: 'typed', atMs: 2 };

const MARKS = { a: markOf(ai), m: touched(markOf(ai)), h: markOf(human), u: markOf(BASELINE) };

/** Lines by their class, `a`, `m`, `h`, `u`. */
function lines(classes: string): { line: number; tally: LineTally }[] {
  const runs: Run[] = [];
  for (const letter of classes) pushRun(runs, 5, MARKS[letter as keyof typeof MARKS]);
  return tallyLines({ text: 'line\n'.repeat(classes.length), runs }).map((tally, i) => ({
    line: i + 1,
    tally,
  }));
}

const read = (classes: string, path = 'a.ts') => {
  const note = noteOf(new Map([[path, lines(classes)]]), context);
  return note && linesOfNote(parseNote(formatNote(note))!, path);
};

describe('the note of a commit', () => {
  it('attests AI and mixed lines to their session, human ones to the author, unknown ones to nobody', () => {
    const note = noteOf(new Map([['a.ts', lines('aahmu')]]), context);
    const session = `s_${hash('claude:conv_abc').slice(0, 14)}`;
    const person = `h_${hash(context.author).slice(0, 14)}`;
    assert.deepEqual(note?.files.get('a.ts'), [
      {
        key: `${session}::t_${hash(ai.uid).slice(0, 14)}`,
        ranges: [
          { first: 1, last: 2 },
          { first: 4, last: 4 },
        ],
      },
      { key: person, ranges: [{ first: 3, last: 3 }] },
    ]);
    assert.deepEqual(note?.metadata.humans, { [person]: { author: context.author } });
    assert.deepEqual(note?.metadata.sessions?.[session], {
      agent_id: { tool: 'claude', id: 'conv_abc', model: 'opus' },
      human_author: context.author,
      custom_attributes: { 'lastmile.mixed': { 'a.ts': '4' } },
    });
  });

  it('is none when nothing is known', () => {
    assert.equal(noteOf(new Map([['a.ts', lines('uuu')]]), context), null);
  });

  it('gives every class back that went in', () => {
    const back = read('aahmumm');
    assert.deepEqual(
      [...back!].map(([line, { class: c }]) => `${line}${c[0]}`),
      ['1a', '2a', '4m', '6m', '7m', '3h'],
    );
    assert.deepEqual(back?.get(1), { class: 'ai', tool: 'claude', model: 'opus', session: 'conv_abc' });
  });

  it('keeps paths that name properties of every object', () => {
    assert.deepEqual(read('m', '__proto__')?.get(1)?.class, 'mixed');
    assert.equal(read('a', 'constructor')?.get(1)?.class, 'ai');
  });
});

describe('a note of strangers', () => {
  const metadata = {
    schema_version: 'authorship/3.0.0',
    base_commit_sha: '',
    prompts: {},
    sessions: {
      s_1: {
        agent_id: { tool: 'codex', id: 's', model: '' },
        custom_attributes: { 'lastmile.mixed': { 'a.ts': `2,3-3,${'5,'.repeat(2000)}7-999999999` } },
      },
    },
  };
  const noteWith = (lists: readonly string[]) =>
    parseNote(
      `a.ts\n${lists.map((list) => `  s_1::t_1 ${list}\n`).join('')}---\n${JSON.stringify(metadata)}`,
    )!;

  it('is not taken at its word when it claims more lines than there can be, however often', () => {
    const found = linesOfNote(noteWith(Array.from({ length: 5000 }, () => '1-900000')), 'a.ts');
    assert.ok(found.size <= 1_000_000);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 1000].map((line) => found.get(line)?.class),
      ['ai', 'mixed', 'mixed', 'ai', 'mixed', 'ai', 'mixed', 'mixed'],
    );
  });

  it('that claims any number of lines is united with others all the same', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `${2 * i + 1}`).join(',');
    const united = uniteNotes(noteWith([many]), noteWith(['1-999999999']));
    const [own, other] = united.files.get('a.ts')!;
    assert.equal(own?.ranges.length, 20_000);
    assert.deepEqual(other?.ranges.slice(0, 2), [
      { first: 2, last: 2 },
      { first: 4, last: 4 },
    ]);
    assert.deepEqual(other?.ranges.at(-1), { first: 40_000, last: 999_999_999 });
  });
});
