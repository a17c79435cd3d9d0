/** Workflow runs, deployments, alerts and comparisons. */

import type { AlertKind } from '../events.ts';
import { suiteConclusion } from '../fold/checks.ts';
import { compare } from '../resolvers/repositories.ts';
import type { CheckSuite, Repository } from '../state.ts';
import { alertJson, attemptsOf, branchOf, deploymentJson, deploymentStatusJson, runJson } from './json.ts';
import { type Asked, listed, notFound, pathOf, Refused, type Route, repositoryAsked } from './route.ts';

export const DELIVERY: readonly Route[] = [
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/actions/runs'),
    answer: (asked) => {
      const repository = repositoryAsked(asked);
      const runs = repository.suites.filter((suite) => isAskedFor(repository, suite, asked)).reverse();
      const page = listed(asked, runs, (suite) => runJson(asked.endpoint, suite));
      return { ...page, body: { total_count: runs.length, workflow_runs: page.body } };
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/actions/runs/:id'),
    answer: (asked) => ({ status: 200, body: runJson(asked.endpoint, suiteAsked(asked)) }),
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/actions/runs/:id/attempts/:attempt'),
    answer: (asked) => {
      const suite = suiteAsked(asked);
      const attempt = Number(asked.parameters[3]);
      if (!attemptsOf(suite)[attempt - 1]) return null;
      return { status: 200, body: runJson(asked.endpoint, suite, attempt) };
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/deployments'),
    answer: (asked) => {
      const wanted = asked.incoming.url.searchParams;
      const found = [...repositoryAsked(asked).deployments.values()].filter(
        (it) =>
          is(wanted, 'environment', it.environment) && is(wanted, 'sha', it.oid) && is(wanted, 'ref', it.ref),
      );
      return listed(asked, found.toReversed(), (it) => deploymentJson(asked.endpoint, it));
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/deployments/:id/statuses'),
    answer: (asked) => {
      const found = [...repositoryAsked(asked).deployments.values()].find(
        (it) => String(it.databaseId) === asked.parameters[2],
      );
      return found
        ? listed(asked, found.statuses.toReversed(), (it) => deploymentStatusJson(asked.endpoint, it))
        : null;
    },
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/code-scanning/alerts'),
    answer: (asked) =>
      alerts(asked, 'code-scanning', new Refused({ status: 404, body: { message: 'no analysis found' } })),
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/dependabot/alerts'),
    answer: (asked) =>
      alerts(
        asked,
        'dependabot',
        new Refused({
          status: 403,
          body: { message: 'Dependabot alerts are disabled for this repository.' },
        }),
      ),
  },
  {
    method: 'GET',
    pattern: pathOf('/repos/:owner/:name/compare/:range'),
    answer: (asked) => {
      const repository = repositoryAsked(asked);
      const [base, head] = (asked.parameters[2] ?? '')
        .split('...')
        .map((it) => repository.branches.get(it)?.oid ?? it);
      if (!base || !head || !repository.commits.has(base) || !repository.commits.has(head)) return null;
      const { status, aheadBy, behindBy, commits } = compare(repository, base, head);
      return {
        status: 200,
        body: {
          status: status.toLowerCase(),
          ahead_by: aheadBy,
          behind_by: behindBy,
          total_commits: aheadBy,
          commits: commits.map((commit) => ({
            sha: commit?.oid,
            commit: { message: commit?.input.message },
          })),
        },
      };
    },
  },
];

function isAskedFor(repository: Repository, suite: CheckSuite, { incoming }: Asked): boolean {
  if (suite.workflow === null) return false;
  const wanted = incoming.url.searchParams;
  const { branch, event } = branchOf(repository, suite);
  const conclusion = suiteConclusion(suite)?.toLowerCase();
  const status = wanted.get('status');
  return (
    is(wanted, 'branch', branch) &&
    is(wanted, 'event', event) &&
    is(wanted, 'head_sha', suite.oid) &&
    (!status || status === conclusion || (status === 'completed' && conclusion !== undefined)) &&
    isWithin(suite.createdAt, wanted.get('created'))
  );
}

function is(wanted: URLSearchParams, name: string, value: string): boolean {
  const asked = wanted.get(name);
  return asked === null || asked === value;
}

/** `>=2026-01-01` and `2026-01-01..2026-02-01`. */
function isWithin(atMs: number, range: string | null): boolean {
  if (range === null) return true;
  const [from, to] = range.replace(/^>=?/, '').split('..');
  return atMs >= Date.parse(from ?? '') && (!to || atMs <= Date.parse(to));
}

function suiteAsked(asked: Asked): CheckSuite {
  const found = repositoryAsked(asked).suites.find((it) => String(it.databaseId) === asked.parameters[2]);
  if (!found) throw notFound();
  return found;
}

function alerts(asked: Asked, type: AlertKind, refused: Refused) {
  const repository = repositoryAsked(asked);
  const own = [...repository.alerts.values()].filter((it) => it.type === type);
  if (own.length === 0 && !repository.scanners.has(type)) throw refused;
  const { searchParams } = asked.incoming.url;
  const state = searchParams.get('state');
  const ofPull = searchParams.get('pr') ?? /^refs\/pull\/(\d+)\//.exec(searchParams.get('ref') ?? '')?.[1];
  const found = own.filter(
    (it) =>
      (!state || state === it.state) &&
      (ofPull ? it.pullRequest === Number(ofPull) : it.pullRequest === null),
  );
  return listed(asked, found, (it) => alertJson(asked.endpoint, repository, it));
}
