/** `lastmile prs`, as it is shipped, against a local GitHub. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { noteOf } from '../fixtures/notes.ts';
import { createRepository } from '../fixtures/repository.ts';
import { type GitHub, startGitHub } from '../github/server.ts';
import { Story } from '../github/story/story.ts';
import { bundledCli } from './program.ts';

const NOW = '2026-11-20T12:00:00Z';
const TOKEN = 'token-of-dana';

interface Listing {
  readonly now: string;
  readonly viewer: string | null;
  readonly forges: readonly { id: string; state: string; points: number; remaining: number | null }[];
  readonly pullRequests: readonly {
    number: number;
    title: string;
    repository: string;
    lists: string[];
    stage: string;
    turn: string[];
    since: string | null;
    why: string;
    gates: Record<string, { state: string }>;
    sla: { state: string; limitHours: number | null; elapsedHours: number };
    risk: { band: string; reasons: string[] };
    ai: {
      share: number;
      level: string;
      taggedCommits: number;
      notedCommits?: number;
      commits: number;
    } | null;
  }[];
}

describe('lastmile prs', () => {
  let world: Story;
  let github: GitHub;
  let home: string;

  before(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'lastmile-prs-'));
    bundledCli();
  });
  after(() => rm(home, { recursive: true, force: true }));

  beforeEach(async () => {
    world = new Story({ now: NOW });
    world.team('acme/reviewers', { members: ['alice'] });
    const shop = world.repository('acme/shop').rules({ approvals: 2, checks: ['build'] });
    shop
      .ago({ hours: 75 })
      .pullRequest({ by: 'dana', title: 'Sort \u001b[31mthe\u202e cart', ai: { ai: 60, human: 40 } })
      .requestReview('alice', 'acme/reviewers')
      .check('build', 'success');
    shop
      .ago({ hours: 2 })
      .pullRequest({ by: 'bob', title: 'Count' })
      .requestReview('dana')
      .check('build', 'success');
    world
      .repository('acme/docs')
      .ago({ hours: 1 })
      .pullRequest({ by: 'dana', title: 'Explain', draft: true });
    github = await startGitHub(world);
  });
  afterEach(() => github.stop());

  interface Result {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  }

  const prs = (args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = home): Promise<Result> =>
    new Promise((resolve) => {
      const child = {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CACHE_HOME: path.join(home, 'cache'),
        GITHUB_API_URL: github.restUrl,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GH_TOKEN: TOKEN,
        GIT_CONFIG_NOSYSTEM: '1',
        LASTMILE_DEBUG: '1',
        ...env,
      };
      execFile(
        process.execPath,
        [bundledCli(), 'prs', ...args],
        { cwd, env: child, encoding: 'utf8' },
        (error, stdout, stderr) => {
          assert.ok(!`${stdout}${stderr}`.includes(TOKEN), 'no token is printed');
          resolve({ code: Number(error?.code ?? 0), stdout, stderr });
        },
      );
    });

  async function listing(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Listing> {
    const { code, stdout, stderr } = await prs(['--json', '--now', NOW, ...args], env);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Listing;
  }

  it('prints one document', async () => {
    const { now, viewer, forges, pullRequests } = await listing([]);
    assert.equal(now, NOW);
    assert.equal(viewer, 'dana');
    assert.deepEqual(
      forges.map(({ id, state }) => [id, state]),
      [[new URL(github.url).host, 'ok']],
    );
    assert.equal(
      forges[0]?.points,
      github.log.reduce((sum, { points }) => sum + points, 0),
    );
    const mine = pullRequests.find(({ title }) => title.startsWith('Sort'));
    assert.deepEqual(mine && { ...mine, risk: undefined }, {
      repository: 'acme/shop',
      number: 1,
      title: 'Sort \u001b[31mthe\u202e cart',
      url: 'https://github.com/acme/shop/pull/1',
      author: 'dana',
      lists: ['mine'],
      stage: 'review',
      turn: ['alice', 'acme/reviewers'],
      since: '2026-11-17T09:00:00Z',
      gates: {
        ci: { state: 'passed', since: '2026-11-17T09:00:00Z' },
        review: { state: 'waiting', since: '2026-11-17T09:00:00Z', owners: ['alice', 'acme/reviewers'] },
        qa: { state: 'na' },
        security: { state: 'na' },
        deploy: { state: 'na' },
      },
      reviewers: [
        { who: 'alice', requestedAt: '2026-11-17T09:00:00Z', answeredAt: null },
        { who: 'acme/reviewers', requestedAt: '2026-11-17T09:00:00Z', answeredAt: null },
      ],
      sla: { state: 'breached', limitHours: 24, elapsedHours: 75, workingHours: 75 },
      risk: undefined,
      ai: { share: 0.6, level: 'heavy', taggedCommits: 1, commits: 1 },
      why: 'review waiting: 0 of 2 required approvals',
      hint: null,
      incomplete: false,
    });
  });

  it('narrows to a list and to repositories', async () => {
    const { pullRequests } = await listing(['--scope', 'waiting-on-me']);
    assert.deepEqual(
      pullRequests.map(({ number, lists }) => [number, lists]),
      [[2, ['waiting-on-me']]],
    );
    const narrowed = await listing(['--repo', 'acme/docs', '--repo', 'acme/shop', '--scope', 'team']);
    assert.deepEqual(
      narrowed.pullRequests.map(({ repository, number }) => `${repository}#${number}`).sort(),
      ['acme/docs#1', 'acme/shop#1', 'acme/shop#2'],
    );
  });

  it('shares what it saw, and pays less the next time', async () => {
    const first = await listing([]);
    const second = await listing([]);
    assert.ok(second.forges[0]!.points < first.forges[0]!.points);
    assert.deepEqual(second.pullRequests, first.pullRequests);
    const folder = path.join(home, 'cache', 'lastmile');
    const names = await readdir(folder, { recursive: true });
    assert.ok(names.includes('accounts.json'));
    for (const file of names.filter((name) => name.endsWith('.json')).map((it) => path.join(folder, it))) {
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.ok(!(await readFile(file, 'utf8')).includes(TOKEN));
    }
  });

  it('is to be read in a terminal, where no title can do anything', async () => {
    const { code, stdout } = await prs(['--now', NOW]);
    assert.equal(code, 0);
    assert.ok(!/[\u001b\u202e]/.test(stdout));
    assert.match(
      stdout,
      /^My pull requests\n(?:.*\n)*? +acme\/shop#1 +review +3d +@alice @acme\/reviewers +SLA 24h breached +AI 60% heavy .* Sort the\\u\{202e\} cart\n/,
    );
    assert.match(stdout, /^Waiting on me\n {2}> {2}acme\/shop#2 /m);
  });

  it('knows what the repository around it knows: the notes of commits, and who has changed what', async () => {
    const repository = await createRepository();
    try {
      await repository.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
      repository.env.GIT_AUTHOR_EMAIL = 'bob@users.noreply.github.com';
      await repository.write('src/other.ts', 'x\n');
      await repository.commitAll('Begin');
      await repository.write('src/main.ts', 'aaaa\nbbbb\n');
      const oid = await repository.commitAll('Add lines by hand');
      await repository.git('notes', '--ref=ai', 'add', '-m', noteOf('src/main.ts', [{ first: 1, last: 1 }]));
      world
        .repository('acme/shop')
        .pullRequest({ by: 'bob', title: 'Noted', files: { 'src/new.ts': 500 } })
        .push({ message: 'Add lines by hand', oid })
        .requestReview('dana');
      const args = ['--json', '--now', NOW, '--repo', 'acme/shop'];
      const there = JSON.parse((await prs(args, repository.env, repository.root)).stdout) as Listing;
      const noted = there.pullRequests.find(({ title }) => title === 'Noted');
      assert.deepEqual(noted?.ai, {
        share: 0.5,
        level: 'heavy',
        taggedCommits: 0,
        notedCommits: 1,
        commits: 2,
      });
      assert.ok(noted?.risk.reasons.includes('author new to 1 of 2 files'), noted?.risk.reasons.join('; '));
      const elsewhere = (await listing(['--repo', 'acme/shop'])).pullRequests;
      assert.equal(elsewhere.find(({ title }) => title === 'Noted')?.ai, null);
    } finally {
      await repository.dispose();
    }
  });

  it('takes for the team’s the repository at this host, not one of the same name elsewhere', async () => {
    const repository = await createRepository();
    try {
      await repository.git('remote', 'add', 'origin', 'https://gitlab.com/acme/docs.git');
      await repository.git('remote', 'add', 'upstream', `${github.url}/acme/shop.git`);
      const { stdout } = await prs(['--json', '--now', NOW], repository.env, repository.root);
      const { pullRequests } = JSON.parse(stdout) as Listing;
      assert.deepEqual(
        Object.fromEntries(
          pullRequests.map(({ repository, number, lists }) => [`${repository}#${number}`, lists]),
        ),
        {
          'acme/shop#1': ['mine', 'team'],
          'acme/shop#2': ['waiting-on-me', 'team'],
          'acme/docs#1': ['mine'],
        },
      );
    } finally {
      await repository.dispose();
    }
  });

  it('goes by the rules of the folder that it is called in', async () => {
    const folder = await mkdtemp(path.join(home, 'work-'));
    await new Promise((done) => execFile('git', ['init', '-q', folder], done));
    await writeFile(path.join(folder, '.lastmile.json'), '{ "sla": { "review": 100, "qa": "soon" } }');
    const { stdout, stderr } = await prs(['--json', '--now', NOW], {}, folder);
    const row = (JSON.parse(stdout) as Listing).pullRequests.find(
      ({ repository, number }) => repository === 'acme/shop' && number === 1,
    );
    assert.equal(row?.sla.limitHours, 100);
    assert.match(stderr, /^lastmile: \.lastmile\.json: sla\.qa: /m);
  });

  it('goes by no rules that lie elsewhere, behind a link that a clone brought along', async () => {
    const folder = await mkdtemp(path.join(home, 'work-'));
    await new Promise((done) => execFile('git', ['init', '-q', folder], done));
    const elsewhere = path.join(home, 'elsewhere.json');
    await writeFile(elsewhere, '{ "sla": { "review": "a secret" } }');
    await symlink(elsewhere, path.join(folder, '.lastmile.json'));
    const { stdout, stderr } = await prs(['--json', '--now', NOW], {}, folder);
    assert.equal((JSON.parse(stdout) as Listing).pullRequests.length > 0, true);
    assert.equal(stderr, '');
  });

  const nothing: [string, string, (github: GitHub) => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>][] = [
    ['without a token', 'signed-out', () => ({ GH_TOKEN: '' })],
    ['with a token that is refused', 'signed-out', () => ({ GH_TOKEN: 'gho_nonsense' })],
    [
      'when the server is not there',
      'offline',
      async (it) => {
        await it.refuse();
        return {};
      },
    ],
    [
      'when the limit is reached',
      'rate-limited',
      (it) => {
        it.faults.add({ kind: 'primary-limit' });
        return {};
      },
    ],
  ];
  for (const [when, state, cause] of nothing)
    it(`${when}: exit code 1, one line, and the document with the state`, async () => {
      const { code, stdout, stderr } = await prs(['--json', '--now', NOW], {
        LASTMILE_DEBUG: '',
        ...(await cause(github)),
      });
      assert.equal(code, 1);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      const { viewer, forges, pullRequests } = JSON.parse(stdout) as Listing;
      assert.deepEqual(
        { viewer, pullRequests, state: forges[0]?.state },
        { viewer: null, pullRequests: [], state },
      );
    });

  it('prints what there is of a partial answer, with the state', async () => {
    github.withheld.add('other');
    world.repository('other/site').pullRequest({ by: 'dana' });
    const { code, stdout } = await prs(['--json', '--now', NOW]);
    const { forges, pullRequests } = JSON.parse(stdout) as Listing;
    assert.equal(code, 0);
    assert.equal(forges[0]?.state, 'sso-required');
    assert.equal(pullRequests.length, 3);
  });

  for (const args of [['--scope', 'all'], ['--repo', 'shop'], ['--now', 'today'], ['more']])
    it(`wrong usage: ${args.join(' ')}`, async () => {
      assert.equal((await prs(args)).code, 2);
    });
});
