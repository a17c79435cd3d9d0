import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeText, encodeText, keyOf } from '../../../src/adapters/ledger/text-codec.ts';
import { anyText } from '../../fixtures/attributions.ts';

describe('a text as the ledger keeps it', () => {
  it('comes back exactly, whatever its code units', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(decodeText(encodeText(text)), text);
      }),
    );
  });

  const cases: [string, string][] = [
    ['nothing', ''],
    ['NUL characters', '\0a\0'],
    ['emoji', '👩‍💻🎉'],
    ['a high surrogate without its half', 'a\ud83d'],
    ['halves the wrong way round', '\udc69\ud83d'],
    ['a byte order mark', '\ufeffa'],
    ['a line of five megabytes', 'abcdefgh'.repeat(655_360)],
  ];
  for (const [what, text] of cases)
    it(`may be ${what}`, () => {
      assert.ok(decodeText(encodeText(text)) === text);
    });

  it('takes less room where that is to be had', () => {
    assert.ok(encodeText('const a = 1;\n'.repeat(1000)).bytes.length < 1300);
    assert.equal(encodeText('short').bytes.length, 5);
    assert.ok(encodeText('').bytes.length > 0, 'no bytes at all would be NULL');
  });

  it('has a key of its own: texts that only differ in lone surrogates differ', () => {
    const texts = ['', 'a', '\ud800', '\ud801', '\ufffd', 'a\0', '\0a', 'utf16le\0', '\u6161'];
    assert.equal(new Set(texts.map((text) => Buffer.from(keyOf(text)).toString('hex'))).size, texts.length);
  });

  it('is null when its bytes cannot be read', () => {
    assert.equal(decodeText({ encoding: 2, bytes: Uint8Array.of(255, 1, 2) }), null);
  });
});
