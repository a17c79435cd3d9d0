/**
 * What is asked of GitHub, in parts of which a request takes as many as it can, each made for what a server has and a
 * token may read.
 *
 * A query costs the number of connections that it may open, by their arguments, divided by a hundred. Hence the rules
 * here: the index opens none below its searches; the details of a pull request are one level of connections; what is
 * nested deeper (comments of threads, teams of reviews) is asked for afterwards, by the ids of those that are there.
 */

import type { Capabilities, TeamName } from './capabilities.ts';

export interface Dialect extends Capabilities {
  readonly teamName: TeamName;
  /** name of the project field to read; null: none */
  readonly projectField: string | null;
}

/** One field of a query, under an alias of its own. */
export interface Part {
  readonly alias: string;
  /** the field and what is selected of it, without the alias */
  readonly body: string;
  /** by name: type and value */
  readonly variables?: Readonly<Record<string, readonly [type: string, value: unknown]>>;
  readonly fragments?: readonly string[];
}

/** Items of a connection on one page. */
export const PAGE = 100;
/** The most that GitHub finds for one search. */
export const SEARCH_LIMIT = 1000;

export function queryOf(parts: readonly Part[]): { query: string; variables: Record<string, unknown> } {
  const variables = Object.entries(Object.assign({}, ...parts.map((part) => part.variables ?? {}))) as [
    string,
    readonly [string, unknown],
  ][];
  const declared = variables.map(([name, [type]]) => `$${name}: ${type}`).join(', ');
  const fragments = new Set(parts.flatMap((part) => part.fragments ?? []));
  const fields = parts.map(({ alias, body }) => `  ${alias}: ${body}`);
  return {
    query: [
      `query${declared && ` (${declared})`} {`,
      '  rateLimit { cost remaining }',
      '  viewer { login }',
      ...fields,
      '}',
      ...fragments,
    ].join('\n'),
    variables: Object.fromEntries(variables.map(([name, [, value]]) => [name, value])),
  };
}

const PERSON = 'fragment Person on Actor { __typename login }';

const team = ({ teamName }: Dialect): string =>
  `... on Team { ${teamName === 'none' ? '__typename' : teamName} }`;

function reviewer(dialect: Dialect): string {
  const bot = dialect.has('RequestedReviewer', 'Bot') ? '... on Bot { login }' : '';
  return `fragment Reviewer on RequestedReviewer {
  __typename ... on User { login } ... on Mannequin { login } ${team(dialect)} ${bot}
}`;
}

/** What is true of a pull request without looking into it: enough for a row, and to see whether it has changed. */
const row = ({ has }: Dialect): string => `fragment Row on PullRequest {
  id number title url state isDraft createdAt updatedAt mergedAt closedAt
  baseRefName headRefName headRefOid isCrossRepository additions deletions changedFiles
  author { ...Person } repository { nameWithOwner defaultBranchRef { name } }
  mergeable ${has('PullRequest', 'mergeStateStatus') ? 'mergeStateStatus' : ''} mergeCommit { oid }
  ${has('PullRequest', 'mergeQueueEntry') ? 'mergeQueueEntry { position enqueuedAt estimatedTimeToMerge }' : ''}
  ${has('PullRequest', 'statusCheckRollup') ? 'statusCheckRollup { state }' : ''}
}`;

/** @param first size of the page; @param after end of the page before, null for the first */
export const searchPart = (
  dialect: Dialect,
  alias: string,
  query: string,
  first: number,
  after: string | null,
): Part => ({
  alias,
  body: `search(type: ISSUE, query: $q${alias}, first: ${first}, after: $c${alias}) {
    pageInfo { hasNextPage endCursor } nodes { ...Row } }`,
  variables: { [`q${alias}`]: ['String!', query], [`c${alias}`]: ['String', after] },
  fragments: [row(dialect), PERSON],
});

/** The teams of the viewer, by organisation. */
export const ownTeamsPart = (alias: string, login: string): Part => ({
  alias,
  body: `viewer { organizations(first: 50) { nodes {
    teams(first: ${PAGE}, userLogins: [$l${alias}]) { nodes { combinedSlug } } } } }`,
  variables: { [`l${alias}`]: ['String!', login] },
});

/** @param team `organisation/team` */
export const membersPart = (alias: string, team: string): Part => {
  const [organisation, slug] = team.split('/');
  return {
    alias,
    body: `organization(login: $o${alias}) { team(slug: $s${alias}) {
    members(first: ${PAGE}) { nodes { login } } } }`,
    variables: { [`o${alias}`]: ['String!', organisation], [`s${alias}`]: ['String!', slug ?? ''] },
  };
};

function repositoryField(alias: string, repository: string): Pick<Part, 'body' | 'variables'> {
  const [owner, name] = repository.split('/');
  return {
    body: `repository(owner: $o${alias}, name: $r${alias})`,
    variables: { [`o${alias}`]: ['String!', owner], [`r${alias}`]: ['String!', name] },
  };
}

export function environmentsPart(alias: string, repository: string): Part {
  const field = repositoryField(alias, repository);
  return { ...field, alias, body: `${field.body} { environments(first: ${PAGE}) { nodes { name } } }` };
}

/**
 * The latest deployments to these environments, each with the commits that it brought since.
 * @param sinceMs no commit that is looked for was merged before
 */
export function deploymentsPart(
  alias: string,
  repository: string,
  environments: readonly string[],
  sinceMs: number,
): Part {
  const field = repositoryField(alias, repository);
  return {
    alias,
    body: `${field.body} {
    deployments(first: 10, environments: $e${alias}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes {
      ...Deployed commit { history(first: ${PAGE}, since: $t${alias}) { pageInfo { hasNextPage } nodes { oid } } } } } }`,
    variables: {
      ...field.variables,
      [`e${alias}`]: ['[String!]', environments],
      [`t${alias}`]: ['GitTimestamp', new Date(sinceMs).toISOString()],
    },
    fragments: [DEPLOYED],
  };
}

/** The latest deployments of a repository to whatever environment. */
export function latestDeploymentsPart(alias: string, repository: string): Part {
  const field = repositoryField(alias, repository);
  return {
    ...field,
    alias,
    body: `${field.body} {
    deployments(first: ${PAGE}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...Deployed } } }`,
    fragments: [DEPLOYED],
  };
}

const DEPLOYED = `fragment Deployed on Deployment {
  environment commitOid createdAt statuses(last: 10) { nodes { state createdAt } }
}`;

/** Connections of which a pull request may have more than a page; each is a field of `DetailNode`. */
export const PAGED = ['timelineItems', 'reviewThreads', 'files', 'labels', 'messages', 'contexts'] as const;
export type Paged = (typeof PAGED)[number];

/** A field of `PullRequest` that has this page of the connection in it. */
function pageField(dialect: Dialect, connection: Paged, id: string, after: string): string {
  const page = `first: ${PAGE}${after}`;
  const end = 'pageInfo { hasNextPage endCursor }';
  switch (connection) {
    case 'timelineItems':
      return `timelineItems(${page}, itemTypes: [${itemTypes(dialect)}]) { ${end} nodes { ...Item } }`;
    case 'reviewThreads':
      return `reviewThreads(${page}) { ${end} nodes { id isResolved isOutdated } }`;
    case 'files':
      return `files(${page}) { ${end} nodes { path additions deletions } }`;
    case 'labels':
      return `labels(${page}) { ${end} nodes { name } }`;
    case 'messages':
      return `messages: commits(${page}) { ${end} totalCount nodes { commit { id oid authoredDate message } } }`;
    case 'contexts':
      return `tip: commits(last: 1) { nodes { commit { statusCheckRollup { contexts(${page}) { ${end}
      nodes { ...Context ${required(dialect, id)} } } } } } }`;
  }
}

const fragmentsOf = (dialect: Dialect, connection: Paged): string[] => {
  if (connection === 'timelineItems') return [item(dialect), reviewer(dialect), PERSON];
  return connection === 'contexts' ? [context(dialect)] : [];
};

/** Whether a check is required can only be told for one pull request, so it is no part of the fragment. */
const required = ({ has }: Dialect, id: string): string =>
  (['CheckRun', 'StatusContext'] as const)
    .filter((type) => has(type, 'isRequired'))
    .map((type) => `... on ${type} { isRequired(pullRequestId: ${id}) }`)
    .join(' ');

const context = ({ has }: Dialect): string => `fragment Context on StatusCheckRollupContext {
  __typename
  ... on CheckRun { id name status conclusion startedAt completedAt title detailsUrl
    checkSuite { id createdAt app { slug } }
    ${has('CheckRun', 'pendingDeploymentRequest') ? 'pendingDeploymentRequest { environment { name } currentUserCanApprove }' : ''} }
  ... on StatusContext { context state description createdAt targetUrl }
}`;

/** Suites of the tip, for the time they began and whether somebody has to let them run. */
const SUITES = `tip: commits(last: 1) { nodes { commit {
    checkSuites(first: 30) { nodes { createdAt status conclusion app { slug } } } } } }`;

const project = ({ projectField }: Dialect): string =>
  projectField === null
    ? ''
    : `projectItems(first: 5) { nodes { project { title } fieldValueByName(name: $field) {
    ... on ProjectV2ItemFieldSingleSelectValue { name updatedAt } } } }`;

/** Everything about one pull request, but for what is nested deeper. */
export function detailPart(dialect: Dialect, alias: string, id: string): Part {
  const { has } = dialect;
  const rule = has('Ref', 'refUpdateRule')
    ? `refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts requiresCodeOwnerReviews
    ${has('RefUpdateRule', 'requiresConversationResolution') ? 'requiresConversationResolution' : ''} }`
    : '';
  const ruleset = has('Ref', 'rules')
    ? `rules(first: 50) { nodes { parameters { __typename
      ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } }
      ... on PullRequestParameters { requiredApprovingReviewCount requireCodeOwnerReview requiredReviewThreadResolution }
    } } }`
    : '';
  return {
    alias,
    body: `node(id: $${alias}) { ...Row ... on PullRequest {
    baseRef { name ${rule} ${ruleset} }
    reviewRequests(first: ${PAGE}) { nodes { ${has('ReviewRequest', 'asCodeOwner') ? 'asCodeOwner' : ''} requestedReviewer { ...Reviewer } } }
    ${PAGED.map((connection) => pageField(dialect, connection, `$${alias}`, '')).join('\n    ')}
    ${SUITES}
    tip: commits(last: 1) { nodes { commit { deployments(last: 5) { nodes { ...Deployed } } } } }
    ${project(dialect)} } }`,
    variables: idVariables(dialect, alias, id),
    fragments: [
      row(dialect),
      PERSON,
      reviewer(dialect),
      DEPLOYED,
      ...PAGED.flatMap((connection) => fragmentsOf(dialect, connection)),
    ],
  };
}

/** What may change without the pull request's `updatedAt` moving. */
export interface PulseOf {
  readonly checks: boolean;
  readonly threads: boolean;
  readonly project: boolean;
}

export function pulsePart(dialect: Dialect, alias: string, id: string, of: PulseOf): Part {
  const fields = [
    ...(of.checks ? [pageField(dialect, 'contexts', `$${alias}`, ''), SUITES] : []),
    ...(of.threads ? [pageField(dialect, 'reviewThreads', `$${alias}`, '')] : []),
    ...(of.project ? [project(dialect)] : []),
  ];
  const mergeable = `mergeable ${dialect.has('PullRequest', 'mergeStateStatus') ? 'mergeStateStatus' : ''}`;
  return {
    alias,
    body: `node(id: $${alias}) { ... on PullRequest { id ${mergeable} ${fields.join('\n    ')} } }`,
    variables: idVariables(dialect, alias, id),
    fragments: of.checks ? fragmentsOf(dialect, 'contexts') : [],
  };
}

/** A further page of one connection of one pull request. */
export const pagePart = (
  dialect: Dialect,
  alias: string,
  id: string,
  connection: Paged,
  after: string,
): Part => ({
  alias,
  body: `node(id: $${alias}) { ... on PullRequest { id ${pageField(dialect, connection, `$${alias}`, `, after: $c${alias}`)} } }`,
  variables: { [alias]: ['ID!', id], [`c${alias}`]: ['String!', after] },
  fragments: fragmentsOf(dialect, connection),
});

const idVariables = (
  { projectField }: Dialect,
  alias: string,
  id: string,
): NonNullable<Part['variables']> => ({
  [alias]: ['ID!', id],
  ...(projectField !== null && { field: ['String!', projectField] as const }),
});

/** Who wrote in a thread, which teams a review answers for, who may let a deployment through, whether a commit is a merge. */
export function deeperPart(dialect: Dialect, alias: string, ids: readonly string[]): Part {
  const { has, teamName } = dialect;
  const behalf =
    has('PullRequestReview', 'onBehalfOf') && teamName !== 'none'
      ? `... on PullRequestReview { onBehalfOf(first: 10) { nodes { ${teamName} } } }`
      : '';
  const approvers = has('CheckRun', 'pendingDeploymentRequest')
    ? `... on CheckRun { pendingDeploymentRequest { reviewers(first: 10) { nodes {
      __typename ... on User { login } ${team(dialect)} } } } }`
    : '';
  return {
    alias,
    body: `nodes(ids: $${alias}) { __typename ... on Node { id }
    ... on PullRequestReviewThread { comments(first: 50) { totalCount nodes { createdAt author { ...Person } } } }
    ... on Commit { parents(first: 2) { totalCount } }
    ${behalf} ${approvers} }`,
    variables: { [alias]: ['[ID!]!', ids] },
    fragments: [PERSON],
  };
}

/** Kinds of events, and what is told of each beside its time. */
const ITEMS: Readonly<Record<string, readonly [type: string, fields: string]>> = {
  READY_FOR_REVIEW_EVENT: ['ReadyForReviewEvent', 'createdAt actor { ...Person }'],
  CONVERT_TO_DRAFT_EVENT: ['ConvertToDraftEvent', 'createdAt actor { ...Person }'],
  REVIEW_REQUESTED_EVENT: [
    'ReviewRequestedEvent',
    'createdAt actor { ...Person } requestedReviewer { ...Reviewer }',
  ],
  REVIEW_REQUEST_REMOVED_EVENT: [
    'ReviewRequestRemovedEvent',
    'createdAt actor { ...Person } requestedReviewer { ...Reviewer }',
  ],
  PULL_REQUEST_REVIEW: [
    'PullRequestReview',
    'id state submittedAt authorCanPushToRepository author { ...Person }',
  ],
  REVIEW_DISMISSED_EVENT: [
    'ReviewDismissedEvent',
    'createdAt actor { ...Person } previousReviewState review { id author { ...Person } }',
  ],
  LABELED_EVENT: ['LabeledEvent', 'createdAt actor { ...Person } label { name }'],
  UNLABELED_EVENT: ['UnlabeledEvent', 'createdAt actor { ...Person } label { name }'],
  PULL_REQUEST_COMMIT: ['PullRequestCommit', 'added: commit { oid committedDate }'],
  HEAD_REF_FORCE_PUSHED_EVENT: ['HeadRefForcePushedEvent', 'createdAt afterCommit { oid }'],
  BASE_REF_CHANGED_EVENT: ['BaseRefChangedEvent', 'createdAt'],
  AUTO_MERGE_ENABLED_EVENT: ['AutoMergeEnabledEvent', 'createdAt actor { ...Person }'],
  ADDED_TO_MERGE_QUEUE_EVENT: ['AddedToMergeQueueEvent', 'createdAt actor { ...Person }'],
  REMOVED_FROM_MERGE_QUEUE_EVENT: ['RemovedFromMergeQueueEvent', 'createdAt reason'],
  // Its commit may be null, that of a `PullRequestCommit` may not: under one name they could not be in one query.
  MERGED_EVENT: ['MergedEvent', 'createdAt actor { ...Person } merged: commit { oid }'],
  CLOSED_EVENT: ['ClosedEvent', 'createdAt actor { ...Person }'],
  REOPENED_EVENT: ['ReopenedEvent', 'createdAt actor { ...Person }'],
};

const knownItems = ({ has }: Dialect) =>
  Object.entries(ITEMS).filter(([name]) => has('PullRequestTimelineItemsItemType', name));

const itemTypes = (dialect: Dialect): string =>
  knownItems(dialect)
    .map(([name]) => name)
    .join(' ');

const item = (dialect: Dialect): string => `fragment Item on PullRequestTimelineItems {
  __typename
  ${knownItems(dialect)
    .map(([, [type, fields]]) => `... on ${type} { ${fields} }`)
    .join('\n  ')}
}`;
