/** Repositories, branches, and the rules of branches. */

import { GraphQLError } from 'graphql';
import type { BranchRules } from '../events.ts';
import { history } from '../lookup.ts';
import { type Branch, identity, type Repository, repositoryOf } from '../state.ts';
import type { Context, Fields } from './context.ts';
import { filtered, ordered, type PullRequestArguments } from './listing.ts';

interface Rule {
  readonly id: string;
  readonly rules: BranchRules;
  readonly pattern: string;
  readonly repository: Repository;
}

const REPOSITORY: Fields<Repository> = {
  owner: ({ owner }) => owner,
  url: ({ nameWithOwner }, _args, { webUrl }) => `${webUrl}/${nameWithOwner}`,
  resourcePath: ({ nameWithOwner }) => `/${nameWithOwner}`,
  sshUrl: ({ nameWithOwner }) => `git@github.com:${nameWithOwner}.git`,
  visibility: ({ isPrivate }) => (isPrivate ? 'PRIVATE' : 'PUBLIC'),
  updatedAt: ({ pushedAt }) => pushedAt,
  isInOrganization: ({ owner }, _args, { state }) => state.accounts.get(owner)?.__typename === 'Organization',
  viewerPermission: ({ readers }, _args, { viewer }) => (readers.has(viewer.login) ? 'READ' : 'WRITE'),
  viewerCanAdminister: () => false,
  mergeCommitAllowed: () => true,
  squashMergeAllowed: () => true,
  rebaseMergeAllowed: () => true,
  defaultBranchRef: ({ branches, defaultBranch }) => branches.get(defaultBranch),
  ref: ({ branches }, { qualifiedName }: { qualifiedName: string }) =>
    branches.get(qualifiedName.replace(/^refs\/heads\//, '')),
  refs: ({ branches }, { refPrefix }: { refPrefix: string }) =>
    refPrefix === 'refs/heads/' ? [...branches.values()] : [],
  object: ({ commits, branches }, { oid, expression }: { oid?: string | null; expression?: string | null }) =>
    commits.get(oid ?? branches.get(expression ?? '')?.oid ?? expression ?? ''),
  pullRequest: (repository, { number }: { number: number }) => {
    const found = repository.pullRequests.get(number);
    if (!found) throw missing('PullRequest', number);
    return found;
  },
  pullRequests: ({ pullRequests }, args: PullRequestArguments) => filtered([...pullRequests.values()], args),
  issue: ({ issues }, { number }: { number: number }) => {
    const found = issues.get(number);
    if (!found) throw missing('Issue', number);
    return found;
  },
  issues: ({ issues }, { states, labels, orderBy }: PullRequestArguments) =>
    ordered(
      [...issues.values()].filter(
        (it) =>
          (!states || states.includes(it.closedAt === null ? 'OPEN' : 'CLOSED')) &&
          (!labels || labels.some((label) => it.labels.includes(label))),
      ),
      orderBy,
    ),
  issueOrPullRequest: ({ issues, pullRequests }, { number }: { number: number }) =>
    pullRequests.get(number) ?? issues.get(number),
  label: ({ labels }, { name }: { name: string }) => labels.get(name),
  labels: ({ labels }) => [...labels.values()],
  environment: ({ environments }, { name }: { name: string }) => environments.get(name),
  environments: ({ environments }) => [...environments.values()],
  deployments: (
    { deployments },
    {
      environments,
      orderBy,
    }: { environments?: readonly string[] | null; orderBy?: { direction: string } | null },
  ) => {
    const found = [...deployments.values()]
      .filter((it) => !environments || environments.includes(it.environment))
      .toSorted((a, b) => a.createdAt - b.createdAt);
    return orderBy?.direction === 'DESC' ? found.reverse() : found;
  },
  assignableUsers: (repository, _args, { state }) => pushers(repository, { state }),
  mentionableUsers: (repository, _args, { state }) => pushers(repository, { state }),
  collaborators: (repository, _args, { state }) => pushers(repository, { state }),
  branchProtectionRules: (repository) =>
    [...repository.rules].map(([pattern, rules]) => protection(repository, pattern, rules)),
  mergeQueue: (repository, { branch }: { branch?: string | null }) => {
    const name = branch ?? repository.defaultBranch;
    return repository.rules.get(name)?.mergeQueue ? { repository, branch: name } : null;
  },
  vulnerabilityAlerts: ({ alerts }, { states }: { states?: readonly string[] | null }) =>
    [...alerts.values()]
      .filter((it) => it.type === 'dependabot' && (!states || states.includes(it.state.toUpperCase())))
      .map((it) => ({
        ...identity('RepositoryVulnerabilityAlert', 'RVA', it.number),
        number: it.number,
        state: it.state.toUpperCase(),
        createdAt: it.createdAt,
        fixedAt: it.state === 'fixed' ? it.closedAt : null,
        dismissedAt: it.state === 'dismissed' ? it.closedAt : null,
        securityVulnerability: {
          severity: it.severity === 'medium' ? 'MODERATE' : it.severity.toUpperCase(),
        },
      })),
};

const RULE: Fields<Rule> = {
  requiredApprovingReviewCount: ({ rules }) => rules.approvals,
  requiredStatusCheckContexts: ({ rules }) => rules.checks,
  requiresCodeOwnerReviews: ({ rules }) => rules.codeOwners,
  requiresConversationResolution: ({ rules }) => rules.resolvedThreads,
  viewerCanPush: () => true,
};

export const REPOSITORIES = {
  Repository: REPOSITORY,
  Ref: {
    prefix: () => 'refs/heads/',
    repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
    target: ({ repository, oid }, _args, { state }) => repositoryOf(state, repository).commits.get(oid),
    refUpdateRule: (branch, _args, context) => ruleOf(branch, context, 'protection'),
    branchProtectionRule: (branch, _args, context) => ruleOf(branch, context, 'protection'),
    rules: (branch, _args, context) => rulesetRules(ruleOf(branch, context, 'ruleset')),
    associatedPullRequests: ({ repository, name }, args: PullRequestArguments, { state }) =>
      filtered(
        [...repositoryOf(state, repository).pullRequests.values()].filter(
          (it) => it.head === name && !it.fork,
        ),
        args,
      ),
    compare: (branch, { headRef }: { headRef: string }, { state }) => {
      const repository = repositoryOf(state, branch.repository);
      const head = repository.branches.get(headRef)?.oid ?? headRef;
      return repository.commits.has(head) ? compare(repository, branch.oid, head) : null;
    },
  },
  RefUpdateRule: RULE,
  BranchProtectionRule: {
    ...RULE,
    requiresApprovingReviews: ({ rules }) => rules.approvals > 0,
    requiresStatusChecks: ({ rules }) => rules.checks.length > 0,
    requiresStrictStatusChecks: ({ rules }) => rules.upToDate,
    dismissesStaleReviews: ({ rules }) => rules.dismissesStale,
    requiredStatusChecks: ({ rules }) => rules.checks.map((context) => ({ context })),
  },
} satisfies {
  Repository: Fields<Repository>;
  Ref: Fields<Branch>;
  RefUpdateRule: Fields<Rule>;
  BranchProtectionRule: Fields<Rule>;
};

function protection(repository: Repository, pattern: string, rules: BranchRules): Rule {
  const { id } = identity('BranchProtectionRule', 'BPR', repository.nameWithOwner, pattern);
  return { id, rules, pattern, repository };
}

function ruleOf({ repository, name }: Branch, { state }: Context, from: BranchRules['from']): Rule | null {
  const target = repositoryOf(state, repository);
  const rules = target.rules.get(name);
  return rules?.from === from ? protection(target, name, rules) : null;
}

/** Rules in the shape of rulesets. */
function rulesetRules(rule: Rule | null): unknown[] {
  if (!rule) return [];
  const { rules } = rule;
  const pullRequest = {
    id: `${rule.id}_PR`,
    type: 'PULL_REQUEST',
    parameters: {
      __typename: 'PullRequestParameters',
      requiredApprovingReviewCount: rules.approvals,
      requireCodeOwnerReview: rules.codeOwners,
      requiredReviewThreadResolution: rules.resolvedThreads,
      dismissStaleReviewsOnPush: rules.dismissesStale,
    },
  };
  const checks = {
    id: `${rule.id}_SC`,
    type: 'REQUIRED_STATUS_CHECKS',
    parameters: {
      __typename: 'RequiredStatusChecksParameters',
      requiredStatusChecks: rules.checks.map((context) => ({ context })),
      strictRequiredStatusChecksPolicy: rules.upToDate,
    },
  };
  return [pullRequest, checks];
}

/** How the commits of `head` stand to those of `base`. */
export function compare(repository: Repository, base: string, head: string) {
  const behind = history(repository, base);
  const ahead = history(repository, head);
  const aheadBy = [...ahead].filter((oid) => !behind.has(oid)).length;
  const behindBy = [...behind].filter((oid) => !ahead.has(oid)).length;
  const both = behindBy > 0 ? 'DIVERGED' : 'AHEAD';
  const status = aheadBy > 0 ? both : behindBy > 0 ? 'BEHIND' : 'IDENTICAL';
  const commits = [...ahead].filter((oid) => !behind.has(oid)).map((oid) => repository.commits.get(oid));
  return {
    ...identity('Comparison', 'CMP', repository.nameWithOwner, base, head),
    baseTarget: repository.commits.get(base),
    headTarget: repository.commits.get(head),
    aheadBy,
    behindBy,
    status,
    commits,
  };
}

function pushers(repository: Repository, { state }: Pick<Context, 'state'>) {
  return [...state.accounts.values()].filter(
    (it) => it.__typename === 'User' && !repository.readers.has(it.login),
  );
}

function missing(type: string, number: number): GraphQLError {
  return new GraphQLError(`Could not resolve to a ${type} with the number of ${number}.`, {
    extensions: { type: 'NOT_FOUND' },
  });
}
