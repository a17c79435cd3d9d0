/** Names that strangers chose, on their way to the screen. */

import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { allVisible, visible, withoutLinks, withoutTags } from '../../src/domain/visible-text.ts';

const LETTERS = fc.constantFrom(
  'a',
  'ש',
  '語',
  ' ',
  '\n',
  '\0',
  '\u001b',
  '\u202e',
  '\u2066',
  '\u200d',
  '\u2028',
);

describe('text of strangers', () => {
  it('shows a change of direction, which would disguise the rest of a name', () =>
    assert.equal(visible('cod\u202egnp.exe'), 'cod\ufffdgnp.exe'));

  it('shows what would end a line or a terminal’s patience', () =>
    assert.equal(visible('a\nb\u2028c\u001b[2Jd'), 'a\ufffdb\ufffdc\ufffd[2Jd'));

  it('leaves the scripts of the world alone', () =>
    assert.equal(visible('שלום/日本語/naïve.ts'), 'שלום/日本語/naïve.ts'));

  it('leaves none of them, however deep they are', () =>
    fc.assert(
      fc.property(fc.string({ unit: LETTERS }), (name) => {
        const [shown] = allVisible({ files: [{ path: name }] }).files;
        assert.equal(shown?.path, visible(name));
        assert.doesNotMatch(visible(name), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    ));

  it('is no link of a message, which may run any command of the editor', () =>
    // how the editor finds links in messages
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[', ']', '(', ')', ' ', 'command:x', '\n', 'a')), (parts) =>
        assert.doesNotMatch(
          withoutLinks(parts.join('')),
          /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)\)/i,
        ),
      ),
    ));

  it('begins no tag and no link of Markdown', () =>
    assert.equal(withoutTags('<command:lastmile.pause?> &lt;b'), '&lt;command:lastmile.pause?> &amp;lt;b'));

  it('keeps what is no text', () => {
    const value = { a: [1, null, true, { b: 0.5 }], c: undefined };
    assert.deepEqual(allVisible(value), value);
  });
});
