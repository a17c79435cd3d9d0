/** Errors of ports, as they come from another bundle of the product, which has the same classes once more. */

import assert from 'node:assert/strict';
import { GitError, LedgerError } from '../../src/services/ports.ts';

describe('errors of ports', () => {
  it('are what they are whichever bundle threw them', async () => {
    const other: typeof import('../../src/services/ports.ts') = await import(
      `../../src/services/ports.ts?${'another bundle'}`
    );
    assert.notEqual(other.GitError, GitError);
    assert.ok(new other.GitError('failed', 'git failed') instanceof GitError);
    assert.ok(new other.LedgerError('busy', 'another process writes') instanceof LedgerError);
    assert.ok(!(new other.GitError('failed', 'git failed') instanceof LedgerError));
    assert.ok(!(new Error('something else') instanceof GitError));
    assert.ok(!((null as unknown) instanceof LedgerError));
  });
});
