/** Whatever a client may ask of pull requests is answered, from the whole demo world. */

import assert from 'node:assert/strict';
import { type Client, graphqlOf } from './client.ts';
import { demoWorld } from './demo.ts';
import { type GitHub, startGitHub } from './server.ts';

const WHO = `fragment Who on RequestedReviewer {
  __typename ... on User { login } ... on Bot { login } ... on Team { combinedSlug } ... on Mannequin { login }
}`;

const PULL_REQUEST = `fragment Pull on PullRequest {
  id number title url state isDraft createdAt publishedAt updatedAt mergedAt closedAt
  headRefName headRefOid baseRefName isCrossRepository additions deletions changedFiles
  author { __typename login } repository { nameWithOwner isArchived defaultBranchRef { name } }
  mergeable mergeStateStatus reviewDecision viewerDidAuthor
  mergeQueueEntry { state position enqueuedAt estimatedTimeToMerge headCommit { statusCheckRollup { state } } }
  labels(first: 20) { nodes { name } }
  reviewRequests(first: 20) { totalCount nodes { asCodeOwner requestedReviewer { ...Who } } }
  latestOpinionatedReviews(first: 10) { nodes { state submittedAt authorCanPushToRepository author { login } commit { oid } } }
  reviews(last: 20) { nodes { state author { login } onBehalfOf(first: 3) { nodes { combinedSlug } } } }
  baseRef { refUpdateRule {
    requiredApprovingReviewCount requiredStatusCheckContexts requiresCodeOwnerReviews requiresConversationResolution
  } }
  files(first: 100) { totalCount nodes { path additions deletions } }
  reviewThreads(first: 50) { totalCount nodes {
    isResolved isOutdated comments(first: 10) { totalCount nodes { createdAt author { __typename login } } }
  } }
  closingIssuesReferences(first: 3) { nodes { number createdAt } }
  commits(last: 20) { totalCount nodes { commit {
    oid message authoredDate committedDate parents(first: 2) { totalCount }
  } } }
  head: commits(last: 1) { nodes { commit {
    checkSuites(first: 20) { nodes { id status conclusion createdAt app { slug } workflowRun {
      pendingDeploymentRequests(first: 5) { nodes { currentUserCanApprove environment { name } reviewers(first: 5) {
        nodes { ... on User { login } ... on Team { combinedSlug } } } } } } } }
    deployments(last: 5) { nodes { environment state createdAt updatedAt latestStatus { state createdAt } } }
    statusCheckRollup { state contexts(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { __typename
      ... on CheckRun { name status conclusion title startedAt completedAt checkSuite { app { slug } } }
      ... on StatusContext { context state description createdAt }
      ... on RequirableByPullRequest { isRequired(pullRequestNumber: 1) } } } }
  } } }
  timelineItems(first: 100, itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, REVIEW_REQUESTED_EVENT,
    REVIEW_REQUEST_REMOVED_EVENT, PULL_REQUEST_REVIEW, REVIEW_DISMISSED_EVENT, LABELED_EVENT, UNLABELED_EVENT,
    PULL_REQUEST_COMMIT, HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, ADDED_TO_MERGE_QUEUE_EVENT,
    REMOVED_FROM_MERGE_QUEUE_EVENT, DEPLOYED_EVENT, MERGED_EVENT, CLOSED_EVENT, REOPENED_EVENT]) {
    updatedAt totalCount nodes { __typename ... on Node { id }
      ... on ReviewRequestedEvent { createdAt requestedReviewer { ...Who } }
      ... on PullRequestReview { state submittedAt author { login } }
      ... on LabeledEvent { createdAt actor { login } label { name } }
      ... on PullRequestCommit { pushed: commit { oid } }
      ... on AddedToMergeQueueEvent { createdAt }
      ... on DeployedEvent { createdAt deployment { environment } }
      ... on MergedEvent { createdAt merged: commit { oid } } } }
}`;

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly mergeable: string;
  readonly commits: { readonly nodes: { readonly commit: { readonly message: string } }[] };
  readonly timelineItems: { readonly nodes: { readonly __typename: string }[] };
}

interface Timelines {
  readonly all: { readonly totalCount: number };
  readonly late: unknown;
}

describe('a query of everything that is known of pull requests', () => {
  const world = demoWorld('2026-11-20T12:00:00Z');
  let github: GitHub;
  let client: Client;
  let pulls: readonly Pull[];

  before(async () => {
    github = await startGitHub(world);
    client = graphqlOf(github);
    const { data, errors } = await client.query(
      `query { search(type: ISSUE_ADVANCED, query: "is:pr org:acme", first: 100) { issueCount nodes { ...Pull } } }
      ${PULL_REQUEST} ${WHO}`,
    );
    assert.equal(errors, undefined);
    pulls = (data as { search: { nodes: Pull[] } }).search.nodes;
  });
  after(() => github.stop());

  it('tells of every pull request that there is', () => {
    const all = [...world.state().repositories.values()].flatMap((it) => [...it.pullRequests.values()]);
    assert.equal(pulls.length, all.length);
    assert.deepEqual(pulls.map((it) => it.title).toSorted(), all.map((it) => it.title).toSorted());
  });

  it('tells of conflicts, of trailers and of what happened in between', () => {
    const conflicting = pulls.find((it) => it.title === 'Rename the price fields');
    assert.equal(conflicting?.mergeable, 'CONFLICTING');
    const imported = pulls.find((it) => it.title === 'Import orders from the old system');
    assert.match(
      imported?.commits.nodes[0]?.commit.message ?? '',
      /^AI-Contribution: \d+% heavy; lines ai=390 mixed=16 human=40 unknown=0$/m,
    );
    const cached = pulls.find((it) => it.title === 'Cache product pictures');
    assert.deepEqual(
      cached?.timelineItems.nodes.map((it) => it.__typename),
      [
        'PullRequestCommit',
        'ReviewRequestedEvent',
        'ReviewRequestedEvent',
        'PullRequestReview',
        'ReviewDismissedEvent',
      ],
    );
  });

  it('keeps every character of what strangers wrote', () => {
    const hostile = pulls.find((it) => it.title.includes('command:'));
    assert.ok(hostile?.title.includes('\u202E'));
    assert.ok(hostile?.title.includes('\u001b[31m'));
  });

  it('costs what it asks for', async () => {
    const entry = github.log.find((it) => it.path === '/graphql');
    assert.ok(entry && entry.points > 1 && entry.nodes > 1000, JSON.stringify(entry));
  });

  it('gives a timeline since a moment', async () => {
    const mergedAt = world.state().repositories.get('acme/shop')?.pullRequests.get(1)?.mergedAt ?? 0;
    const { data } = await client.query(
      `query ($since: DateTime) { repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
        all: timelineItems(first: 100) { totalCount }
        late: timelineItems(first: 100, since: $since) { nodes { __typename } } } } }`,
      { since: new Date(mergedAt).toISOString() },
    );
    const { pullRequest } = (data as { repository: { pullRequest: Timelines } }).repository;
    assert.deepEqual(pullRequest.late, {
      nodes: [{ __typename: 'MergedEvent' }, { __typename: 'ClosedEvent' }],
    });
    assert.ok(pullRequest.all.totalCount > 2);
  });

  it('answers what the world knows nothing of with nothing', async () => {
    const { data, errors } = await client.query(`query {
      viewer { bio company status { message } gists(first: 1) { nodes { name } } sponsors(first: 1) { totalCount } }
      repository(owner: "acme", name: "shop") {
        stargazerCount licenseInfo { key } releases(first: 3) { nodes { tagName } } discussions(first: 1) { totalCount }
        pullRequest(number: 1) { milestone { title } reactions(first: 1) { totalCount } suggestedReviewers { isAuthor } }
      }
    }`);
    assert.equal(errors, undefined);
    assert.deepEqual((data as { repository: unknown }).repository, {
      stargazerCount: 0,
      licenseInfo: null,
      releases: { nodes: [] },
      discussions: { totalCount: 0 },
      pullRequest: { milestone: null, reactions: { totalCount: 0 }, suggestedReviewers: [] },
    });
  });
});
