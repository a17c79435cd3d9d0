/** Everybody's pull requests on this machine: looks at the forges from time to time and keeps what was seen last. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, rememberingAssess } from '../../domain/pull-requests/assess.ts';
import type { Assessment, ListName } from '../../domain/pull-requests/assessment.ts';
import type { ForgeCost, ForgeFailure, ForgeSnapshot } from '../../domain/pull-requests/forge-answer.ts';
import type { PullRequest } from '../../domain/pull-requests/pull-request.ts';
import type { Rules } from '../../domain/pull-requests/rules.ts';
import type { Forge, ForgeScope } from '../forge.ts';
import type { Clock, Log } from '../ports.ts';
import {
  type Claim,
  isSameScope,
  type LastLook,
  type LastName,
  type PollLease,
  type SnapshotCache,
  type Wish,
  widened,
  wishedOf,
  withKnown,
} from './sharing.ts';

/** One account of one forge. */
export interface ForgeAccount {
  readonly forge: Forge;
  /** its name at the forge; null when nobody is signed in, or the forge alone knows it */
  readonly account: string | null;
  /** of the latter */
  readonly lastName?: LastName;
}

/** `ok`, or the kind of the failure that the last look ended with. */
export type ForgeStateName = 'ok' | ForgeFailure['kind'];

export interface ForgeState {
  /** host of the forge, with a port where it is not the usual one */
  readonly id: string;
  readonly viewer: string | null;
  readonly state: ForgeStateName;
  /** what the last look ended with; rows of an earlier one stay */
  readonly failure: ForgeFailure | null;
  /** when the rows on screen were fetched, epoch ms; null when there are none */
  readonly fetchedAtMs: number | null;
  readonly isLooking: boolean;
  /** of the last look; null when another process looked, or nobody did yet */
  readonly cost: ForgeCost | null;
  /** organisations whose answers are withheld until single sign-on */
  readonly hidden: readonly { readonly organisation: string; readonly url: string | null }[];
}

export interface BoardRow extends Assessment {
  readonly lists: readonly ListName[];
}

export interface BoardState {
  readonly forges: readonly ForgeState[];
  /** of all forges, each pull request once for each account that sees it; in no particular order */
  readonly rows: readonly BoardRow[];
  /** those that do not concern the viewer are still to come */
  readonly isPartial: boolean;
}

export interface Board {
  /** what is known now, assessed for this moment */
  state(): BoardState;
  /** what `row` is assessed with: for explanations, and for trying other rules */
  contextOf(row: BoardRow): Context;
  /** the account that sees `row`, for what is to be done with it */
  forgeOf(row: BoardRow): Forge | undefined;
  /** Looks from now on, whoever else is looking. Settles when it is done; never rejects for an expected failure. */
  refresh(signal?: AbortSignal): Promise<void>;
  /** two minutes between looks while focused, ten while not */
  setFocused(isFocused: boolean): void;
  /** the accounts, the scope or the rules have changed */
  configurationChanged(): void;
  /** @returns what ends the subscription */
  onDidChange(listener: (state: BoardState) => void): () => void;
  dispose(): void;
}

/** Calls `work` once after `delayMs`. @returns what takes it back */
export type Timer = (work: () => void, delayMs: number) => () => void;

export interface BoardOptions {
  readonly accounts: () => readonly ForgeAccount[];
  /** what is looked at on a host */
  readonly scopeOf: (host: string) => ForgeScope;
  /** the rules of its repository */
  readonly rulesOf: (pullRequest: PullRequest) => Rules;
  /** what is known on this machine of its repository and commits */
  readonly localOf?: (pullRequest: PullRequest) => LocalFacts | undefined;
  /** settles when scope and rules are as they should be: nothing is asked of a forge before */
  readonly prepared?: Promise<void>;
  readonly cache: SnapshotCache;
  readonly lease: PollLease;
  readonly clock: Clock;
  readonly log: Log;
  readonly timer?: Timer;
}

export type LocalFacts = Pick<Context, 'history' | 'notes'>;

export const FOCUSED_MS = 2 * 60_000;
export const BLURRED_MS = 10 * 60_000;
/** How often a window says that it is alive and sees whether it is its turn to look; nothing is asked of a forge then. */
const BEAT_MS = 30_000;
/** How long after the first rows, which are the viewer's own, those of all others come: until the former are drawn. */
const OTHERS_AFTER_MS = 100;
/** For how long an assessment of the same facts is good enough: durations are shown in minutes at the finest. */
const ASSESSED_FOR_MS = 30_000;

const systemTimer: Timer = (work, delayMs) => {
  const timer = setTimeout(work, delayMs);
  timer.unref?.();
  return () => clearTimeout(timer);
};

/** One account as it stands. */
interface Entry {
  readonly account: ForgeAccount;
  /** what it is called as far as is known */
  name: string | null;
  look: LastLook | null;
  cost: ForgeCost | null;
  /** what this window asked for when it looked last */
  lookedFor: ForgeScope | null;
  /** the look that is on its way */
  looking: Promise<void> | null;
  /** when this window came to know of it, epoch ms */
  readonly knownSinceMs: number;
}

const idOf = ({ forge, account }: ForgeAccount): string => `${forge.host} ${account ?? ''}`;

export function createBoard(options: BoardOptions): Board {
  const { cache, lease, clock, log, timer = systemTimer } = options;
  const listeners = new Set<(state: BoardState) => void>();
  let entries = new Map<string, Entry>();
  let origins = new WeakMap<BoardRow, { entry: Entry; context: Context }>();
  let assessed: { state: BoardState; atMs: number } | null = null;
  let wishes: readonly Wish[] = [];
  const assess = rememberingAssess();
  let isPartial = true;
  let isFocused = true;
  let isDisposed = false;
  let cancelBeat = () => {};

  const changed = () => {
    assessed = null;
    if (isDisposed) return;
    const state = board.state();
    for (const listener of listeners) listener(state);
  };

  /** Takes over the accounts as they are now, with what the cache has of new ones. */
  async function follow(): Promise<void> {
    const now = options.accounts();
    const before = entries;
    entries = new Map(
      now.map((account) => {
        const known = before.get(idOf(account));
        const entry = known?.account.forge === account.forge ? known : undefined;
        const fresh = {
          account,
          name: account.account,
          look: known?.look ?? null,
          cost: null,
          lookedFor: null,
          looking: null,
          knownSinceMs: clock.nowMs(),
        };
        return [idOf(account), entry ?? fresh];
      }),
    );
    changed();
    await readCache();
    if (isPartial && entries.size > 0) void addOthers();
  }

  async function addOthers(): Promise<void> {
    if ([...entries.values()].some(({ look }) => look !== null)) await sleep(OTHERS_AFTER_MS);
    isPartial = false;
    changed();
  }

  /** What other processes have seen later than this one. */
  async function readCache(): Promise<void> {
    let hasNews = false;
    for (const entry of entries.values()) {
      const { forge, lastName } = entry.account;
      entry.name ??= (await lastName?.load()) ?? null;
      if (entry.name === null) continue;
      const cached = await cache.load(forge.host, entry.name);
      if (!cached || cached.lookedAtMs <= (entry.look?.lookedAtMs ?? Number.NEGATIVE_INFINITY)) continue;
      entry.look = withKnown(entry.look, cached);
      entry.cost = null;
      hasNews = true;
    }
    if (hasNews) changed();
  }

  async function beat(): Promise<void> {
    cancelBeat();
    if (isDisposed) return;
    try {
      // What was seen last is shown without waiting for this.
      await options.prepared;
      const claim = await lease.claim({ isFocused, scopes: wishedScopes() });
      wishes = claim.wishes;
      await readCache();
      await Promise.all([...entries.values()].filter((it) => isDue(it, claim)).map((it) => look(it)));
    } catch (error) {
      log.warn('looking at pull requests', error);
    }
    if (isDisposed) return;
    cancelBeat();
    cancelBeat = timer(() => void beat(), BEAT_MS);
  }

  function wishedScopes(): Wish['scopes'] {
    const hosts = new Set([...entries.values()].map(({ account }) => account.forge.host));
    return Object.fromEntries([...hosts].map((host) => [host, wishedOf(options.scopeOf(host))]));
  }

  /** The holder of the lease looks when it is time; the others where it evidently does not, as it has another account. */
  function isDue({ account, look, lookedFor, knownSinceMs }: Entry, { wishes, isHolder }: Claim): boolean {
    const nowMs = clock.nowMs();
    if (look === null && account.account === null) return true;
    const everyMs = wishes.some((wish) => wish.isFocused) ? FOCUSED_MS : BLURRED_MS;
    const { failure = null } = look ?? {};
    const { host } = account.forge;
    const wantsOther =
      lookedFor !== null && !isSameScope(lookedFor, widened(host, options.scopeOf(host), wishes));
    let dueAtMs = look ? look.lookedAtMs + (wantsOther ? 0 : everyMs) : knownSinceMs;
    if (failure?.kind === 'rate-limited') dueAtMs = failure.retryAtMs;
    return nowMs >= dueAtMs + (isHolder ? 0 : 2 * BEAT_MS);
  }

  function look(entry: Entry, signal?: AbortSignal): Promise<void> {
    entry.looking ??= lookNow(entry, signal).finally(() => {
      entry.looking = null;
      changed();
    });
    return entry.looking;
  }

  async function lookNow(entry: Entry, signal?: AbortSignal): Promise<void> {
    const { forge, lastName } = entry.account;
    const scope = widened(forge.host, options.scopeOf(forge.host), wishes);
    const last = async (viewer: string): Promise<ForgeSnapshot | null> => {
      const known = entry.look?.snapshot;
      if (known?.viewer === viewer) return known;
      return (await cache.load(forge.host, viewer))?.snapshot ?? null;
    };
    const { snapshot, failure, cost } = await forge.look(scope, last, signal);
    if (signal?.aborted) return;
    entry.lookedFor = scope;
    entry.look = { snapshot: snapshot ?? entry.look?.snapshot ?? null, failure, lookedAtMs: clock.nowMs() };
    entry.cost = cost;
    if (snapshot && snapshot.viewer !== entry.name) await lastName?.save(snapshot.viewer);
    entry.name = snapshot?.viewer ?? entry.name;
    if (entry.name !== null) await cache.save(forge.host, entry.name, entry.look);
  }

  function assessAll(): BoardState {
    const nowMs = clock.nowMs();
    origins = new WeakMap();
    const rows = [...entries.values()].flatMap((entry) => {
      const snapshot = entry.look?.snapshot;
      if (!snapshot) return [];
      const scope = options.scopeOf(entry.account.forge.host);
      return snapshot.pullRequests.flatMap((pullRequest): BoardRow[] => {
        const lists = pullRequest.lists.filter((list) => isWanted(list, pullRequest.repository, scope));
        if (lists.length === 0 || (isPartial && lists.every((list) => list === 'team'))) return [];
        const context: Context = {
          nowMs,
          viewer: snapshot.viewer,
          teams: snapshot.teams,
          rules: options.rulesOf(pullRequest),
          hasProduction: snapshot.hasProduction,
          ...options.localOf?.(pullRequest),
        };
        const row: BoardRow = { ...assess(pullRequest, context), lists };
        if (row.stage === 'done') return [];
        origins.set(row, { entry, context });
        return [row];
      });
    });
    return { forges: [...entries.values()].map(forgeStateOf), rows, isPartial };
  }

  const board: Board = {
    state() {
      const nowMs = clock.nowMs();
      if (!assessed || Math.abs(nowMs - assessed.atMs) >= ASSESSED_FOR_MS)
        assessed = { state: assessAll(), atMs: nowMs };
      return assessed.state;
    },
    contextOf(row) {
      const origin = origins.get(row) ?? origins.get(board.state().rows.find((it) => isSame(it, row)) ?? row);
      if (!origin) throw new Error(`${row.pullRequest.key} is on the board no longer`);
      return origin.context;
    },
    forgeOf(row) {
      const origin = origins.get(row) ?? origins.get(board.state().rows.find((it) => isSame(it, row)) ?? row);
      return origin?.entry.account.forge;
    },
    async refresh(signal) {
      // A look that is under way may have passed by what has just happened.
      const looks = [...entries.values()].map(async (entry) => {
        await entry.looking?.catch(() => {});
        if (!signal?.aborted) await look(entry, signal);
      });
      changed();
      await Promise.all(looks);
    },
    setFocused(now) {
      if (now === isFocused) return;
      isFocused = now;
      void beat();
    },
    configurationChanged() {
      void follow().then(beat);
    },
    onDidChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      isDisposed = true;
      cancelBeat();
      unwatch();
      listeners.clear();
      void lease.release();
    },
  };

  const unwatch = cache.watch(() => void readCache());
  void follow().then(beat);
  void options.prepared?.then(changed);
  return board;
}

const isSame = (a: BoardRow, b: BoardRow): boolean => a.pullRequest.key === b.pullRequest.key;

function forgeStateOf({ account: { forge }, name, look, cost, looking }: Entry): ForgeState {
  const failure = look?.failure ?? null;
  return {
    id: forge.host,
    viewer: look?.snapshot?.viewer ?? name,
    state: failure?.kind ?? 'ok',
    failure,
    fetchedAtMs: look?.snapshot?.fetchedAtMs ?? null,
    isLooking: looking !== null,
    cost,
    hidden: look?.snapshot?.hidden ?? [],
  };
}

/** Other windows may want more than this one. */
function isWanted(list: ListName, repository: string, scope: ForgeScope): boolean {
  const { repositories, organisations, teams, narrow } = scope;
  if (isAmong(repositories, repository)) return true;
  if (narrow) return false;
  if (list !== 'team') return true;
  const [owner = ''] = repository.split('/');
  const owners = teams.map((team) => team.slice(0, team.lastIndexOf('/')));
  return isAmong([...organisations, ...owners], owner);
}

/** Forges do not mind the case of names. */
const isAmong = (names: readonly string[], name: string): boolean =>
  names.some((it) => it.toLowerCase() === name.toLowerCase());
