/** What a person may do to a pull request from here. */

import type { ForgeFailure } from '../../../domain/pull-requests/forge-answer.ts';
import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';
import type { ActionOutcome, Forge } from '../../../services/forge.ts';
import type { Client } from './client.ts';

type Actions = Pick<Forge, 'comment' | 'requestReview' | 'rerunFailedChecks' | 'addLabel'>;

/** Where a pull request is, in the words of GitHub's routes. */
const placeOf = ({ repository, number }: PullRequest) => {
  const [owner, repo] = repository.split('/');
  return { owner, repo, number };
};

const RERUN = `mutation ($repository: ID!, $suite: ID!) {
  rerequestCheckSuite(input: { repositoryId: $repository, checkSuiteId: $suite }) { checkSuite { id } }
}`;

/**
 * @param connect the connection, made when first needed
 * @param failed says an error in the words of the port, and logs it
 */
export function actionsOf(
  connect: () => Promise<Client>,
  failed: (what: string, error: unknown) => ForgeFailure,
): Actions {
  async function outcomeOf(what: string, work: (client: Client) => Promise<void>): Promise<ActionOutcome> {
    try {
      await work(await connect());
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', failure: failed(`could not ${what}`, error) };
    }
  }

  return {
    comment: (pullRequest, text) =>
      outcomeOf('comment', async (client) => {
        await client.rest('POST /repos/{owner}/{repo}/issues/{number}/comments', {
          ...placeOf(pullRequest),
          body: text,
        });
      }),

    requestReview: (pullRequest, of) =>
      outcomeOf('ask for a review', async (client) => {
        const teams = of.filter(({ kind }) => kind === 'team');
        await client.rest('POST /repos/{owner}/{repo}/pulls/{number}/requested_reviewers', {
          ...placeOf(pullRequest),
          reviewers: of.filter(({ kind }) => kind !== 'team').map(({ name }) => name),
          team_reviewers: teams.map(({ name }) => name.split('/').at(-1)),
        });
      }),

    addLabel: (pullRequest, label) =>
      outcomeOf('label', async (client) => {
        await client.rest('POST /repos/{owner}/{repo}/issues/{number}/labels', {
          ...placeOf(pullRequest),
          labels: [label],
        });
      }),

    /** Workflows re-run what failed of them; suites of other apps run again as a whole. */
    rerunFailedChecks: (pullRequest) =>
      outcomeOf('re-run checks', async (client) => {
        const { owner, repo } = placeOf(pullRequest);
        const suites = [
          ...new Set(
            pullRequest.checks
              .filter(({ state }) => state === 'failed' || state === 'broken' || state === 'cancelled')
              .flatMap(({ suiteId }) => suiteId ?? []),
          ),
        ];
        const { data } = await client.graphql<{ nodes: readonly (SuiteNode | null)[] }>(SUITES, {
          ids: suites,
        });
        for (const suite of data.nodes) {
          if (suite?.workflowRun)
            await client.rest('POST /repos/{owner}/{repo}/actions/runs/{run}/rerun-failed-jobs', {
              owner,
              repo,
              run: suite.workflowRun.databaseId,
            });
          else if (suite) await client.graphql(RERUN, { repository: suite.repository.id, suite: suite.id });
        }
      }),
  };
}

const SUITES = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on CheckSuite { id repository { id } workflowRun { databaseId } } }
}`;

interface SuiteNode {
  readonly id: string;
  readonly repository: { readonly id: string };
  readonly workflowRun: { readonly databaseId: number } | null;
}
