import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { failureOf, run } from '../../../src/adapters/git/run.ts';
import { GitError } from '../../../src/services/ports.ts';

describe('a failure of git', () => {
  for (const [said, expected] of [
    ['https://user:secret@example.com/x.git/', 'https://example.com/x.git/'],
    ['https://user:se@cret@example.com/x.git/', 'https://example.com/x.git/'],
    ['https://secret@example.com:8080/a@b', 'https://example.com:8080/a@b'],
    ['git@example.com:x.git', 'git@example.com:x.git'],
    ['https://example.com/x.git', 'https://example.com/x.git'],
  ])
    it(`with ${said} tells of ${expected}`, () => {
      const { message } = failureOf(['fetch'], `fatal: unable to access '${said}'`, 128);
      assert.equal(message, `git fetch exited with 128: fatal: unable to access '${expected}'`);
    });

  it('keeps the beginning of what git said, however much that was', async () => {
    const runner = { program: 'git', cwd: tmpdir(), env: { PATH: process.env.PATH ?? '' } };
    const command = '!printf "fatal: this is why %0100000d" 0 >&2; exit 1; #';
    await assert.rejects(run(runner, ['-c', `alias.fail=${command}`, 'fail']), (error) => {
      assert.ok(error instanceof GitError);
      assert.match(error.stderr, /^fatal: this is why 0+$/);
      assert.equal(error.stderr.length, 16 * 1024);
      return true;
    });
  });
});
