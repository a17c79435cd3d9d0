/** What GitHub tells of delivery. Asked for when somebody looks at the figures, never in the background. */

import {
  type Alert,
  type DeliveryFacts,
  type DeploymentOf,
  joined,
  type Missing,
  type Run,
} from '../../../domain/delivery/facts.ts';
import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';
import type { DeliverySource, DeliveryWanted } from '../../../services/delivery/source.ts';
import { ask } from './ask.ts';
import { type Capabilities, EVERYTHING, readCapabilities } from './capabilities.ts';
import { type Client, createClient } from './client.ts';
import { readDetails } from './detail.ts';
import { causeForLog, failureOf } from './failures.ts';
import type { GitHubOptions } from './forge.ts';
import { readLists } from './lists.ts';
import { type Dialect, latestDeploymentsPart } from './queries.ts';
import { type DeploymentNode, items, type Page } from './shapes.ts';
import { detailOf } from './translate.ts';

/** Pull requests that one look reads in full: at about a point each, a tenth of an hour's budget. */
const MERGED_AT_MOST = 200;
/** Pages of a hundred, for each list of each repository. */
const PAGES = 5;
/** First attempts of runs that were run again, asked for one by one. */
const RERUNS_AT_MOST = 30;

type Options = Pick<
  GitHubOptions,
  'host' | 'token' | 'apiUrl' | 'graphqlUrl' | 'clock' | 'log' | 'fetch' | 'isPaced' | 'hasPublicSchema'
>;

export function createGitHubDelivery(options: Options): DeliverySource {
  const { host, clock, log } = options;
  let connection: Promise<Client> | undefined;
  let capabilities: Capabilities | undefined =
    (options.hasPublicSchema ?? host === 'github.com') ? EVERYTHING : undefined;

  return {
    host,
    async facts(wanted, signal) {
      try {
        connection ??= createClient(options);
        const client = await connection;
        capabilities ??= await readCapabilities(client, signal);
        const dialect: Dialect = { ...capabilities, teamName: 'none', projectField: null };
        const remarks = new Set<string>();
        const reading = { client, dialect, host, nowMs: clock.nowMs(), wanted, remarks, signal };
        const { merged, viewer } = await readMerged(reading);
        // One after the other: they share one queue, and one repository's failure is no other's.
        const byRepository: Omit<DeliveryFacts, 'fromMs' | 'toMs' | 'merged'>[] = [];
        for (const repository of wanted.repositories)
          byRepository.push({
            runs: await readRuns(reading, repository),
            deployments: await readDeployments(reading, repository),
            alerts: await readAlerts(reading, repository),
          });
        const facts: DeliveryFacts = {
          fromMs: wanted.fromMs,
          toMs: wanted.toMs,
          merged,
          runs: joined(byRepository.map((it) => it.runs)),
          deployments: joined(byRepository.map((it) => it.deployments)),
          alerts: joined(byRepository.map((it) => it.alerts)),
        };
        return { kind: 'ok', viewer, facts, remarks: [...remarks] };
      } catch (error) {
        log.warn(`${host}: delivery could not be read`, causeForLog(error));
        return { kind: 'failed', failure: failureOf(error, clock.nowMs()) };
      }
    },
  };
}

interface Reading {
  readonly client: Client;
  readonly dialect: Dialect;
  readonly host: string;
  readonly nowMs: number;
  readonly wanted: DeliveryWanted;
  /** to be added to */
  readonly remarks: Set<string>;
  readonly signal: AbortSignal | undefined;
}

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

async function readMerged({
  client,
  dialect,
  host,
  nowMs,
  wanted,
  remarks,
  signal,
}: Reading): Promise<{ merged: PullRequest[]; viewer: string }> {
  const range = `${day(wanted.fromMs)}..${day(wanted.toMs)}`;
  const searches = wanted.repositories.map((name) => ({
    query: `is:pr is:merged repo:${name} merged:${range} sort:updated-desc`,
    list: 'team' as const,
    state: 'MERGED' as const,
  }));
  const { found, incomplete, answers } = await readLists(client, dialect, searches, signal);
  if (answers.error !== null) throw answers.error;
  for (const { query } of incomplete) remarks.add(`Not everything was found: ${query}`);
  const ids = [...found.keys()];
  if (ids.length > MERGED_AT_MOST)
    remarks.add(`The ${MERGED_AT_MOST} latest of ${ids.length} merged pull requests were read.`);
  const details = await readDetails(client, dialect, ids.slice(0, MERGED_AT_MOST), signal);
  if (details.answers.error !== null) throw details.answers.error;
  const merged = [...details.nodes.values()].flatMap((whole) => {
    if (!whole) return [];
    const around = {
      host,
      nowMs,
      deeper: details.deeper,
      known: undefined,
      incomplete: whole.incomplete,
    };
    return [detailOf(whole.node, around)];
  });
  return {
    merged: merged.filter(
      ({ mergedAtMs }) => mergedAtMs !== null && mergedAtMs >= wanted.fromMs && mergedAtMs <= wanted.toMs,
    ),
    viewer: answers.viewer ?? details.answers.viewer ?? '',
  };
}

/** As `GET /repos/{owner}/{repo}/actions/runs` tells it. */
interface RunJson {
  readonly id: number;
  readonly name: string | null;
  readonly workflow_id: number;
  readonly head_branch: string | null;
  readonly run_attempt?: number;
  readonly conclusion: string | null;
  readonly run_started_at?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

const OUTCOMES: Readonly<Record<string, Run['outcome']>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'timed-out',
  startup_failure: 'startup-failure',
};

async function readRuns(reading: Reading, repository: string): Promise<readonly Run[] | Missing> {
  const { client, nowMs, wanted, remarks, signal } = reading;
  const [owner, repo] = repository.split('/');
  try {
    const { default_branch: main } = await client.rest<{ default_branch: string }>(
      'GET /repos/{owner}/{repo}',
      { owner, repo },
      signal,
    );
    const created = `${day(wanted.fromMs)}..${day(wanted.toMs + 86_400_000)}`;
    const { all, isCut } = await pages(async (page) => {
      const { workflow_runs } = await client.rest<{ workflow_runs: RunJson[] }>(
        'GET /repos/{owner}/{repo}/actions/runs',
        { owner, repo, created, per_page: 100, page },
        signal,
      );
      return workflow_runs;
    });
    if (isCut) remarks.add(`The latest ${all.length} runs of ${repository} were read.`);
    const runs = all.map((it) => runOf(it, repository, main));
    const again = all.filter(({ run_attempt }) => (run_attempt ?? 1) > 1);
    if (again.length > RERUNS_AT_MOST)
      remarks.add(`First attempts of some re-runs of ${repository} are not known.`);
    for (const { id } of again.slice(0, RERUNS_AT_MOST)) {
      const first = await client.rest<RunJson>(
        'GET /repos/{owner}/{repo}/actions/runs/{id}/attempts/{attempt}',
        { owner, repo, id, attempt: 1 },
        signal,
      );
      runs.push(runOf({ ...first, run_attempt: 1 }, repository, main));
    }
    return runs.length > 0 ? runs : 'none';
  } catch (error) {
    return withheld(error, nowMs);
  }
}

function runOf(json: RunJson, repository: string, main: string): Run {
  return {
    repository,
    workflow: json.name ?? String(json.workflow_id),
    branch: json.head_branch ?? '',
    isDefaultBranch: json.head_branch === main,
    attempt: json.run_attempt ?? 1,
    outcome: OUTCOMES[json.conclusion ?? ''] ?? 'other',
    startedAtMs: Date.parse(json.run_started_at ?? json.created_at),
    endedAtMs: Date.parse(json.updated_at),
  };
}

async function readDeployments(
  { client, nowMs, wanted, signal }: Reading,
  repository: string,
): Promise<readonly DeploymentOf[] | Missing> {
  const answers = await ask(client, [latestDeploymentsPart('d', repository)], 1, signal);
  if (answers.error !== null) return withheld(answers.error, nowMs);
  const answer = answers.values.get('d') as { deployments: Page<DeploymentNode> } | null | undefined;
  if (!answer) return 'no-access';
  const found = items(answer.deployments)
    .map((node): DeploymentOf => {
      const { environment, commitOid, createdAt, statuses } = node;
      return {
        repository,
        environment: environment ?? '',
        commit: commitOid,
        createdAtMs: Date.parse(createdAt),
        states: items(statuses)
          .map((it) => ({ atMs: Date.parse(it.createdAt), state: stateOf(it.state) }))
          .sort((a, b) => a.atMs - b.atMs),
      };
    })
    .filter(({ createdAtMs }) => createdAtMs >= wanted.fromMs && createdAtMs <= wanted.toMs);
  return found.length > 0 ? found : 'none';
}

const stateOf = (state: string): DeploymentOf['states'][number]['state'] =>
  state === 'SUCCESS' ? 'success' : state === 'FAILURE' || state === 'ERROR' ? 'failure' : 'other';

/** As code scanning and Dependabot tell of an alert. */
interface AlertJson {
  readonly created_at: string;
  readonly fixed_at?: string | null;
  readonly dismissed_at?: string | null;
  readonly dismissed_reason?: string | null;
}

/** `inaccurate` is Dependabot's word for it. */
const FALSE_POSITIVE = new Set(['false positive', 'inaccurate']);

async function readAlerts(
  { client, nowMs, remarks, signal }: Reading,
  repository: string,
): Promise<readonly Alert[] | Missing> {
  const [owner, repo] = repository.split('/');
  const kinds: (readonly Alert[] | Missing)[] = [];
  // Dependabot's pages have cursors instead of numbers: the first is what is read of it.
  for (const [kind, most] of [
    ['code-scanning', PAGES],
    ['dependabot', 1],
  ] as const)
    try {
      const route = `GET /repos/{owner}/{repo}/${kind}/alerts`;
      const { all, isCut } = await pages(
        (page) =>
          client.rest<AlertJson[]>(route, { owner, repo, per_page: 100, ...(page > 1 && { page }) }, signal),
        most,
      );
      if (isCut) remarks.add(`The latest ${all.length} ${kind} alerts of ${repository} were read.`);
      kinds.push(all.map(alertOf));
    } catch (error) {
      kinds.push(withheld(error, nowMs));
    }
  const alerts = joined(kinds);
  return Array.isArray(alerts) && alerts.length === 0 ? 'none' : alerts;
}

const alertOf = ({ created_at, fixed_at, dismissed_at, dismissed_reason }: AlertJson): Alert => {
  const closed = fixed_at ?? dismissed_at;
  return {
    openedAtMs: Date.parse(created_at),
    closedAtMs: closed ? Date.parse(closed) : null,
    isFalsePositive: FALSE_POSITIVE.has(dismissed_reason ?? ''),
  };
};

/** 403 and 404 are GitHub's ways to say that this token may not see it, or that it is not turned on; 403 also of limits. */
function withheld(error: unknown, nowMs: number): Missing {
  const { status } = error as { status?: number };
  const isRefused = status === 404 || (status === 403 && failureOf(error, nowMs).kind !== 'rate-limited');
  if (isRefused) return 'no-access';
  throw error;
}

async function pages<T>(
  read: (page: number) => Promise<readonly T[]>,
  atMost = PAGES,
): Promise<{ all: T[]; isCut: boolean }> {
  const all: T[] = [];
  for (let page = 1; page <= atMost; page++) {
    const found = await read(page);
    all.push(...found);
    if (found.length < 100) return { all, isCut: false };
  }
  return { all, isCut: true };
}
