import assert from 'node:assert/strict';
import { createTerminal, safe } from '../../src/cli/terminal.ts';

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

  const printedBy = (isTTY: boolean, print: (terminal: ReturnType<typeof createTerminal>) => void) => {
    let printed = '';
    const out = { isTTY, write: (text: string) => (printed += text) } as unknown as NodeJS.WriteStream;
    print(createTerminal(out, {}));
    return printed;
  };

  it('is what it is for a program, and safe where a person looks at it', () => {
    const name = 'a\u001b]0;title\u0007b';
    assert.equal(
      printedBy(false, (terminal) => terminal.raw(name)),
      `${name}\n`,
    );
    assert.equal(
      printedBy(true, (terminal) => terminal.raw(name)),
      'ab\n',
    );
  });

  it('is escaped in JSON as far as a terminal could obey it', () => {
    const name = '\u001b[2J\u009b2J\u202ecod\u2066';
    const printed = printedBy(true, (terminal) => terminal.json({ name }));
    assert.doesNotMatch(printed.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.deepEqual(JSON.parse(printed), { name });
  });
});
