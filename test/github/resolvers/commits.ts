/** Commits, what checks say of them, and where they were deployed. */

import type { Connection } from '../connection.ts';
import { currentRuns, suiteConclusion } from '../fold/checks.ts';
import { pullRequestNode } from '../lookup.ts';
import {
  isRequired,
  outcome,
  type RollupContext,
  rollupContexts,
  rollupState,
  suiteStatus,
} from '../review-state.ts';
import {
  type CheckRun,
  type CheckSuite,
  type Commit,
  type Deployment,
  type DeploymentStatus,
  type Environment,
  identity,
  type PullRequest,
  repositoryOf,
  type State,
  type StatusContext,
} from '../state.ts';
import type { Context, Fields } from './context.ts';

const COMMIT: Fields<Commit> = {
  abbreviatedOid: ({ oid }) => oid.slice(0, 7),
  repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
  message: ({ input }) => input.message,
  messageHeadline: ({ input }) => input.message.split('\n', 1)[0],
  messageBody: ({ input }) => input.message.split('\n').slice(1).join('\n').trim(),
  authoredDate: ({ input }) => input.authoredAtMs,
  committedDate: ({ input }) => input.authoredAtMs,
  pushedDate: ({ pushedAt }) => pushedAt,
  author: gitActor,
  committer: gitActor,
  authors: (commit) => [gitActor(commit)],
  additions: ({ input }) => sum(input.files.map((file) => file.additions)),
  deletions: ({ input }) => sum(input.files.map((file) => file.deletions)),
  changedFiles: ({ input }) => input.files.length,
  changedFilesIfAvailable: ({ input }) => input.files.length,
  parents: ({ input, repository }, _args, { state }) =>
    input.parents.map((oid) => repositoryOf(state, repository).commits.get(oid)),
  url: ({ repository, oid }, _args, { webUrl }) => `${webUrl}/${repository}/commit/${oid}`,
  checkSuites: ({ suites }, { filterBy }: { filterBy?: { checkName?: string | null } | null }) =>
    suites.filter(
      (suite) => !filterBy?.checkName || suite.runs.some((run) => run.name === filterBy.checkName),
    ),
  deployments: ({ deployments }, { environments }: { environments?: readonly string[] | null }) =>
    deployments.filter((it) => !environments || environments.includes(it.environment)),
  status: (commit) => (commit.contexts.size > 0 ? { commit, contexts: [...commit.contexts.values()] } : null),
  statusCheckRollup: (commit) => (rollupState(commit) ? { commit } : null),
  associatedPullRequests: ({ repository, oid }, _args, { state }) =>
    [...repositoryOf(state, repository).pullRequests.values()].filter(
      (it) => it.mergeCommit === oid || it.commits.some((commit) => commit.oid === oid),
    ),
  history: (commit, { since, until }: { since?: string | null; until?: string | null }, { state }) =>
    firstParents(state, commit).filter(
      ({ input }) =>
        (!since || input.authoredAtMs >= Date.parse(since)) &&
        (!until || input.authoredAtMs <= Date.parse(until)),
    ),
};

export const COMMITS = {
  Commit: COMMIT,
  GitActor: {
    name: ({ by }) => by ?? 'A Developer',
    email: ({ by }) => (by ? `${by}@users.noreply.example.com` : 'dev@example.com'),
    user: ({ by }) => by,
    avatarUrl: ({ by }, _args, { webUrl }) => `${webUrl}/avatars/${by ?? 'nobody'}`,
  },
  Status: {
    state: ({ contexts }) => {
      if (contexts.some((it) => outcome(it) === 'failed')) return 'FAILURE';
      return contexts.some((it) => outcome(it) === 'pending') ? 'PENDING' : 'SUCCESS';
    },
    context: ({ contexts }, { name }: { name: string }) => contexts.find((it) => it.context === name),
    combinedContexts: ({ commit }) => rollupContexts(commit),
  },
  StatusCheckRollup: {
    state: ({ commit }) => rollupState(commit),
    contexts: ({ commit }) => rollupContexts(commit),
  },
  StatusCheckRollupContextConnection: {
    checkRunCount: ({ all }) => all.filter((it) => it.__typename === 'CheckRun').length,
    statusContextCount: ({ all }) => all.filter((it) => it.__typename === 'StatusContext').length,
    checkRunCountsByState: ({ all }) =>
      counted(all.flatMap((it) => (it.__typename === 'CheckRun' ? [it.conclusion ?? it.status] : []))),
    statusContextCountsByState: ({ all }) =>
      counted(all.flatMap((it) => (it.__typename === 'StatusContext' ? [it.state] : []))),
  },
  StatusContext: {
    isRequired: requiredBy,
    targetUrl: ({ context }) => `https://status.example.com/${encodeURIComponent(context)}`,
    creator: ({ by }) => by,
    commit: ({ repository, oid }, _args, { state }) => repositoryOf(state, repository).commits.get(oid),
  },
  CheckSuite: {
    app: ({ app }) => ({ ...identity('App', 'A', app), slug: app, name: app, createdAt: 0, updatedAt: 0 }),
    status: (suite) => suiteStatus(suite),
    conclusion: (suite) => suiteConclusion(suite),
    repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
    commit: ({ repository, oid }, _args, { state }) => repositoryOf(state, repository).commits.get(oid),
    branch: ({ repository, oid }, _args, { state }) =>
      [...repositoryOf(state, repository).branches.values()].find((branch) => branch.oid === oid),
    checkRuns: (suite, { filterBy }: { filterBy?: { checkType?: string; checkName?: string } | null }) =>
      (filterBy?.checkType === 'ALL' ? suite.runs : currentRuns(suite)).filter(
        (run) => !filterBy?.checkName || run.name === filterBy.checkName,
      ),
    matchingPullRequests: ({ repository, oid }, _args, { state }) =>
      [...repositoryOf(state, repository).pullRequests.values()].filter((it) => it.headOid === oid),
    // REST knows the run by the number of its suite.
    workflowRun: (suite) =>
      suite.workflow
        ? { ...identity('WorkflowRun', 'WFR', suite.id), databaseId: suite.databaseId, suite }
        : null,
    url: (suite, _args, context) => suiteUrl(suite, context),
  },
  WorkflowRun: {
    checkSuite: ({ suite }) => suite,
    createdAt: ({ suite }) => suite.createdAt,
    updatedAt: ({ suite }) => suite.updatedAt,
    event: () => 'pull_request',
    runNumber: ({ suite }, _args, { state }) =>
      repositoryOf(state, suite.repository)
        .suites.filter((it) => it.workflow === suite.workflow)
        .indexOf(suite) + 1,
    workflow: ({ suite }) => ({
      ...identity('Workflow', 'W', suite.repository, suite.workflow ?? ''),
      name: suite.workflow,
    }),
    pendingDeploymentRequests: ({ suite }) =>
      currentRuns(suite)
        .filter((run) => run.environment !== null)
        .map(deploymentRequest),
    url: ({ suite }, _args, context) => suiteUrl(suite, context),
  },
  CheckRun: {
    isRequired: requiredBy,
    checkSuite: ({ suite }) => suite,
    repository: ({ suite }, _args, { state }) => repositoryOf(state, suite.repository),
    detailsUrl: runUrl,
    url: runUrl,
    permalink: runUrl,
    summary: () => null,
    pendingDeploymentRequest: (run) => (run.environment === null ? null : deploymentRequest(run)),
  },
  DeploymentRequest: {
    environment: ({ run }, _args, { state }) => environmentOf(state, run),
    reviewers: ({ run }, _args, { state }) =>
      environmentOf(state, run).reviewers.map((it) => state.teams.get(it) ?? state.accounts.get(it)),
    currentUserCanApprove: ({ run }, _args, { state, viewer }) =>
      environmentOf(state, run).reviewers.some(
        (it) => it === viewer.login || state.teams.get(it)?.members.includes(viewer.login) === true,
      ),
  },
  Deployment: {
    commit: ({ repository, oid }, _args, { state }) => repositoryOf(state, repository).commits.get(oid),
    commitOid: ({ oid }) => oid,
    creator: ({ by }) => by,
    latestEnvironment: ({ environment }) => environment,
    originalEnvironment: ({ environment }) => environment,
    latestStatus: ({ statuses }) => statuses.at(-1),
    statuses: ({ statuses }) => statuses.toReversed(),
    ref: ({ repository, ref }, _args, { state }) => repositoryOf(state, repository).branches.get(ref),
    repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
    state: ({ statuses }) => deploymentState(statuses),
    task: () => 'deploy',
  },
  DeploymentStatus: {
    creator: ({ by }) => by,
    updatedAt: ({ createdAt }) => createdAt,
    environment: ({ deployment }) => deployment.environment,
  },
} satisfies {
  Commit: Fields<Commit>;
  GitActor: Fields<{ by: string | null }>;
  Status: Fields<{ commit: Commit; contexts: StatusContext[] }>;
  StatusCheckRollup: Fields<{ commit: Commit }>;
  StatusCheckRollupContextConnection: Fields<Connection<RollupContext>>;
  StatusContext: Fields<StatusContext>;
  CheckSuite: Fields<CheckSuite>;
  WorkflowRun: Fields<{ suite: CheckSuite }>;
  CheckRun: Fields<CheckRun>;
  DeploymentRequest: Fields<{ run: CheckRun }>;
  Deployment: Fields<Deployment>;
  DeploymentStatus: Fields<DeploymentStatus>;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);

function gitActor({ input }: Commit) {
  return { by: input.by, date: input.authoredAtMs };
}

/** GitHub calls a deployment that stands `ACTIVE`. */
function deploymentState(statuses: readonly DeploymentStatus[]): string {
  const last = statuses.at(-1)?.state ?? 'PENDING';
  return last === 'SUCCESS' ? 'ACTIVE' : last;
}

function deploymentRequest(run: CheckRun) {
  return { run };
}

function environmentOf(state: State, { suite, environment }: CheckRun): Environment {
  const name = environment ?? '';
  const known = repositoryOf(state, suite.repository).environments.get(name);
  return known ?? { ...identity('Environment', 'EN', suite.repository, name), name, reviewers: [] };
}

function requiredBy(
  context: RollupContext,
  args: { pullRequestId?: string | null; pullRequestNumber?: number | null },
  { state }: Context,
): boolean {
  const repository = context.__typename === 'CheckRun' ? context.suite.repository : context.repository;
  const pullRequest = asked(state, repository, args);
  return pullRequest !== null && isRequired(state, pullRequest, context);
}

function asked(
  state: State,
  repository: string,
  { pullRequestId, pullRequestNumber }: { pullRequestId?: string | null; pullRequestNumber?: number | null },
): PullRequest | null {
  const byId = pullRequestId ? state.nodes.get(pullRequestId) : undefined;
  if (byId) return pullRequestNode(byId);
  return (pullRequestNumber && repositoryOf(state, repository).pullRequests.get(pullRequestNumber)) || null;
}

function counted(states: readonly string[]) {
  return [...new Set(states)].map((state) => ({ state, count: states.filter((it) => it === state).length }));
}

function suiteUrl({ repository, databaseId }: CheckSuite, { webUrl }: Context): string {
  return `${webUrl}/${repository}/actions/runs/${databaseId}`;
}

function runUrl({ suite, databaseId }: CheckRun, _args: unknown, context: Context): string {
  return `${suiteUrl(suite, context)}/job/${databaseId}`;
}

/** The commit and those before it, newest first, along the line of first parents and what was merged into it. */
function firstParents(state: State, commit: Commit): Commit[] {
  const { commits } = repositoryOf(state, commit.repository);
  const seen = new Set<Commit>();
  const ahead = [commit];
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const oid of next.input.parents) {
      const parent = commits.get(oid);
      if (parent) ahead.push(parent);
    }
  }
  return [...seen].toSorted((a, b) => b.input.authoredAtMs - a.input.authoredAtMs);
}
