/** The REST API of the local GitHub: its paths, its pages, and its answers beside payloads that GitHub really sent. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Client, graphqlOf } from './client.ts';
import { type GitHub, startGitHub } from './server.ts';
import type { PullRequestStory } from './story/pull-request.ts';
import { Story } from './story/story.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the webhooks of GitHub carried, by the name of the event. */
const examples = new Map<string, readonly Json[]>(
  (
    JSON.parse(
      readFileSync(
        new URL('api.github.com/index.json', import.meta.resolve('@octokit/webhooks-examples/package.json')),
        'utf8',
      ),
    ) as { name: string; examples: readonly Json[] }[]
  ).map(({ name, examples }) => [name, examples]),
);

/** Addresses of other answers, which nobody follows here, and what hooks carry that the API does not. */
const LEFT_OUT = /(^|_)urls?$|^_links$|^instances$/;

/** Each field of the real ones is there, and holds what a real one could. */
function assertLikeReal(ours: Json, event: string, pick: (example: Json) => unknown): void {
  const real = (examples.get(event) ?? []).map(pick).filter((it): it is Json => it !== undefined);
  assert.ok(real.length > 0, `no payloads of ${event}`);
  for (const key of Object.keys(real[0] ?? {}).filter((it) => !LEFT_OUT.test(it))) {
    assert.ok(key in ours, `${event} has ${key}`);
    const kinds = new Set(real.filter((it) => key in it).map((it) => kindOf(it[key])));
    // a payload in which something is null does not tell what it is otherwise
    const isKnown = [...kinds].some((kind) => kind !== 'null') && ours[key] !== null;
    if (isKnown)
      assert.ok(
        kinds.has(kindOf(ours[key])),
        `${event}.${key} is ${kindOf(ours[key])}, really ${[...kinds]}`,
      );
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

describe('the REST API of a local GitHub', () => {
  let world: Story;
  let pull: PullRequestStory;
  let github: GitHub;
  let client: Client;

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' })
      .team('acme/reviewers', { members: ['dana'] })
      .account('bob');
    const shop = world.repository('acme/shop', { scanners: ['code-scanning'] });
    pull = shop
      .ago({ hours: 5 })
      .pullRequest({ by: 'alice', title: 'Sort', branch: 'sort' })
      .requestReview('dana', 'acme/reviewers')
      .label('needs-qa')
      .check('build', 'success')
      .check('test', 'failure');
    github = await startGitHub(world);
    client = graphqlOf(github);
  });
  afterEach(() => github.stop());

  const get = async (path: string) => {
    const response = await client.rest(path);
    assert.equal(response.status, 200, path);
    return (await response.json()) as never;
  };
  const post = (path: string, body: unknown = {}) =>
    client.rest(`/repos/acme/shop${path}`, { method: 'POST', body: JSON.stringify(body) });

  it('writes what GitHub writes', async () => {
    const shop = world.repository('acme/shop');
    shop.deploy('production', ['in_progress', 'success']);
    shop.alert('code-scanning');
    shop.alert('dependabot', { rule: 'left-pad', path: 'package-lock.json' });
    world.advance({ hours: 1 });
    const first = async (path: string) => ((await get(path)) as Json[])[0] as Json;

    const pullRequest = (await get('/repos/acme/shop/pulls/1')) as Json;
    assertLikeReal(pullRequest, 'pull_request', (it) => it.pull_request);
    assertLikeReal(pullRequest.user as Json, 'pull_request', (it) => it.sender);
    assertLikeReal((pullRequest.labels as Json[])[0] as Json, 'label', (it) => it.label);
    const runs = (await get('/repos/acme/shop/actions/runs')) as { workflow_runs: Json[] };
    assertLikeReal(runs.workflow_runs[0] as Json, 'workflow_run', (it) => it.workflow_run);
    const deployment = await first('/repos/acme/shop/deployments');
    assertLikeReal(deployment, 'deployment', (it) => it.deployment);
    const status = await first(`/repos/acme/shop/deployments/${deployment.id}/statuses`);
    assertLikeReal(status, 'deployment_status', (it) => it.deployment_status);
    assertLikeReal(
      await first('/repos/acme/shop/code-scanning/alerts'),
      'code_scanning_alert',
      (it) => it.alert,
    );
    assertLikeReal(await first('/repos/acme/shop/dependabot/alerts'), 'dependabot_alert', (it) => it.alert);
    const comment = (await (await post('/issues/1/comments', { body: 'Hello' })).json()) as Json;
    assertLikeReal({ ...comment, author_association: 'MEMBER' }, 'issue_comment', (it) => it.comment);
  });

  it('uses the words of real payloads for how checks and deployments stand', async () => {
    const words = (event: string, pick: (example: never) => string | null) =>
      new Set((examples.get(event) ?? []).map((example) => pick(example as never)));
    const runs = words('check_run', (it: { check_run: { status: string } }) => it.check_run.status);
    assert.deepEqual(runs, new Set(['queued', 'completed', 'in_progress']));
    pull.check('test', 'queued');
    const { workflow_runs: found } = (await get('/repos/acme/shop/actions/runs')) as {
      workflow_runs: Json[];
    };
    assert.deepEqual([found[0]?.status, found[0]?.conclusion], ['in_progress', null]);
    pull.check('test', 'success');
    const { workflow_runs: ended } = (await get('/repos/acme/shop/actions/runs')) as {
      workflow_runs: Json[];
    };
    const real = words(
      'workflow_run',
      (it: { workflow_run: { conclusion: string | null } }) => it.workflow_run.conclusion,
    );
    assert.ok(real.has(String(ended[0]?.conclusion)));
  });

  it('takes comments, labels and review requests', async () => {
    assert.equal((await post('/issues/1/comments', { body: 'Please look' })).status, 201);
    assert.equal((await post('/issues/1/comments', { body: '' })).status, 422);
    const labels = (await (await post('/issues/1/labels', { labels: ['ai-heavy'] })).json()) as Json[];
    assert.deepEqual(
      labels.map((it) => it.name),
      ['needs-qa', 'ai-heavy'],
    );
    assert.equal((await post('/pulls/1/requested_reviewers', { reviewers: ['bob'] })).status, 201);
    assert.equal((await post('/pulls/1/requested_reviewers', { reviewers: ['alice'] })).status, 422);
    assert.equal((await post('/pulls/1/requested_reviewers', { reviewers: ['nobody'] })).status, 422);
    const removed = await client.rest('/repos/acme/shop/issues/1/labels/needs-qa', { method: 'DELETE' });
    assert.equal(removed.status, 200);
    const found = world.state().repositories.get('acme/shop')?.pullRequests.get(1);
    assert.deepEqual(found?.labels, ['ai-heavy']);
    assert.deepEqual(
      found?.comments.map((it) => [it.by, it.body]),
      [['dana', 'Please look']],
    );
    assert.deepEqual(
      found?.requests.map((it) => it.of),
      ['dana', 'acme/reviewers', 'bob'],
    );
    const reviewers = (await get('/repos/acme/shop/pulls/1/requested_reviewers')) as {
      users: Json[];
      teams: Json[];
    };
    assert.deepEqual([reviewers.users.length, reviewers.teams[0]?.slug], [2, 'reviewers']);
  });

  it('runs failed checks again, without moving the pull request', async () => {
    const before = ((await get('/repos/acme/shop/pulls/1')) as Json).updated_at;
    const run = async () =>
      ((await get('/repos/acme/shop/actions/runs')) as { workflow_runs: Json[] }).workflow_runs[0] as Json;
    const { id, conclusion } = await run();
    assert.equal(conclusion, 'failure');
    assert.equal((await post(`/actions/runs/${id}/rerun-failed-jobs`)).status, 201);
    const again = await run();
    assert.deepEqual([again.run_attempt, again.conclusion], [2, null]);
    pull.now().check('test', 'success');
    assert.deepEqual((await run()).conclusion, 'success');
    assert.equal(
      ((await get(`/repos/acme/shop/actions/runs/${id}/attempts/1`)) as Json).conclusion,
      'failure',
    );
    assert.equal((await post(`/actions/runs/${id}/rerun-failed-jobs`)).status, 403);
    assert.equal(((await get('/repos/acme/shop/pulls/1')) as Json).updated_at, before);
    assert.equal((await post(`/check-suites/${id}/rerequest`)).status, 201);
  });

  it('tells runs of a branch and a time from others', async () => {
    world
      .repository('acme/shop')
      .ago({ days: 3 })
      .run('CI', { attempts: ['failure', 'success'] });
    const count = async (query: string) =>
      ((await get(`/repos/acme/shop/actions/runs?${query}`)) as { total_count: number }).total_count;
    assert.equal(await count(''), 2);
    assert.equal(await count('branch=main'), 1);
    assert.equal(await count('branch=sort&event=pull_request'), 1);
    assert.equal(await count('event=push&status=success'), 1);
    assert.equal(await count('created=>=2026-11-20'), 1);
    assert.equal(await count('created=2026-11-01..2026-11-18'), 1);
  });

  it('tells "nothing found" from "nothing looked"', async () => {
    assert.deepEqual(await get('/repos/acme/shop/code-scanning/alerts'), []);
    assert.equal((await client.rest('/repos/acme/shop/dependabot/alerts')).status, 403);
    world.repository('acme/bare');
    assert.equal((await client.rest('/repos/acme/bare/code-scanning/alerts')).status, 404);
    const shop = world.repository('acme/shop');
    shop.closeAlert('code-scanning', shop.alert('code-scanning', { pullRequest: 1 }));
    shop.alert('code-scanning', { pullRequest: 1 });
    const open = (await get(
      '/repos/acme/shop/code-scanning/alerts?state=open&ref=refs/pull/1/merge',
    )) as Json[];
    assert.equal(open.length, 1);
  });

  it('compares commits', async () => {
    const shop = world.repository('acme/shop');
    const before = shop.headOf('main');
    pull.approve('dana').merge('alice');
    const after = shop.headOf('main');
    const compared = (await get(`/repos/acme/shop/compare/${before}...${after}`)) as Json;
    assert.deepEqual([compared.status, compared.ahead_by, compared.behind_by], ['ahead', 2, 0]);
    assert.equal(((await get(`/repos/acme/shop/compare/main...${before}`)) as Json).status, 'behind');
    assert.equal((await client.rest('/repos/acme/shop/compare/main...nowhere')).status, 404);
  });

  it('gives lists in pages', async () => {
    const shop = world.repository('acme/shop');
    for (let index = 0; index < 6; index += 1) shop.pullRequest({ by: 'bob' });
    const response = await client.rest('/repos/acme/shop/pulls?per_page=3&page=2');
    assert.equal(((await response.json()) as Json[]).length, 3);
    assert.match(
      response.headers.get('link') ?? '',
      /page=1>; rel="prev".*page=3>; rel="next".*page=3>; rel="last"/,
    );
  });

  it('says that nothing has changed, for nothing', async () => {
    const first = await client.rest('/repos/acme/shop/pulls');
    const etag = first.headers.get('etag') ?? '';
    const left = first.headers.get('x-ratelimit-remaining');
    const same = await client.rest('/repos/acme/shop/pulls', { headers: { 'if-none-match': etag } });
    assert.deepEqual([same.status, same.headers.get('x-ratelimit-remaining')], [304, left]);
    pull.label('hold');
    const changed = await client.rest('/repos/acme/shop/pulls', { headers: { 'if-none-match': etag } });
    assert.equal(changed.status, 200);
  });

  it('knows nothing of paths and names that are not there', async () => {
    for (const path of ['/repos/acme/nothing', '/repos/acme/shop/pulls/99', '/nothing/at/all']) {
      assert.equal((await client.rest(path)).status, 404, path);
    }
  });
});
