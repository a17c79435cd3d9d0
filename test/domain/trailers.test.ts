/** The trailer lines of a contribution, and reading them again. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULTS } from '../../src/domain/config.ts';
import type { Contribution } from '../../src/domain/contribution.ts';
import {
  parseAiContribution,
  readTrailers,
  STORED,
  trailerLines,
  writeTrailers,
} from '../../src/domain/trailers.ts';
import { AI, CHANGE, CLAUDE, COPILOT, OLD, SCISSORS, SIGNED } from '../fixtures/trailer-lines.ts';

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
    const tools = Array.from({ length: 100_000 }, (_, i) => `Assisted-by: tool${i}`);
    const folded = `T\n\n${[AI, ...tools].join('\n')}\n and more\n`;
    assert.equal(readTrailers(folded)?.tools.length, tools.length - 1);
    assert.equal(writeTrailers(`T\n\n${`${AI}\n\n`.repeat(20_000)}end\n`, [AI]), `T\n\nend\n\n${AI}\n`);
  });
});
