/** The pull request that a branch would become, in real repositories. */

import * as assert from 'node:assert/strict';
import { openGit } from '../../../src/adapters/git/git.ts';
import { DEFAULTS } from '../../../src/domain/config.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { nextPullRequest } from '../../../src/services/pull-requests/next-pull-request.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

const TRAILER = 'AI-Contribution: 80% heavy; lines ai=4 mixed=0 human=1 unknown=0';

describe('the pull request of a branch', () => {
  let repository: Repository;
  const next = async () => {
    const opened = await openGit(repository.root, { env: repository.env });
    assert.equal(opened.kind, 'ok');
    if (opened.kind !== 'ok') return null;
    const deps = { git: opened.git, ledger: null, clock: { nowMs: Date.now }, config: DEFAULTS };
    return nextPullRequest({ ...deps, rules: DEFAULT_RULES });
  };

  before(async () => {
    repository = await createRepository();
    await repository.git('checkout', '-q', '-b', 'main');
    await repository.write('src/pay.ts', 'export const pay = 1;\n');
    await repository.commitAll('Begin');
  });
  after(() => repository.dispose());

  it('is none on the base itself', async () => assert.equal(await next(), null));

  it('is none on a branch that adds nothing', async () => {
    await repository.git('checkout', '-q', '-b', 'feature/pay');
    assert.equal(await next(), null);
  });

  it('is what the branch adds, with the share that its trailers tell and a checklist', async () => {
    await repository.write('src/auth/login.ts', 'try {\n  login();\n} catch {}\n// TODO: more\n');
    await repository.commitAll(`Log in\n\n${TRAILER}\n`);
    await repository.write('src/pay.ts', 'export const pay = 2;\n');
    await repository.commitAll('Pay more');
    const found = await next();
    assert.equal(found?.branch, 'feature/pay');
    assert.equal(found.base, 'main');
    assert.equal(found.remote, null);
    assert.deepEqual([found.commits, found.taggedCommits], [2, 1]);
    assert.ok(found.contribution.share > 0.5, `${found.contribution.share}`);
    assert.equal(found.contribution.level, 'heavy');
    assert.ok(found.risk.reasons.includes('touches src/auth'), found.risk.reasons.join());
    const topics = new Map(found.checklist.map((item) => [item.topic, item]));
    assert.equal(topics.get('tests')?.state, 'found');
    assert.deepEqual(topics.get('error-handling')?.places, ['src/auth/login.ts:3']);
    assert.deepEqual(topics.get('left-behind')?.places, ['src/auth/login.ts:4']);
  });

  it('goes into what the remote calls its default branch', async () => {
    await repository.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
    await repository.git('update-ref', 'refs/remotes/origin/trunk', 'main');
    await repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    const found = await next();
    assert.equal(found?.base, 'trunk');
    assert.equal(found.remote?.repository, 'acme/shop');
  });

  it('says what the remote has of the branch', async () => {
    const pushed = async (revision?: string) => {
      if (revision) await repository.git('update-ref', 'refs/remotes/origin/feature/pay', revision);
      return (await next())?.pushed;
    };
    assert.deepEqual(
      [await pushed(), await pushed('HEAD~1'), await pushed('HEAD')],
      ['nothing', 'some', 'all'],
    );
  });

  it('is none where HEAD is no branch', async () => {
    await repository.git('checkout', '-q', '--detach');
    assert.equal(await next(), null);
  });
});
