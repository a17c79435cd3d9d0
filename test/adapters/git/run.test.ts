import assert from 'node:assert/strict';
import { failureOf } from '../../../src/adapters/git/run.ts';

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
});
