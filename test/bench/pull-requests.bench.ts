/**
 * What an hour of looking at pull requests costs, by the log of a local GitHub that counts points as GitHub does; and
 * what others pay for a look at the same ones, by their own published queries, where these lie beside the checkout. Then
 * how soon what was seen is shown again.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { forgeOf } from '../fixtures/forge.ts';
import { pass } from '../fixtures/pull-request-hour.ts';
import { crowd } from '../github/crowd.ts';
import { type GitHub, type LogEntry, startGitHub } from '../github/server.ts';
import { rowTables } from './pull-request-rows.ts';
import { type Benchmark, count, kilobytes, type Table } from './report.ts';

const OPEN = 100;
/** An hour, two minutes apart. */
const LOOKS = 30;
/** Where queries of others are; a comment `# OWNER/NAME COMMIT` tells where they come from. */
const QUERIES =
  process.env.PULL_REQUEST_QUERIES ?? path.join(import.meta.dirname, '../../../data/pull-request-queries');

interface Spent {
  readonly requests: number;
  readonly points: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

function spentIn(log: readonly LogEntry[]): Spent {
  const sum = (of: (entry: LogEntry) => number) => log.reduce((total, entry) => total + of(entry), 0);
  return {
    requests: log.length,
    points: sum(({ points }) => points),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    bytesOut: sum(({ bytesOut }) => bytesOut),
  };
}

const row = (name: string, { requests, points, bytesIn, bytesOut }: Spent): string[] => [
  name,
  count(requests),
  count(points),
  kilobytes(bytesIn),
  kilobytes(bytesOut),
];

const HEADER = ['requests', 'points', 'sent', 'received'];

/** The log of what `work` asks; everything has to be answered well. */
async function logOf(github: GitHub, work: () => Promise<unknown>): Promise<LogEntry[]> {
  github.log.length = 0;
  await work();
  assert.ok(github.log.every(({ status }) => status === 200));
  return [...github.log];
}

async function ownHour(): Promise<Table> {
  const world = crowd(OPEN);
  const github = await startGitHub(world);
  try {
    const account = forgeOf(github, world);
    const look = async () => {
      const { failure, snapshot } = await account.look({ organisations: ['acme'] });
      assert.equal(failure, null);
      assert.equal(snapshot?.pullRequests.length, OPEN);
    };
    const first = await logOf(github, look);
    world.advance({ minutes: 2 });
    const unchanged = await logOf(github, look);
    const hour: LogEntry[] = [];
    for (let step = 0; step < LOOKS; step++) {
      pass(world, step);
      hour.push(...(await logOf(github, look)));
    }
    return {
      title: `Lastmile, ${OPEN} open pull requests`,
      header: ['', ...HEADER],
      rows: [
        row('the first look', spentIn(first)),
        row('a look when nothing has changed', spentIn(unchanged)),
        row(`an hour: ${LOOKS} looks while people work`, spentIn(hour)),
      ],
    };
  } finally {
    await github.stop();
  }
}

interface Other {
  readonly name: string;
  readonly file: string;
  /** one look at everything that is open, with the operations of that file */
  look(ask: Ask, repositories: ReadonlyMap<string, readonly number[]>): Promise<void>;
}

type Ask = (operationName: string, variables: Record<string, unknown>) => Promise<unknown>;

/** What it asks of one pull request, with the size of pages where that is a variable. */
const PAGES = {
  PullRequest: {},
  TimelineEvents: { last: 100 },
  PullRequestComments: { first: 100 },
  GetChecks: {},
};

const OTHERS: readonly Other[] = [
  {
    name: 'GitLens Launchpad: its search, page by page',
    file: 'gitlens-launchpad.graphql',
    async look(ask) {
      const search = 'is:open is:pr org:acme archived:false';
      for (let cursor: string | null = null; ; ) {
        const page = (await ask('searchMyPullRequests', { search, cursor, avatarSize: 16 })) as {
          search: { pageInfo: { hasNextPage: boolean; endCursor: string } };
        };
        if (!page.search.pageInfo.hasNextPage) return;
        cursor = page.search.pageInfo.endCursor;
      }
    },
  },
  {
    name: 'GitHub Pull Requests: events, threads and checks of each',
    file: 'github-pull-requests.graphql',
    async look(ask, repositories) {
      for (const [repository, numbers] of repositories) {
        const [owner, name] = repository.split('/');
        for (const number of numbers)
          for (const [operation, page] of Object.entries(PAGES))
            await ask(operation, { owner, name, number, ...page });
      }
    },
  },
];

async function others(): Promise<Table | null> {
  const there = OTHERS.filter(({ file }) => existsSync(path.join(QUERIES, file)));
  if (there.length === 0) return null;
  const world = crowd(OPEN);
  // More than an hour allows: what is asked here may cost so much.
  const github = await startGitHub(world, { limits: { graphql: 1_000_000 } });
  try {
    const repositories = new Map(
      [...world.state().repositories].map(([name, { pullRequests }]) => [name, [...pullRequests.keys()]]),
    );
    const rows: string[][] = [];
    const account = forgeOf(github, world);
    const own = await logOf(github, () => account.look({ organisations: ['acme'] }));
    rows.push(row('Lastmile: all that decides a stage', spentIn(own)));
    for (const { name, file, look } of there) {
      const query = readFileSync(path.join(QUERIES, file), 'utf8');
      const origin = /^# (.+)$/m.exec(query)?.[1] ?? 'of unknown origin';
      const ask: Ask = async (operationName, variables) => {
        const response = await fetch(github.graphqlUrl, {
          method: 'POST',
          headers: { authorization: 'bearer token-of-dana' },
          body: JSON.stringify({ query: operationNamed(query, operationName), variables }),
        });
        const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
        assert.equal(errors, undefined, JSON.stringify(errors));
        return data;
      };
      const log = await logOf(github, () => look(ask, repositories));
      rows.push(row(`${name} (${origin})`, spentIn(log)));
    }
    return {
      title: `One look at ${OPEN} open pull requests of which nothing is known yet`,
      header: ['', ...HEADER],
      rows,
    };
  } finally {
    await github.stop();
  }
}

/** A document of several operations, reduced to one and the fragments that it needs. */
function operationNamed(document: string, name: string): string {
  const definitions = document
    .split(/^(?=(?:query|fragment) )/m)
    .filter((text) => /^(?:query|fragment) /.test(text));
  const wanted = definitions.find((text) => text.startsWith(`query ${name}(`));
  assert.ok(wanted, `there is no ${name}`);
  const needed = new Set([wanted]);
  for (const text of needed)
    for (const [, fragment] of text.matchAll(/\.\.\.\s*(?!on\b)(\w+)/g)) {
      const found = definitions.find((it) => it.startsWith(`fragment ${fragment} `));
      if (found) needed.add(found);
    }
  return [...needed].join('\n');
}

export const pullRequests: Benchmark = {
  name: 'pull-requests',
  about: 'what looking at pull requests costs',
  async run() {
    const tables = [await ownHour(), await others(), ...(await rowTables())];
    return { kind: 'measured', tables: tables.filter((table) => table !== null) };
  },
};
