/** What each path answers: those of people, pull requests and checks here, those of delivery in a file of their own. */

import { hasFailed } from '../fold/checks.ts';
import { viewerOf } from '../graphql-endpoint.ts';
import { isoTime } from '../schema.ts';
import { search } from '../search.ts';
import type { PullRequest, Repository } from '../state.ts';
import { DELIVERY } from './delivery.ts';
import { accountJson, labelJson, pullRequestJson, repositoryJson, teamJson } from './json.ts';
import { type Asked, canSee, listed, notFound, pathOf, type Route, repositoryAsked } from './route.ts';

export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: pathOf('/user'),
    answer: ({ endpoint }) => ({ status: 200, body: accountJson(viewerOf(endpoint)) }),
  },
  {
    // from the number after `since` on, also those that want a single sign-on first
    method: 'GET',
    pattern: pathOf('/organizations'),
    answer: (asked) => {
      const since = Number(asked.incoming.url.searchParams.get('since') ?? 0);
      const all = [...asked.endpoint.world.state().accounts.values()]
        .filter(({ __typename, databaseId }) => __typename === 'Organization' && databaseId > since)
        .sort((a, b) => a.databaseId - b.databaseId);
      return listed(asked, all, accountJson);
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/rate_limit'),
    answer: ({ endpoint: { token, world } }) => {
      const of = (resource: 'core' | 'graphql') => {
        const { limit, used, remaining, resetAt } = token.budgets[resource].at(world.now);
        return { limit, used, remaining, reset: Math.ceil(resetAt / 1000), resource };
      };
      return {
        status: 200,
        body: { resources: { core: of('core'), graphql: of('graphql') }, rate: of('core') },
      };
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/user/teams'),
    answer: (asked) => {
      const { token, world } = asked.endpoint;
      if (!token.scopes.has('read:org')) return { status: 403, body: { message: 'Resource not accessible' } };
      const own = [...world.state().teams.values()].filter((team) => team.members.includes(token.login));
      return listed(asked, own, teamJson);
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/search/issues'),
    answer: (asked) => {
      const { endpoint, incoming } = asked;
      const found = search(incoming.url.searchParams.get('q') ?? '', false, {
        state: endpoint.world.state(),
        viewer: endpoint.token.login,
        canSee: (it) => canSee(endpoint, it),
      });
      const pullRequests = found.filter((it): it is PullRequest => it.__typename === 'PullRequest');
      const page = listed(asked, pullRequests, (it) => pullRequestJson(endpoint, it));
      return { ...page, body: { total_count: found.length, incomplete_results: false, items: page.body } };
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name'),
    answer: (asked) => ({ status: 200, body: repositoryJson(asked.endpoint, repositoryAsked(asked)) }),
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/pulls'),
    answer: (asked) => {
      const state = asked.incoming.url.searchParams.get('state') ?? 'open';
      const found = [...repositoryAsked(asked).pullRequests.values()].filter(
        (it) => state === 'all' || (it.state === 'OPEN') === (state === 'open'),
      );
      return listed(asked, found.reverse(), (it) => pullRequestJson(asked.endpoint, it));
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/pulls/:number'),
    answer: (asked) => ({ status: 200, body: pullRequestJson(asked.endpoint, pullRequestAsked(asked)) }),
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/pulls/:number/requested_reviewers'),
    answer: (asked) => {
      const { requested_reviewers: users, requested_teams: teams } = pullRequestJson(
        asked.endpoint,
        pullRequestAsked(asked),
      );
      return { status: 200, body: { users, teams } };
    },
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/pulls/:number/requested_reviewers'),
    answer: (asked) => {
      const pullRequest = pullRequestAsked(asked);
      const { reviewers = [], team_reviewers: teams = [] } = bodyOf<{
        reviewers?: string[];
        team_reviewers?: string[];
      }>(asked);
      const owner = asked.parameters[0];
      const of = [...reviewers, ...teams.map((team) => `${owner}/${team}`)];
      const { accounts, teams: known } = asked.endpoint.world.state();
      if (of.includes(pullRequest.author))
        return invalid('Review cannot be requested from pull request author.');
      if (of.some((it) => !accounts.has(it) && !known.has(it))) {
        return invalid('Reviews may only be requested from collaborators.');
      }
      for (const who of of) tell(asked, pullRequest, 'review-requested', { of: who, asCodeOwner: false });
      return { status: 201, body: pullRequestJson(asked.endpoint, pullRequestAsked(asked)) };
    },
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/issues/:number/comments'),
    answer: (asked) => {
      const { body } = bodyOf<{ body?: string }>(asked);
      if (!body) return invalid('Body cannot be blank');
      tell(asked, pullRequestAsked(asked), 'commented', { body });
      const comment = pullRequestAsked(asked).comments.at(-1);
      if (!comment) throw new Error('a comment that was made is there');
      const at = isoTime(comment.createdAt);
      const user = accountJson(viewerOf(asked.endpoint));
      const { id: node_id, databaseId: id } = comment;
      return { status: 201, body: { id, node_id, user, body, created_at: at, updated_at: at } };
    },
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/issues/:number/labels'),
    answer: (asked) => {
      const { labels = [] } = bodyOf<{ labels?: string[] }>(asked);
      for (const label of labels) tell(asked, pullRequestAsked(asked), 'labelled', { label });
      return { status: 200, body: labelsJson(asked) };
    },
  },
  {
    method: 'DELETE',
    pattern: pathOf('/repos/:owner/:name/issues/:number/labels/:label'),
    answer: (asked) => {
      const label = asked.parameters[3] ?? '';
      if (!pullRequestAsked(asked).labels.includes(label)) throw notFound('Label does not exist');
      tell(asked, pullRequestAsked(asked), 'unlabelled', { label });
      return { status: 200, body: labelsJson(asked) };
    },
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/check-suites/:id/rerequest'),
    answer: (asked) => rerun(asked, false),
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/actions/runs/:id/rerun'),
    answer: (asked) => rerun(asked, false),
  },
  {
    method: 'POST',
    pattern: pathOf('/repos/:owner/:name/actions/runs/:id/rerun-failed-jobs'),
    answer: (asked) => rerun(asked, true),
  },
  ...DELIVERY,
];

function rerun(asked: Asked, onlyFailed: boolean) {
  const { suites } = repositoryAsked(asked);
  const suite = suites.find((it) => String(it.databaseId) === asked.parameters[2]);
  if (!suite) return null;
  if (onlyFailed && !suite.runs.some((run) => !run.isSuperseded && hasFailed(run))) {
    return { status: 403, body: { message: 'This workflow run cannot be retried' } };
  }
  const { repository, oid, app, workflow } = suite;
  const { world } = asked.endpoint;
  world.add({ kind: 'suite-rerequested', atMs: world.now, repository, oid, app, workflow, onlyFailed });
  return { status: 201, body: {} };
}

function pullRequestAsked(asked: Asked): PullRequest {
  const found = repositoryAsked(asked).pullRequests.get(Number(asked.parameters[2]));
  if (!found) throw notFound();
  return found;
}

function labelsJson(asked: Asked) {
  const { labels }: Repository = repositoryAsked(asked);
  return pullRequestAsked(asked)
    .labels.flatMap((name) => labels.get(name) ?? [])
    .map(labelJson);
}

function tell(
  { endpoint: { world, token } }: Asked,
  { repository, number }: PullRequest,
  kind: 'review-requested' | 'commented' | 'labelled' | 'unlabelled',
  fields: Record<string, unknown>,
): void {
  world.add({ kind, atMs: world.now, repository, number, by: token.login, ...fields } as Parameters<
    typeof world.add
  >[0]);
}

function bodyOf<T>({ incoming }: Asked): T {
  return JSON.parse(incoming.body || '{}') as T;
}

function invalid(message: string) {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest', status: '422' } };
}
