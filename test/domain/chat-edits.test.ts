import assert from 'node:assert/strict';
import { ChatEdits, chatChange } from '../../src/domain/chat-edits.ts';
import { type Attributed, type Edit, markOf, uniform } from '../../src/domain/origin.ts';

const edit = (origin: Edit['origin']): Edit => ({
  uid: origin,
  origin,
  evidence: 'inferred',
  kind: 'chat-edit',
  atMs: 0,
});
const by = (origin: Edit['origin'], text: string): Attributed => ({
  text,
  runs: uniform(text.length, markOf(edit(origin))),
});
const replace = (removed: string, text: string) => [{ offset: 0, length: removed.length, text }];

describe('a change of what the chat has under review', () => {
  const original = () => 'one\ntwo\n';
  it('is its edit', () => assert.equal(chatChange(original, replace('', 'new'), [by('ai', '')]), 'edits'));
  it('is its edit, in place of what was there', () =>
    assert.equal(chatChange(original, replace('two', 'one'), [by('unknown', 'two')]), 'edits'));
  it('takes it back, when what was there is put in its place', () =>
    assert.equal(chatChange(original, replace('new', 'two'), [by('ai', 'new')]), 'takes-back'));
  it('takes it back, when it goes', () =>
    assert.equal(chatChange(original, replace('new', ''), [by('ai', 'new')]), 'takes-back'));
});

describe('an edit put down to the chat', () => {
  const made = (...texts: string[]) => {
    const edits = new ChatEdits();
    edits.made(edit('ai'), texts, 1_000);
    return edits;
  };
  const mirror = (...texts: string[]) => texts.map((text) => ({ offset: 7, length: 0, text }));

  it('is not the chat’s when the text without its edits gets it as well', () => {
    const finding = made('renamed').mirrored(mirror('renamed'), 1_020);
    assert.equal(finding?.explanation.origin, 'unknown');
    assert.deepEqual(
      [...finding!.edits].map(({ uid }) => uid),
      ['ai'],
    );
  });
  it('is not, at each of several places', () =>
    assert.ok(made('a1', 'b2').mirrored(mirror('b2', 'a1'), 1_020)));
  it('is, when that text gets something else', () =>
    assert.equal(made('written').mirrored(mirror('other'), 1_020), undefined));
  it('is, when one accepts it: then that text gets everything', () =>
    assert.equal(made('written').mirrored(mirror('all of it, written'), 1_020), undefined));
  it('is, when that is long after', () =>
    assert.equal(made('written').mirrored(mirror('written'), 9_000), undefined));
});
