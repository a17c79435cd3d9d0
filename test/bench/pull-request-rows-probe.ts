/**
 * In a process of its own, because code runs for the first time only once there. Prints its figures as JSON.
 *   parse FILE                          reading and parsing the cache file as JSON: milliseconds, processor milliseconds
 *   rows FOLDER NOW                     from opening the board to one's own rows: the same, and how many there are; and
 *                                       what all rows together cost the processor
 *   refresh FOLDER NOW REST GRAPHQL     processor milliseconds of each refresh in which nothing has changed
 */

import { readFileSync } from 'node:fs';
import { createGitHubForge } from '../../src/adapters/forge/github/forge.ts';
import { createPollLease } from '../../src/adapters/forge/poll-lease.ts';
import { createSnapshotCache } from '../../src/adapters/forge/snapshot-cache.ts';
import { namesUnder } from '../../src/domain/pull-requests/names.ts';
import { DEFAULT_RULES } from '../../src/domain/pull-requests/rules.ts';
import type { Forge } from '../../src/services/forge.ts';
import { type Board, type BoardState, createBoard } from '../../src/services/pull-requests/board.ts';
import { listOf } from '../../src/views/pull-requests/rows.ts';

const REFRESHES = 10;
const [mode, ...args] = process.argv.slice(2);
const log = { info() {}, warn() {} };

interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

function stopwatch(): () => Spent {
  const start = performance.now();
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
  };
}

function open(folder: string, nowMs: number, forge: Forge): Board {
  const clock = { nowMs: () => nowMs };
  return createBoard({
    accounts: () => [{ forge, account: 'dana' }],
    scopeOf: () => ({
      repositories: [],
      organisations: ['acme'],
      teams: [],
      narrow: false,
      projectField: null,
      deployDays: 14,
      isProduction: (_, environment) => namesUnder(DEFAULT_RULES).isProduction(environment),
    }),
    rulesOf: () => DEFAULT_RULES,
    cache: createSnapshotCache(folder, log),
    lease: createPollLease(folder, clock, log),
    clock,
    log,
    timer: () => () => {},
  });
}

/** Everything that the three lists show. */
function drawn(state: BoardState, nowMs: number): void {
  const options = { grouping: 'stage', filter: '', isSnoozed: () => false, nowMs } as const;
  for (const view of ['mine', 'waiting', 'team'] as const) listOf(view, state, options);
}

const when = (board: Board, holds: (state: BoardState) => boolean): Promise<BoardState> =>
  new Promise((resolve) => {
    const stop = board.onDidChange((state) => {
      if (!holds(state)) return;
      stop();
      resolve(state);
    });
  });

async function rows(
  folder: string,
  nowMs: number,
): Promise<Spent & { own: number; all: number; allCpuMs: number }> {
  // One that never answers: what is measured is what is there without it.
  const forge = { host: 'github.com', look: () => new Promise(() => {}), dispose() {} } as unknown as Forge;
  const spent = stopwatch();
  const board = open(folder, nowMs, forge);
  const state = await when(board, ({ rows }) => rows.length > 0);
  drawn(state, nowMs);
  const { ms, cpuMs } = spent();
  const whole = await when(board, ({ isPartial }) => !isPartial);
  drawn(whole, nowMs);
  const { cpuMs: allCpuMs } = spent();
  board.dispose();
  return { ms, cpuMs, own: state.rows.length, all: whole.rows.length, allCpuMs };
}

async function refreshes(
  folder: string,
  nowMs: number,
  apiUrl: string,
  graphqlUrl: string,
): Promise<number[]> {
  const clock = { nowMs: () => nowMs };
  const token = async () => 'token-of-dana';
  const host = 'github.com';
  const forge = createGitHubForge({ host, apiUrl, graphqlUrl, token, clock, log, isPaced: false });
  const board = open(folder, nowMs, forge);
  await board.refresh();
  board.onDidChange((state) => drawn(state, nowMs));
  const figures: number[] = [];
  for (let n = 0; n < REFRESHES; n++) {
    const before = process.cpuUsage();
    await board.refresh();
    const { user, system } = process.cpuUsage(before);
    figures.push((user + system) / 1000);
  }
  board.dispose();
  return figures;
}

function parse(file: string): Spent {
  const spent = stopwatch();
  JSON.parse(readFileSync(file, 'utf8'));
  return spent();
}

const [place = '', now = '', rest = '', graphql = ''] = args;
const figures =
  mode === 'parse'
    ? parse(place)
    : mode === 'rows'
      ? await rows(place, Number(now))
      : await refreshes(place, Number(now), rest, graphql);
console.log(JSON.stringify(figures));
process.exit(0);
