import assert from 'node:assert/strict';
import { callingGit, isDryRun, isDryRunPush, parseGitArguments } from '../../src/cli/git-invocation.ts';

describe('the git command line that a hook was called from', () => {
  const cases: [string, { isAmend: boolean; cleanup: string | null } | null][] = [
    ['git commit', { isAmend: false, cleanup: null }],
    ['git commit --amend', { isAmend: true, cleanup: null }],
    ['git commit --amen --no-edit', { isAmend: true, cleanup: null }],
    ['git commit --amend --no-amend', { isAmend: false, cleanup: null }],
    ['/usr/lib/git-core/git commit -am --amend', { isAmend: false, cleanup: null }],
    ['git commit -m --amend --amend', { isAmend: true, cleanup: null }],
    ['git commit --message --amend', { isAmend: false, cleanup: null }],
    ['git commit --message=x --amend', { isAmend: true, cleanup: null }],
    ['git commit -mx --amend', { isAmend: true, cleanup: null }],
    ['git commit -C HEAD', { isAmend: false, cleanup: null }],
    ['git commit -q --author --amend', { isAmend: false, cleanup: null }],
    ['git commit -- --amend', { isAmend: false, cleanup: null }],
    ['git commit --cleanup=verbatim -m x', { isAmend: false, cleanup: 'verbatim' }],
    ['git commit --cleanup scissors', { isAmend: false, cleanup: 'scissors' }],
    ['git -c user.name=commit -C commit commit --amend', { isAmend: true, cleanup: null }],
    ['git --no-pager -c a=b merge --amend', { isAmend: false, cleanup: null }],
    ['git-commit --amend', { isAmend: true, cleanup: null }],
    ['git.exe commit --amend', { isAmend: true, cleanup: null }],
    ['sh .git/hooks/prepare-commit-msg', null],
    ['', null],
  ];
  for (const [line, expected] of cases)
    it(line || 'nothing', () => assert.deepEqual(parseGitArguments(line.split(' ')), expected));

  it('is that of the nearest git above', () => {
    const processes = new Map([
      [process.ppid, { parent: 20, args: ['sh', 'hook'] }],
      [20, { parent: 30, args: ['git', 'commit', '--amend'] }],
      [30, { parent: 1, args: ['git', 'rebase'] }],
    ]);
    assert.deepEqual(
      callingGit((pid) => processes.get(pid) ?? null),
      { isAmend: true, cleanup: null },
    );
  });

  it('is not known where processes cannot be read', () => {
    assert.equal(
      callingGit(() => null),
      null,
    );
    assert.equal(
      callingGit(() => {
        throw new Error('gone');
      }),
      null,
    );
  });

  it('is not known where there is no end of processes that are none', () => {
    assert.equal(
      callingGit((pid) => ({ parent: pid, args: ['sh'] })),
      null,
    );
  });
});

describe('a push that the hook was called from', () => {
  const cases: [string, boolean][] = [
    ['git push', false],
    ['git push --dry-run origin main', true],
    ['git push origin main --dry-run', true],
    ['git push --dry', true],
    ['git push -n', true],
    ['git push -fn origin', true],
    ['git push -on origin', false],
    ['git push -o -n origin', false],
    ['git push --push-option --dry-run origin', false],
    ['git push --dry-run --no-dry-run', false],
    ['git push -- --dry-run', false],
    ['git -c a=b -C n push -n', true],
    ['git fetch --dry-run', false],
    ['git', false],
    ['sh hook -n', false],
  ];
  for (const [line, expected] of cases)
    it(`${line}: is ${expected ? '' : 'not '}a dry run`, () =>
      assert.equal(isDryRunPush(line.split(' ')), expected));

  it('is that of the nearest git above', () => {
    const push = { parent: 1, args: ['git', 'push', '-n'] };
    assert.equal(
      isDryRun((pid) => (pid === process.ppid ? { parent: 20, args: ['sh', 'hook'] } : push)),
      true,
    );
    assert.equal(
      isDryRun(() => null),
      false,
    );
  });
});
