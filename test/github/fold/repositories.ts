/** Accounts, teams, repositories, branches, deployments, alerts and issues. */

import type { CommitInput } from '../events.ts';
import {
  type Account,
  type Branch,
  type Commit,
  type Environment,
  type Issue,
  identity,
  type Label,
  type Repository,
  repositoryOf,
  type State,
  type Team,
} from '../state.ts';
import type { Handlers } from './handlers.ts';

type Kinds =
  | 'account'
  | 'account-deleted'
  | 'team'
  | 'repository'
  | 'archived'
  | 'rules'
  | 'environment'
  | 'branch-pushed'
  | 'deployment'
  | 'deployment-status'
  | 'alert'
  | 'alert-closed'
  | 'issue'
  | 'issue-closed';

const PREFIX = { User: 'U', Bot: 'BOT', Organization: 'O' } as const;

export const REPOSITORIES: Handlers<Kinds> = {
  account(state, { login, type, name, atMs }) {
    const account: Account = { ...identity(type, PREFIX[type], login), login, name, createdAt: atMs };
    state.accounts.set(login, account);
    state.nodes.set(account.id, account);
  },
  'account-deleted'(state, { login }) {
    state.accounts.delete(login);
  },
  team(state, { organisation, slug, name, isSecret, members }) {
    const key = `${organisation}/${slug}`;
    const team: Team = { ...identity('Team', 'T', key), organisation, slug, name, isSecret, members };
    state.teams.set(key, team);
    state.nodes.set(team.id, team);
  },
  repository(state, { repository: nameWithOwner, defaultBranch, isPrivate, readers, scanners, atMs }) {
    const [owner = '', name = ''] = nameWithOwner.split('/');
    const repository: Repository = {
      ...identity('Repository', 'R', nameWithOwner),
      nameWithOwner,
      owner,
      name,
      defaultBranch,
      isPrivate,
      createdAt: atMs,
      readers: new Set(readers),
      scanners: new Set(scanners),
      rules: new Map(),
      environments: new Map(),
      labels: new Map(),
      branches: new Map(),
      commits: new Map(),
      pullRequests: new Map(),
      issues: new Map(),
      deployments: new Map(),
      suites: [],
      alerts: new Map(),
      isArchived: false,
      pushedAt: atMs,
    };
    state.repositories.set(nameWithOwner, repository);
    state.nodes.set(repository.id, repository);
  },
  archived(state, { repository }) {
    repositoryOf(state, repository).isArchived = true;
  },
  rules(state, { repository, branch, rules }) {
    repositoryOf(state, repository).rules.set(branch, rules);
  },
  environment(state, { repository, name, reviewers }) {
    const environment: Environment = { ...identity('Environment', 'EN', repository, name), name, reviewers };
    repositoryOf(state, repository).environments.set(name, environment);
    state.nodes.set(environment.id, environment);
  },
  'branch-pushed'(state, { repository, branch, commits, atMs }) {
    const target = repositoryOf(state, repository);
    for (const commit of commits) addCommit(state, target, commit, atMs);
    const last = commits.at(-1);
    if (last) setBranch(state, target, branch, last.oid);
  },
  deployment(state, { repository, deployment: number, oid, ref, environment, by, atMs }) {
    const target = repositoryOf(state, repository);
    const deployment = {
      ...identity('Deployment', 'DE', repository, number),
      repository,
      number,
      oid,
      ref,
      environment,
      by,
      createdAt: atMs,
      updatedAt: atMs,
      statuses: [],
    };
    target.deployments.set(number, deployment);
    state.nodes.set(deployment.id, deployment);
    commitOf(target, oid).deployments.push(deployment);
    for (const pullRequest of deployedPullRequests(target, oid)) {
      pullRequest.timeline.push({
        __typename: 'DeployedEvent',
        id: identity('DeployedEvent', 'DEE', pullRequest.id, number).id,
        createdAt: atMs,
        actor: by,
        deployment,
      });
    }
  },
  'deployment-status'(state, { repository, deployment: number, state: value, by, atMs }) {
    const target = repositoryOf(state, repository);
    const deployment = target.deployments.get(number);
    if (!deployment) throw new Error(`no deployment ${number} in ${repository}`);
    const status = {
      ...identity('DeploymentStatus', 'DES', repository, number, deployment.statuses.length),
      deployment,
      state: value,
      by,
      createdAt: atMs,
    };
    deployment.statuses.push(status);
    deployment.updatedAt = atMs;
    state.nodes.set(status.id, status);
    for (const pullRequest of deployedPullRequests(target, deployment.oid)) {
      pullRequest.timeline.push({
        __typename: 'DeploymentEnvironmentChangedEvent',
        id: identity('DeploymentEnvironmentChangedEvent', 'DECE', pullRequest.id, status.id).id,
        createdAt: atMs,
        actor: by,
        deploymentStatus: status,
      });
    }
  },
  alert(state, { repository, alert: number, type, tool, rule, severity, pullRequest, path, atMs }) {
    repositoryOf(state, repository).alerts.set(`${type}#${number}`, {
      number,
      type,
      tool,
      rule,
      severity,
      pullRequest,
      path,
      createdAt: atMs,
      state: 'open',
      closedAt: null,
    });
  },
  'alert-closed'(state, { repository, alert: number, type, reason, atMs }) {
    const alert = repositoryOf(state, repository).alerts.get(`${type}#${number}`);
    if (!alert) throw new Error(`no ${type} alert ${number} in ${repository}`);
    alert.state = reason;
    alert.closedAt = atMs;
  },
  issue(state, { repository, number, title, by, labels, atMs }) {
    const target = repositoryOf(state, repository);
    for (const label of labels) labelOf(state, target, label, atMs);
    const issue: Issue = {
      ...identity('Issue', 'I', repository, number),
      repository,
      number,
      title,
      by,
      labels: [...labels],
      createdAt: atMs,
      updatedAt: atMs,
      closedAt: null,
    };
    target.issues.set(number, issue);
    state.nodes.set(issue.id, issue);
  },
  'issue-closed'(state, { repository, number, atMs }) {
    const issue = repositoryOf(state, repository).issues.get(number);
    if (!issue) throw new Error(`no issue ${number} in ${repository}`);
    issue.closedAt = atMs;
    issue.updatedAt = atMs;
  },
};

export function addCommit(state: State, repository: Repository, input: CommitInput, atMs: number): Commit {
  const known = repository.commits.get(input.oid);
  if (known) return known;
  const commit: Commit = {
    ...identity('Commit', 'C', repository.nameWithOwner, input.oid),
    repository: repository.nameWithOwner,
    oid: input.oid,
    input,
    pushedAt: atMs,
    suites: [],
    contexts: new Map(),
    deployments: [],
  };
  repository.commits.set(input.oid, commit);
  repository.pushedAt = atMs;
  state.nodes.set(commit.id, commit);
  return commit;
}

export function commitOf(repository: Repository, oid: string): Commit {
  const commit = repository.commits.get(oid);
  if (!commit) throw new Error(`no commit ${oid} in ${repository.nameWithOwner}`);
  return commit;
}

export function setBranch(state: State, repository: Repository, name: string, oid: string): void {
  const known = repository.branches.get(name);
  if (known) {
    known.oid = oid;
    return;
  }
  const key = identity('Ref', 'REF', repository.nameWithOwner, name);
  const branch: Branch = { ...key, repository: repository.nameWithOwner, name, oid };
  repository.branches.set(name, branch);
  state.nodes.set(branch.id, branch);
}

export function branchOid(repository: Repository, name: string): string {
  const branch = repository.branches.get(name);
  if (!branch) throw new Error(`no branch ${name} in ${repository.nameWithOwner}`);
  return branch.oid;
}

export function labelOf(state: State, repository: Repository, name: string, atMs: number): Label {
  const known = repository.labels.get(name);
  if (known) return known;
  const key = identity('Label', 'LA', repository.nameWithOwner, name);
  const color = key.databaseId.toString(16).padStart(6, '0').slice(0, 6);
  const label: Label = { ...key, repository: repository.nameWithOwner, name, color, createdAt: atMs };
  repository.labels.set(name, label);
  state.nodes.set(label.id, label);
  return label;
}

/** Those whose own branch has the commit: a deployment of the default branch is nobody's. */
function deployedPullRequests(repository: Repository, oid: string) {
  return [...repository.pullRequests.values()].filter((it) =>
    it.commits.some((commit) => commit.oid === oid),
  );
}
