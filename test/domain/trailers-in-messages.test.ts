/** Trailers in messages: where they go, and what is left of a message without them. */

import assert from 'node:assert/strict';
import {
  commentPrefix,
  comparableText,
  isEmptyMessage,
  type MessageRules,
  STORED,
  writeTrailers,
} from '../../src/domain/trailers.ts';
import { AI, CHANGE, CLAUDE, COPILOT, OLD, SCISSORS, SIGNED } from '../fixtures/trailer-lines.ts';

/** How Git leaves a message that went through an editor. */
const EDITED: MessageRules = { comment: '#', stripsComments: true };

describe('writing trailers into a message', () => {
  const lines = [AI, CLAUDE];
  const ours = `${AI}\n${CLAUDE}\n`;
  const cases: [string, string, string, MessageRules?][] = [
    ['a first trailer starts a block of its own', 'fix: x\n', `fix: x\n\n${ours}`],
    ['a message without a final line break', 'fix: x', `fix: x\n\n${ours}`],
    [
      'a title that looks like trailers is not a block',
      `fix: x\n${SIGNED}\n`,
      `fix: x\n${SIGNED}\n\n${ours}`,
    ],
    ['an existing block is kept as one', `fix: x\n\n${SIGNED}\n`, `fix: x\n\n${SIGNED}\n${ours}`],
    ['also without a final line break', `fix: x\n\n${SIGNED}`, `fix: x\n\n${SIGNED}\n${ours}`],
    ['blank lines behind the block stay behind it', `x\n\n${SIGNED}\n\n\n`, `x\n\n${SIGNED}\n${ours}\n\n`],
    ['body text', 'x\n\nBody: and\nmore of it\n', `x\n\nBody: and\nmore of it\n\n${ours}`],
    [
      'a body that ends in "Note: ..." alone is a block to Git',
      'x\n\nNote: see y\n',
      `x\n\nNote: see y\n${ours}`,
    ],
    [
      'a folded trailer stays whole',
      `x\n\n${CHANGE}\nReviewed-by: A\n  Developer\n`,
      `x\n\n${CHANGE}\nReviewed-by: A\n  Developer\n${ours}`,
    ],
    [
      'the line of a cherry-pick belongs to the block',
      `x\n\n(cherry picked from commit 0123)\n`,
      `x\n\n(cherry picked from commit 0123)\n${ours}`,
    ],
    [
      'a quarter of trailers with a sign-off among them is a block',
      `x\n\none\ntwo\nthree\n${SIGNED}\n`,
      `x\n\none\ntwo\nthree\n${SIGNED}\n${ours}`,
    ],
    [
      'less than a quarter is not',
      `x\n\none\ntwo\nthree\nfour\n${SIGNED}\n`,
      `x\n\none\ntwo\nthree\nfour\n${SIGNED}\n\n${ours}`,
    ],
    [
      'a configured key counts like a sign-off',
      'x\n\none\nTicket: 12\n',
      `x\n\none\nTicket: 12\n${ours}`,
      { ...EDITED, keys: ['ticket'] },
    ],
    ['ours are replaced where they are', `x\n\n${OLD}\n${COPILOT}\n${SIGNED}\n`, `x\n\n${ours}${SIGNED}\n`],
    ['two of ours become one', `x\n\n${OLD}\n${COPILOT}\n${AI}\n${CLAUDE}\n`, `x\n\n${ours}`],
    [
      'those that a squash left in the middle go',
      `one\n\n${OLD}\n${COPILOT}\n\ntwo\n\n${OLD}\n`,
      `one\n\ntwo\n\n${ours}`,
    ],
    [
      'a sign-off left in the middle stays',
      `one\n\n${SIGNED}\n${OLD}\n\ntwo\n\n${CHANGE}\n`,
      `one\n\n${SIGNED}\n\ntwo\n\n${CHANGE}\n${ours}`,
    ],
    [
      "a person's Assisted-by above ours stays",
      `x\n\nAssisted-by: mine\n${OLD}\n${COPILOT}\n`,
      `x\n\nAssisted-by: mine\n${ours}`,
    ],
    [
      'one that says the same is not doubled',
      `x\n\n${CLAUDE}\n${SIGNED}\n`,
      `x\n\n${CLAUDE}\n${SIGNED}\n${AI}\n`,
    ],
    [
      'a line of that key in other words is not ours',
      'x\n\nAI-Contribution: a lot\n',
      `x\n\nAI-Contribution: a lot\n${ours}`,
    ],
    [
      'comments stay at the end',
      'fix: x\n\n# Please enter\n#\n',
      `fix: x\n\n${ours}\n# Please enter\n#\n`,
      EDITED,
    ],
    [
      'comments behind a block stay behind it',
      `x\n\n${SIGNED}\n# Please enter\n`,
      `x\n\n${SIGNED}\n${ours}# Please enter\n`,
      EDITED,
    ],
    [
      'a comment inside a block does not part it',
      `x\n\n${CHANGE}\n# note\n${SIGNED}\n`,
      `x\n\n${CHANGE}\n# note\n${SIGNED}\n${ours}`,
      EDITED,
    ],
    [
      'a title below comments is the title',
      `# This is a combination of 2 commits.\n\nfix: x\n`,
      `# This is a combination of 2 commits.\n\nfix: x\n\n${ours}`,
      EDITED,
    ],
    ['blank lines before the title', '\n\nfix: x\n', `\n\nfix: x\n\n${ours}`, EDITED],
    ['a title that only looks like a comment', '#12 fix\n', `#12 fix\n\n${ours}`, STORED],
    ['two of them', '#12 fix\n#13 too\n', `#12 fix\n#13 too\n\n${ours}`, STORED],
    [
      'other comment characters',
      'x\n\n#12 is not a comment\n\n; Please enter\n',
      `x\n\n#12 is not a comment\n\n${ours}\n; Please enter\n`,
      { comment: ';', stripsComments: true },
    ],
    [
      'a comment string of two characters',
      `x\n\n${SIGNED}\n\n// Please enter\n`,
      `x\n\n${SIGNED}\n${ours}\n// Please enter\n`,
      { comment: '//', stripsComments: true },
    ],
    [
      'everything from the scissors on is no part of the message',
      `x\n\n${SCISSORS}\n# Do not modify\ndiff --git a/a b/a\n+${SIGNED}\n`,
      `x\n\n${ours}\n${SCISSORS}\n# Do not modify\ndiff --git a/a b/a\n+${SIGNED}\n`,
      EDITED,
    ],
    [
      'scissors right behind a block',
      `x\n\n${SIGNED}\n${SCISSORS}\n${AI}\n`,
      `x\n\n${SIGNED}\n${ours}${SCISSORS}\n${AI}\n`,
      EDITED,
    ],
    ['a line of dashes ends nothing in a commit', 'x\n\na\n---\nb\n', `x\n\na\n---\nb\n\n${ours}`],
    ['an old list of conflicts is no text', 'x\n\nConflicts:\n\ta.c\n', `x\n\n${ours}\nConflicts:\n\ta.c\n`],
    ['CRLF', `x\r\n\r\n${SIGNED}\r\n`, `x\r\n\r\n${SIGNED}\r\n${AI}\r\n${CLAUDE}\r\n`],
    ['CRLF without a block', 'x\r\n', `x\r\n\r\n${AI}\r\n${CLAUDE}\r\n`],
    ['an empty message stays empty', '', ''],
    ['also one of comments', '\n# Please enter\n', '\n# Please enter\n', EDITED],
    ['also one that Git calls empty: a sign-off alone', `\n\n${SIGNED}\n`, `\n\n${SIGNED}\n`, EDITED],
    [
      'also one where ours are all that is left',
      `${OLD}\n${COPILOT}\n\n# Please enter\n`,
      '\n# Please enter\n',
      EDITED,
    ],
  ];
  for (const [title, message, expected, rules] of cases)
    it(title, () => {
      assert.equal(writeTrailers(message, lines, rules), expected);
      assert.equal(writeTrailers(expected, lines, rules), expected, 'idempotent');
    });

  it('takes ours out when there is nothing to write any more', () => {
    assert.equal(writeTrailers(`x\n\nb\n\n${AI}\n${CLAUDE}\n`, []), 'x\n\nb\n');
    assert.equal(
      writeTrailers(`x\n\n${SIGNED}\n${AI}\n${CLAUDE}\n${CHANGE}\n`, []),
      `x\n\n${SIGNED}\n${CHANGE}\n`,
    );
  });

  it("knows a person's tool line below ours when told what was written", () => {
    const message = `x\n\n${OLD}\n${COPILOT}\nAssisted-by: mine\n`;
    const tagged = writeTrailers(message, lines, STORED, [OLD, COPILOT]);
    assert.equal(tagged, `x\n\nAssisted-by: mine\n${ours}`);
  });

  it('without figures to go by, replaces the tool lines known to be ours only', () => {
    const message = `x\n\nAssisted-by: mine\n${COPILOT}\n`;
    assert.equal(writeTrailers(message, [CLAUDE], STORED, [COPILOT]), `x\n\nAssisted-by: mine\n${CLAUDE}\n`);
    assert.equal(writeTrailers(message, [CLAUDE]), `x\n\nAssisted-by: mine\n${COPILOT}\n${CLAUDE}\n`);
  });
});

describe('the text of a message', () => {
  const empty: [string, MessageRules, boolean][] = [
    ['# a\n\n', EDITED, true],
    ['# a\n\n', STORED, false],
    [`\n${SIGNED}\n`, STORED, true],
    [`${SCISSORS}\ntext\n`, EDITED, true],
    ['x', EDITED, false],
  ];
  for (const [message, rules, expected] of empty)
    it(`${JSON.stringify(message)} is ${expected ? 'empty' : 'not empty'}${rules.stripsComments ? ' without comments' : ''}`, () =>
      assert.equal(isEmptyMessage(message, rules), expected));

  it('compares without what Git removes', () => {
    assert.equal(
      comparableText(`\na  \n# c\n\n\nb\n${SIGNED}\n\n`, EDITED),
      comparableText('a\n\nb', EDITED),
    );
    assert.notEqual(comparableText('a\nb', EDITED), comparableText('a\n\nb', EDITED));
  });

  const prefixes: [string | undefined, string, string][] = [
    [undefined, 'x\n; y\n', '#'],
    [';', 'x\n', ';'],
    ['//', 'x\n', '//'],
    ['auto', '#12 x\n\n; Please enter\n; more\n\n', ';'],
    ['auto', 'x\n', '#'],
    ['auto', '', '#'],
    ['auto', `#1\n${SCISSORS.replace('#', ';')}\n+code\n`, ';'],
  ];
  for (const [configured, message, expected] of prefixes)
    it(`core.commentChar ${configured}: ${JSON.stringify(message)} has comments in ${expected}`, () =>
      assert.equal(commentPrefix(configured, message), expected));
});
