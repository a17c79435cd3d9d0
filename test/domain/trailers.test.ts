import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DEFAULTS } from '../../src/domain/config.ts';
import type { Contribution } from '../../src/domain/contribution.ts';
import {
  commentPrefix,
  comparableText,
  isEmptyMessage,
  type MessageRules,
  parseAiContribution,
  percentOf,
  readTrailers,
  STORED,
  trailerLines,
  writeTrailers,
} from '../../src/domain/trailers.ts';

const AI = 'AI-Contribution: 62% heavy; lines ai=67 mixed=12 human=40 unknown=9';
const OLD = 'AI-Contribution: 10% light; lines ai=1 mixed=0 human=9 unknown=0';
const CLAUDE = 'Assisted-by: claude-code:claude-opus-4-5';
const COPILOT = 'Assisted-by: copilot:gpt-5.2';
const SIGNED = 'Signed-off-by: A Developer <dev@example.com>';
const CHANGE = 'Change-Id: I0123456789abcdef0123456789abcdef01234567';
const SCISSORS = '# ------------------------ >8 ------------------------';

type Cleanup = 'strip' | 'whitespace' | 'verbatim';

/** How Git leaves a message that went through an editor. */
const EDITED: MessageRules = { comment: '#', stripsComments: true };

const contribution = (over: Partial<Contribution> = {}): Contribution => ({
  commit: null,
  parent: null,
  added: { total: 128, ai: 67, mixed: 12, human: 40, unknown: 9, excluded: 0 },
  deleted: 3,
  share: 0.62,
  coverage: 0.93,
  level: 'heavy',
  tools: [
    { tool: 'copilot', model: 'gpt-5.2', sessions: 1, characters: 10, lines: 1 },
    { tool: 'claude-code', model: 'claude-opus-4-5', sessions: 2, characters: 2310, lines: 70 },
  ],
  evidence: { reported: 0.7, observed: 0.2, inferred: 0.03 },
  files: [],
  ...over,
});

describe('the trailer lines of a contribution', () => {
  const full = DEFAULTS;

  it('are the figures, then each tool and model, most characters first', () => {
    assert.deepEqual(trailerLines(contribution(), full), [AI, CLAUDE, COPILOT]);
  });

  const presets: [string, Partial<typeof DEFAULTS>, Partial<Contribution>, string[]][] = [
    ['assisted-by leaves the figures out', { trailers: 'assisted-by' }, {}, [CLAUDE, COPILOT]],
    [
      'generated-by is the form that Apache asks for',
      { trailers: 'generated-by' },
      {},
      ['Generated-by: claude-code claude-opus-4-5', 'Generated-by: copilot gpt-5.2'],
    ],
    ['off writes nothing', { trailers: 'off', always: true }, {}, []],
    ['nothing is written without AI', {}, { share: 0, level: 'none', tools: [] }, []],
    [
      'unless always is set',
      { always: true },
      {
        share: 0,
        level: 'none',
        tools: [],
        added: { total: 3, ai: 0, mixed: 0, human: 2, unknown: 1, excluded: 0 },
      },
      ['AI-Contribution: 0% none; lines ai=0 mixed=0 human=2 unknown=1'],
    ],
  ];
  for (const [title, config, over, expected] of presets)
    it(title, () => assert.deepEqual(trailerLines(contribution(over), { ...full, ...config }), expected));

  const percents: [number, number][] = [
    [0, 0],
    [0.002, 1],
    [0.0149, 1],
    [0.625, 63],
    [0.994, 99],
    [0.998, 99],
    [1, 100],
  ];
  for (const [share, percent] of percents)
    it(`a share of ${share} reads ${percent} %`, () => assert.equal(percentOf(share), percent));

  const names: [string, string, string | undefined, string][] = [
    ['a model that is not known goes with its colon', 'aider', undefined, 'Assisted-by: aider'],
    ['so does an empty one', 'aider', ' \t', 'Assisted-by: aider'],
    ['line breaks', 'a\nSigned-off-by: x', 'm\r\nb', 'Assisted-by: a Signed-off-by- x:m b'],
    [
      'control, bidi and zero-width characters',
      'a\u001b[31mb\u202e\u200b',
      'm\u0000\u0085',
      'Assisted-by: a [31mb:m',
    ],
    ['a colon in the tool', 'vendor:tool', 'm:1', 'Assisted-by: vendor-tool:m:1'],
    ['nothing left of the name', '\n', 'm', 'Assisted-by: unknown:m'],
    ['a name of 300 characters', 'x'.repeat(300), 'm', `Assisted-by: ${'x'.repeat(100)}`],
    ['half a character', 'a\ud83d', 'm', 'Assisted-by: a:m'],
  ];
  for (const [title, tool, model, expected] of names)
    it(`made safe: ${title}`, () => {
      const tools = [{ tool, ...(model !== undefined && { model }), sessions: 1, characters: 1, lines: 1 }];
      assert.deepEqual(trailerLines(contribution({ tools }), { ...full, trailers: 'assisted-by' }), [
        expected,
      ]);
    });

  it('names a tool and model once', () => {
    const tool = { tool: 'a\n', model: 'm', sessions: 1, characters: 1, lines: 1 };
    const tools = [tool, { ...tool, tool: 'a' }];
    assert.deepEqual(trailerLines(contribution({ tools }), { ...full, trailers: 'assisted-by' }), [
      'Assisted-by: a:m',
    ]);
  });
});

describe('reading an AI-Contribution line', () => {
  it('gives back what was written', () => {
    assert.deepEqual(parseAiContribution(AI), {
      percent: 62,
      level: 'heavy',
      lines: { ai: 67, mixed: 12, human: 40, unknown: 9 },
    });
  });

  const foreign = [
    'AI-Contribution: 62%',
    'ai-contribution: 62% heavy; lines ai=67 mixed=12 human=40 unknown=9',
    'AI-Contribution:62% heavy; lines ai=67 mixed=12 human=40 unknown=9',
    'AI-Contribution: 062% heavy; lines ai=67 mixed=12 human=40 unknown=9',
    'AI-Contribution: 101% heavy; lines ai=67 mixed=12 human=40 unknown=9',
    'AI-Contribution: 62% massive; lines ai=67 mixed=12 human=40 unknown=9',
    'AI-Contribution: 62% heavy; lines ai=67 mixed=12 human=40',
    ' AI-Contribution: 62% heavy; lines ai=67 mixed=12 human=40 unknown=9',
    `${AI} `,
    `${AI} by me`,
    `${AI}\n`,
    `AI-Contribution: 62% heavy; lines ai=${'9'.repeat(20)} mixed=0 human=0 unknown=0`,
  ];
  for (const line of foreign)
    it(`${JSON.stringify(line)} is not ours`, () => assert.equal(parseAiContribution(line), null));

  it('finds it in the trailer block of a commit, with the tools right below', () => {
    const message = `fix: x\n\n${SIGNED}\nAssisted-by: mine\n${AI}\n${CLAUDE}\nAssisted-by: aider\n${CHANGE}\n`;
    assert.deepEqual(readTrailers(message)?.tools, [
      { tool: 'claude-code', model: 'claude-opus-4-5' },
      { tool: 'aider' },
    ]);
    assert.equal(readTrailers(message)?.contribution.percent, 62);
  });

  for (const message of [
    `fix: x\n\n${AI}\n\nNot the last paragraph.\n`,
    `${AI}\n`,
    `fix: x\n\n    ${AI}\n`,
    '',
  ])
    it(`not in ${JSON.stringify(message)}`, () => assert.equal(readTrailers(message), null));
});

describe('reading thousands of messages', () => {
  const anyLine = fc.constantFrom(
    ...[
      'A title',
      AI,
      OLD,
      CLAUDE,
      COPILOT,
      SIGNED,
      CHANGE,
      SCISSORS,
      '',
      '',
      ' ',
      '# note',
      ' folded',
      'Conflicts:',
    ],
    ...['\ta.ts', 'Key:', 'Key: value', `${AI}\r`, '\u00a0'],
  );

  it('takes nothing for a plain block that a closer look would read otherwise', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 9 }), fc.constantFrom('', '\n'), (lines, end) => {
        const message = lines.join('\n') + end;
        const closer = readTrailers(message, { ...STORED });
        assert.deepEqual(readTrailers(message, STORED), closer);
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes time in proportion to a message', () => {
    const long = `T\n\n${'Key: value\n'.repeat(20_000)}no trailer\n\n${'x\n\n'.repeat(20_000)}`;
    assert.equal(readTrailers(`${long}${AI} not\n`), null);
  });
});

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

describe('what Git reads', () => {
  let root = '';
  const environment = () => ({
    ...process.env,
    GIT_CONFIG_GLOBAL: join(root, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A Developer',
    GIT_AUTHOR_EMAIL: 'dev@example.com',
    GIT_COMMITTER_NAME: 'A Developer',
    GIT_COMMITTER_EMAIL: 'dev@example.com',
  });
  const git = (input: string, ...args: string[]) =>
    execFileSync('git', args, { cwd: root, env: environment(), input, encoding: 'utf8' });
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'trailers-'));
    writeFileSync(join(root, 'gitconfig'), '');
    git('', 'init', '-q');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  /** Trailers of each message as `git log` prints them, once it was cleaned up as `git commit` does. */
  function trailersByGit(messages: readonly string[], cleanup: Cleanup): string[][] {
    const person = 'A Developer <dev@example.com> 1700000000 +0000';
    const imported = messages.map((message) => {
      const text = Buffer.from(cleaned(message, cleanup));
      return `commit refs/heads/imported\ncommitter ${person}\ndata ${text.length}\n${text}\n`;
    });
    git(imported.join(''), 'fast-import', '--quiet', '--force');
    const range = `--max-count=${messages.length}`;
    return git('', 'log', '--reverse', range, '--format=%x00%(trailers:only,unfold)', 'imported')
      .split('\0')
      .slice(1)
      .map((block) => block.split('\n').filter((line) => line !== ''));
  }

  function cleaned(message: string, cleanup: Cleanup): string {
    if (cleanup === 'verbatim') return message;
    if (cleanup === 'whitespace') return git(message, 'stripspace');
    const scissors = message.split('\n').findIndex((line) => line.trimEnd() === SCISSORS);
    const kept = scissors < 0 ? message : message.split('\n').slice(0, scissors).join('\n');
    return git(kept, 'stripspace', '--strip-comments');
  }

  const line = fc.constantFrom(
    'fix: x',
    'plain text',
    'more of it',
    '',
    '',
    '',
    '  indented',
    SIGNED,
    CHANGE,
    'Co-authored-by: B <b@example.com>',
    '(cherry picked from commit 0123456789012345678901234567890123456789)',
    'Note: see the tracker',
    'https://example.com',
    'Assisted-by: mine',
    '# comment',
    '#12',
    '---',
    OLD,
    CLAUDE,
    SCISSORS,
    'Conflicts:',
    '\ta.c',
  );
  const message = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.boolean(), fc.boolean())
    .map(([body, final, crlf]) => {
      // Git looks for these two as they are, with no `\r`
      const lines = crlf ? body.filter((text) => text !== SCISSORS && text !== 'Conflicts:') : body;
      const eol = crlf ? '\r\n' : '\n';
      return ['title', ...lines].join(eol) + (final || lines.at(-1) === 'Conflicts:' ? eol : '');
    });

  for (const cleanup of ['strip', 'whitespace', 'verbatim'] satisfies Cleanup[]) {
    it(`keeps every other trailer and finds ours once (${cleanup})`, function () {
      this.timeout(60_000);
      const rules: MessageRules = { comment: '#', stripsComments: cleanup === 'strip' };
      fc.assert(
        fc.property(fc.array(message, { minLength: 30, maxLength: 30 }), (messages) => {
          const bodies = messages.map((text) => writeTrailers(text, [], rules));
          const tagged = bodies.map((text) => writeTrailers(text, [AI, COPILOT], rules));
          const before = trailersByGit(bodies, cleanup);
          const after = trailersByGit(tagged, cleanup);
          for (const [i, trailers] of after.entries()) {
            const context = JSON.stringify(messages[i]);
            assert.equal(trailers.filter((trailer) => trailer === AI).length, 1, context);
            assert.deepEqual(
              trailers.filter((trailer) => trailer !== AI && trailer !== COPILOT),
              before[i],
              context,
            );
            assert.equal(writeTrailers(tagged[i]!, [AI, COPILOT], rules), tagged[i], context);
            assert.equal(writeTrailers(tagged[i]!, [], rules).trimEnd(), bodies[i]!.trimEnd(), context);
            if (cleanup !== 'strip')
              assert.equal(readTrailers(tagged[i]!)?.contribution.percent, 62, context);
          }
        }),
        // a shrunk batch says no more than the message that is named
        { numRuns: 8, endOnFailure: true },
      );
    });
  }

  it('agrees with interpret-trailers on each of its own blocks', () => {
    for (const body of [
      'fix: x\n',
      `fix: x\n\n${SIGNED}\n`,
      'fix: x\n\nText.\n',
      `#12\n\n${CHANGE}\n\n# c\n`,
    ]) {
      const parsed = git(writeTrailers(body, [AI, CLAUDE]), 'interpret-trailers', '--parse').split('\n');
      assert.ok(parsed.includes(AI) && parsed.includes(CLAUDE), body);
    }
  });
});
