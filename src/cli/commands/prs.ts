/** `prs`: the lists of the side bar, asked of the forge anew. */

import { createLastName } from '../../adapters/forge/account-names.ts';
import { cacheFolder } from '../../adapters/forge/cache-folder.ts';
import { createGitHubForge } from '../../adapters/forge/github/forge.ts';
import { createSnapshotCache } from '../../adapters/forge/snapshot-cache.ts';
import { assess } from '../../domain/pull-requests/assess.ts';
import type { ListName } from '../../domain/pull-requests/assessment.ts';
import type { ForgeAnswer } from '../../domain/pull-requests/forge-answer.ts';
import { listingJson } from '../../domain/pull-requests/json.ts';
import { namesUnder } from '../../domain/pull-requests/names.ts';
import { byUrgency } from '../../domain/pull-requests/order.ts';
import type { PullRequest } from '../../domain/pull-requests/pull-request.ts';
import type { Rules } from '../../domain/pull-requests/rules.ts';
import type { ForgeScope } from '../../services/forge.ts';
import type { BoardRow, LocalFacts } from '../../services/pull-requests/board.ts';
import { withFresh } from '../../services/pull-requests/sharing.ts';
import type { Invocation } from '../commands.ts';
import { log, systemClock } from '../compose.ts';
import { endpointsIn, projectAround, reasonOf, tokenIn } from '../forge.ts';
import { safe, WrongUsage } from '../terminal.ts';
import { printBoard } from './prs-text.ts';

const LISTS: readonly ListName[] = ['mine', 'waiting-on-me', 'team'];

export async function run({ values, lists, directory, terminal }: Invocation): Promise<number> {
  const nowMs = momentOf(values.now);
  const only = listOf(values.scope);
  const repositories = (lists.repo ?? []).map(repositoryOf);
  const { host, apiUrl, graphqlUrl } = endpointsIn(process.env);
  const project = await projectAround(directory, host);
  const scope: ForgeScope = {
    repositories: repositories.length > 0 ? repositories : project.remotes.slice(0, 1),
    organisations: [],
    teams: [],
    narrow: repositories.length > 0,
    projectField: project.rules.qa.projectField,
    deployDays: project.rules.deploy.days,
    isProduction: (repository, environment) =>
      namesUnder(project.rulesOf(repository)).isProduction(environment),
  };
  const token = async () => tokenIn(process.env);
  const forge = createGitHubForge({
    host,
    apiUrl,
    graphqlUrl,
    token,
    clock: { nowMs: () => nowMs },
    log,
  });
  const cache = createSnapshotCache(cacheFolder(), log);
  const answer = await forge.look(
    scope,
    async (viewer) => (await cache.load(host, viewer))?.snapshot ?? null,
  );
  forge.dispose();
  const { snapshot, failure, cost } = answer;
  if (snapshot) {
    await createLastName(cacheFolder(), host, token, log).save(snapshot.viewer);
    const before = await cache.load(host, snapshot.viewer);
    await cache.save(host, snapshot.viewer, withFresh(before, answer, scope, systemClock.nowMs()));
  }

  const localOf = ({ repository, commits }: PullRequest): LocalFacts =>
    (project.remotes.includes(repository) && project.local?.of({ commits })) || {};
  snapshot?.pullRequests.forEach(localOf);
  await project.local?.settled();
  const rows = snapshot ? rowsOf(snapshot, nowMs, { rulesOf: project.rulesOf, localOf }, only) : [];
  const forges = [{ id: host, state: failure?.kind ?? 'ok', points: cost.points, remaining: cost.remaining }];
  if (values.json) terminal.json(listingJson({ nowMs, viewer: snapshot?.viewer ?? null, forges, rows }));
  else if (snapshot) printBoard(terminal, rows, only ? [only] : LISTS, nowMs);
  if (failure) process.stderr.write(`lastmile: ${host}: ${safe(reasonOf(failure))}\n`);
  return snapshot ? 0 : 1;
}

interface Around {
  rulesOf(repository: string): Rules;
  localOf(pullRequest: PullRequest): LocalFacts;
}

function rowsOf(
  { viewer, teams, hasProduction, pullRequests }: NonNullable<ForgeAnswer['snapshot']>,
  nowMs: number,
  { rulesOf, localOf }: Around,
  only: ListName | null,
): BoardRow[] {
  return pullRequests
    .filter(({ lists }) => only === null || lists.includes(only))
    .map((pullRequest) => {
      const rules = rulesOf(pullRequest.repository);
      const lists = LISTS.filter((list) => pullRequest.lists.includes(list));
      const context = { nowMs, viewer, teams, rules, hasProduction, ...localOf(pullRequest) };
      return { ...assess(pullRequest, context), lists };
    })
    .filter(({ stage }) => stage !== 'done')
    .sort(byUrgency);
}

function momentOf(given: string | boolean | undefined): number {
  if (given === undefined) return systemClock.nowMs();
  const atMs = /^\d{4}-\d{2}-\d{2}/.test(String(given)) ? Date.parse(String(given)) : Number.NaN;
  if (Number.isNaN(atMs)) throw new WrongUsage(`--now: '${given}' is not a time in ISO 8601`);
  return atMs;
}

function listOf(given: string | boolean | undefined): ListName | null {
  if (given === undefined) return null;
  const list = LISTS.find((name) => name === given);
  if (!list) throw new WrongUsage(`--scope: there is no list '${given}'; there are ${LISTS.join(', ')}`);
  return list;
}

function repositoryOf(given: string): string {
  if (!/^[\w.-]+\/[\w.-]+$/.test(given)) throw new WrongUsage(`--repo: '${given}' is not OWNER/NAME`);
  return given;
}
