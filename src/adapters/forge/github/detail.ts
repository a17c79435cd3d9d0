/** Pull requests in full: their details in batches, the further pages of what is long, and what is nested deeper. */

import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';
import { type Answers, ask, together } from './ask.ts';
import type { Client } from './client.ts';
import {
  type Dialect,
  deeperPart,
  detailPart,
  PAGED,
  type Paged,
  type Part,
  type PulseOf,
  pagePart,
  pulsePart,
} from './queries.ts';
import { type DeeperNode, type DetailNode, items, type Page, type PulseNode } from './shapes.ts';
import { DETAIL, type Deeper, looksLikeMerge } from './translate.ts';

/** Pull requests in one request: with more, GitHub runs into its own limit of ten seconds. */
const DETAILS_AT_ONCE = 25;
/** Ids in one field, and fields in one request. */
const IDS = 100;
const PAGES_AT_ONCE = 20;
/** Pages after the first: beyond, what is there is marked as incomplete. */
const FURTHER_PAGES = 9;

export interface Whole<N> {
  readonly node: N;
  /** what could not be read in full */
  readonly incomplete: readonly string[];
}

export interface Wholes<N> {
  /** by id; one that GitHub withholds, or that is gone, is null */
  readonly nodes: ReadonlyMap<string, Whole<N> | null>;
  readonly answers: Answers;
}

export async function readDetails(
  client: Client,
  dialect: Dialect,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Wholes<DetailNode> & { readonly deeper: Deeper }> {
  const parts = ids.map((id, i) => detailPart(dialect, `p${i}`, id));
  const first = await ask(client, parts, DETAILS_AT_ONCE, signal);
  const paged = await furtherPages(client, dialect, nodesIn<DetailNode>(ids, first), first, signal);
  const { nodes } = paged;
  const { deeper, answers } = await readDeeper(client, dialect, nodes, paged.answers, signal);
  return { nodes, deeper, answers };
}

/** The part for a pull request whose pulse is `p0`, `p1`, ... in the order of `wanted`. */
export const pulseParts = (dialect: Dialect, wanted: ReadonlyMap<string, PulseOf>): Part[] =>
  [...wanted].map(([id, of], i) => pulsePart(dialect, `p${i}`, id, of));

/** The answers to `pulseParts`, with further pages where there are any. */
export function readPulses(
  client: Client,
  dialect: Dialect,
  wanted: ReadonlyMap<string, PulseOf>,
  answers: Answers,
  signal: AbortSignal | undefined,
): Promise<Wholes<PulseNode>> {
  return furtherPages<PulseNode>(client, dialect, nodesIn([...wanted.keys()], answers), answers, signal);
}

/** What was answered to `p0`, `p1`, ... for these ids. */
function nodesIn<N extends PulseNode>(
  ids: readonly string[],
  answers: Answers,
): Map<string, Whole<N> | null> {
  return new Map(
    ids.flatMap((id, i) => {
      const alias = `p${i}`;
      if (!answers.values.has(alias)) return [];
      const node = answers.values.get(alias) as N | null;
      return [[id, node?.id ? { node, incomplete: withheld(answers, alias) } : null] as const];
    }),
  );
}

/** The fields that GitHub complained of, as it names them in the path of the problem. */
const withheld = (answers: Answers, alias: string): string[] => [
  ...new Set(
    (answers.problems.get(alias) ?? []).map(({ path }) =>
      typeof path?.[1] === 'string' ? String(path[1]) : DETAIL,
    ),
  ),
];

async function furtherPages<N extends PulseNode>(
  client: Client,
  dialect: Dialect,
  nodes: Map<string, Whole<N> | null>,
  first: Answers,
  signal: AbortSignal | undefined,
): Promise<Wholes<N>> {
  let answers = first;
  const note = (id: string, change: (whole: Whole<N>) => Whole<N>) => nodes.set(id, change(nodes.get(id)!));
  let open = [...nodes].flatMap(([id, whole]) =>
    whole
      ? PAGED.flatMap((connection) => {
          const after = endOf(pageIn(whole.node, connection));
          return after === null ? [] : { id, connection, after };
        })
      : [],
  );
  for (let round = 0; open.length > 0; round++) {
    const parts = open.map(({ id, connection, after }, i) =>
      pagePart(dialect, `g${round}x${i}`, id, connection, after),
    );
    const hasMore = round < FURTHER_PAGES && answers.error === null;
    if (hasMore) answers = together(answers, await ask(client, parts, PAGES_AT_ONCE, signal));
    open = open.flatMap(({ id, connection }, i) => {
      const answer = answers.values.get(`g${round}x${i}`) as PulseNode | null | undefined;
      const page = answer && pageIn(answer, connection);
      if (!page) {
        note(id, (whole) => ({ ...whole, incomplete: [...whole.incomplete, NAMES[connection]] }));
        return [];
      }
      note(id, (whole) => ({ ...whole, node: withPage(whole.node, connection, page) }));
      const after = endOf(page);
      return after === null ? [] : { id, connection, after };
    });
  }
  return { nodes, answers };
}

/** What a person would call it. */
const NAMES: Readonly<Record<Paged, string>> = {
  timelineItems: 'timeline',
  reviewThreads: 'threads',
  files: 'files',
  labels: 'labels',
  messages: 'commits',
  contexts: 'checks',
};

const endOf = (page: Page<unknown> | null | undefined): string | null =>
  page?.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null;

type Connections = Partial<Record<Exclude<Paged, 'contexts'>, Page<unknown> | null>>;

const pageIn = (node: PulseNode, connection: Paged): Page<unknown> | null | undefined =>
  connection === 'contexts'
    ? items(node.tip)[0]?.commit.statusCheckRollup?.contexts
    : (node as Connections)[connection];

/** `node` with the items of a further page behind those that it has. */
function withPage<N extends PulseNode>(node: N, connection: Paged, next: Page<unknown>): N {
  const before = pageIn(node, connection);
  const page = { ...before, nodes: [...(before?.nodes ?? []), ...(next.nodes ?? [])] };
  if (connection !== 'contexts') return { ...node, [connection]: page };
  const [tip] = items(node.tip);
  const commit = { ...tip?.commit, statusCheckRollup: { contexts: page } };
  return { ...node, tip: { nodes: [{ commit }] } };
}

/** Whoever wrote in threads that are open, teams that reviews answer for, people who may let deployments through. */
async function readDeeper(
  client: Client,
  dialect: Dialect,
  nodes: ReadonlyMap<string, Whole<DetailNode> | null>,
  before: Answers,
  signal: AbortSignal | undefined,
): Promise<{ deeper: Deeper; answers: Answers }> {
  const ids = [...nodes.values()].flatMap((whole) => (whole ? deeperIdsOf(whole.node) : []));
  if (ids.length === 0 || before.error !== null) return { deeper: new Map(), answers: before };
  const chunks = Array.from({ length: Math.ceil(ids.length / IDS) }, (_, i) =>
    ids.slice(i * IDS, (i + 1) * IDS),
  );
  const parts = chunks.map((chunk, i) => deeperPart(dialect, `n${i}`, chunk));
  const answers = together(before, await ask(client, parts, 3, signal));
  const deeper = new Map<string, DeeperNode>();
  for (const { alias } of parts)
    for (const node of (answers.values.get(alias) ?? []) as (DeeperNode | null)[])
      if (node?.id) deeper.set(node.id, node);
  return { deeper, answers };
}

function deeperIdsOf(node: DetailNode): string[] {
  const threads = items(node.reviewThreads).filter((it) => !it.isResolved && !it.isOutdated);
  const timeline = items(node.timelineItems);
  const asksTeams = timeline.some(({ requestedReviewer }) => requestedReviewer?.__typename === 'Team');
  const reviews = asksTeams ? timeline.filter((it) => it.__typename === 'PullRequestReview') : [];
  const contexts = items(items(node.tip)[0]?.commit.statusCheckRollup?.contexts);
  const waiting = contexts.filter((it) => it.pendingDeploymentRequest && it.status !== 'COMPLETED');
  const merges = items(node.messages).flatMap(({ commit }) => (looksLikeMerge(commit) ? [commit] : []));
  return [...threads, ...reviews, ...waiting, ...merges].flatMap(({ id }) => id ?? []);
}

const ONGOING = new Set(['queued', 'running', 'waiting', 'failed', 'broken', 'cancelled']);

/** What to ask of a pull request that seems not to have changed; null: nothing. */
export function pulseOf(
  pullRequest: PullRequest,
  rollup: string | undefined,
  isMergeableKnown: boolean,
  projectField: string | null,
): PulseOf | null {
  const { checks, checksAwaitApproval, threads, state } = pullRequest;
  if (state !== 'open') return null;
  const isGreen = rollup === undefined || rollup === 'SUCCESS';
  const of = {
    checks: !isGreen || checksAwaitApproval || checks.some((check) => ONGOING.has(check.state)),
    threads: threads.some((thread) => !thread.isResolved && !thread.isOutdated),
    project: projectField !== null,
  };
  return of.checks || of.threads || of.project || !isMergeableKnown ? of : null;
}
