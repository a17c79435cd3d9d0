import assert from 'node:assert/strict';
import { safe } from '../../src/cli/terminal.ts';

describe('text of strangers on a terminal', () => {
  it('moves no cursor, has no colour, hides nothing', () => {
    assert.equal(safe('a\u001b[31mb\u001b]8;;http://example.com\u0007c'), 'abc');
    assert.equal(safe('x\ny\u202ez'), 'x\\x0ay\\u{202e}z');
  });

  it('takes time in proportion to its length', () => {
    const printed = safe('\u001b]a'.repeat(500_000));
    assert.equal(printed.includes('\u001b'), false);
    assert.equal(printed.startsWith('\\x1b]a'), true);
  });
});
