/** Git reads the trailers that were written, and every other one that was there. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type MessageRules, readTrailers, writeTrailers } from '../../src/domain/trailers.ts';
import { AI, CHANGE, CLAUDE, COPILOT, OLD, SCISSORS, SIGNED } from '../fixtures/trailer-lines.ts';

type Cleanup = 'strip' | 'whitespace' | 'verbatim';

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
