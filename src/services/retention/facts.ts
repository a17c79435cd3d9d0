/** What is known of the AI insertions of one repository: from its work trees, as they were seen, and from its commits. */

import { type Edit, unexplainedAt } from '../../domain/origin.ts';
import type { IncidentCommit, RepositoryFacts } from '../../domain/retention/figures.ts';
import { stepsOf } from '../../domain/retention/in-work-trees.ts';
import { type Incident, isAboutIncident, namedIncidents } from '../../domain/retention/incidents.ts';
import { type Committed, type Insertion, type Step, timelineOf } from '../../domain/retention/insertion.ts';
import { INCIDENT_RULES, type IncidentRule } from '../../domain/retention/report.ts';
import { observe } from '../observation.ts';
import { type Clock, type Git, type Ledger, LedgerError, type Log, type Oid } from '../ports.ts';
import { decodeFacts, encodeFacts } from './facts-codec.ts';
import { type EditHistory, type WalkedHistory, walkHistory } from './history-walk.ts';
import type { EditRecord, HistoryCommit, PathHistory, RetentionRecord, Tips } from './ports.ts';
import { recallStates, rememberStates } from './walk-memory.ts';

export interface FactsDeps {
  readonly git: Git;
  readonly ledger: Ledger & RetentionRecord;
  readonly history: PathHistory;
  readonly clock: Clock;
  readonly log: Log;
  /** what the repository is called */
  readonly name: string;
}

export interface KeyedFacts {
  /** what the facts depend on */
  readonly key: string;
  readonly facts: RepositoryFacts;
}

/** Of the way in which facts are found: facts that were found in another way are found again. */
const VERSION = 3;
const CACHE = 'retention';

/** @param before the facts as they were found last; they stand as long as what they depend on is the same */
export async function repositoryFacts(deps: FactsDeps, before?: KeyedFacts): Promise<KeyedFacts> {
  const found = await factsAsRecorded(deps, before);
  const { git, ledger, clock, log } = deps;
  const waiting = found.facts.insertions.filter((it) => !it.committed && it.steps.at(-1)?.fates.kept !== 0);
  const paths = [...new Set(waiting.map(({ path }) => path))];
  // Nobody may have looked at a file since an editor was closed.
  try {
    const observed = await observe(git, ledger, paths, unexplainedAt(clock.nowMs()));
    return observed.length === 0 ? found : await factsAsRecorded(deps, found);
  } catch (error) {
    // What is on record is still true of when it was recorded.
    if (!(error instanceof LedgerError)) throw error;
    log.warn('what has changed since could not be recorded', error);
    return found;
  }
}

async function factsAsRecorded(deps: FactsDeps, before?: KeyedFacts): Promise<KeyedFacts> {
  const { git, ledger, history, log, name } = deps;
  const tips = await history.tips();
  const key = JSON.stringify([VERSION, git.worktree, ledger.editRecordsVersion(), tips]);
  if (before?.key === key) return before;
  const cached = ledger.readCache(CACHE);
  const known = cached && decodeFacts(cached, key, name);
  if (known) return { key, facts: known };
  const now = { key, facts: await findFacts(deps, tips) };
  keeping(log, () => ledger.writeCache(CACHE, encodeFacts(now)));
  return now;
}

function keeping(log: Log, keep: () => void): void {
  try {
    keep();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    log.warn('what was found out for a report could not be kept', error);
  }
}

async function findFacts(deps: FactsDeps, tips: Tips): Promise<RepositoryFacts> {
  const { git, ledger, history, clock, log, name } = deps;
  const records = ledger.editRecords();
  // Git counts whole seconds.
  const sinceMs =
    records.reduce((first, { edit }) => Math.min(first, edit.atMs), Number.MAX_SAFE_INTEGER) - 1000;
  const [commits, own] = await Promise.all([
    records.length === 0 ? [] : history.commits(tips, sinceMs),
    history.ownAddresses(),
  ]);
  const paths = new Set(
    records.flatMap(({ insertions, seen }) => [...insertions, ...seen].map((it) => it.path)),
  );
  const circumstances = { records, own, nowMs: clock.nowMs() };
  const remembered = recallStates(ledger, circumstances);
  const walked = await walkHistory(deps, { tips, commits, paths, isAboutIncident, own, remembered });
  keeping(log, () => rememberStates(ledger, walked.states, remembered, circumstances));
  const { incidents, byEdit } = incidentsIn(commits, walked);
  const lines = linesIn(git, ledger, paths);
  const insertions = records.flatMap((record) =>
    insertionsOf(record, lines, walked.edits.get(record.edit), byEdit.get(record.edit) ?? []),
  );
  return { name, worktree: git.worktree, insertions, added: walked.added, incidents };
}

/** The first line of each AI edit in the files of the work tree, as they were seen last. */
function linesIn(git: Git, ledger: Ledger, paths: Iterable<string>): Map<Edit, number> {
  const lines = new Map<Edit, number>();
  for (const path of paths) {
    const seen = ledger.seen(git.worktree, path, 'disk');
    let at = 0;
    let line = 1;
    for (const { length, mark } of seen?.runs ?? []) {
      if (mark.edit.origin === 'ai' && !lines.has(mark.edit)) lines.set(mark.edit, line);
      for (const end = at + length; at < end; at++) if (seen!.text.charCodeAt(at) === LINE_FEED) line++;
    }
  }
  return lines;
}

const LINE_FEED = 10;

function insertionsOf(
  { edit, insertions, seen }: EditRecord,
  lines: ReadonlyMap<Edit, number>,
  history: EditHistory | undefined,
  incidents: readonly Incident[],
): Insertion[] {
  const seenSteps = stepsOf(insertions, seen);
  const anywhere = stepsOf(insertions, history ? inOrder(history.anywhere) : []);
  const inDefault = stepsOf(insertions, history?.inDefault ?? []);
  return insertions.map(({ path, characters }, index) => {
    const { committed, steps } = committedOf(anywhere[index]!, inDefault[index]!, incidents);
    return {
      tool: edit.tool ?? 'unknown',
      model: edit.model ?? null,
      path,
      line: lines.get(edit) ?? null,
      atMs: edit.atMs,
      inserted: characters,
      steps: timelineOf(characters, seenSteps[index]!, steps),
      committed,
    };
  });
}

function inOrder<T extends { atMs: number }>(of: readonly T[]): readonly T[] {
  const isInOrder = of.every(({ atMs }, index) => index === 0 || of[index - 1]!.atMs <= atMs);
  return isInOrder ? of : of.toSorted((a, b) => a.atMs - b.atMs);
}

/** What counts is the default branch, once the insertion is there; any branch before that. */
function committedOf(
  anywhere: readonly Step[],
  inDefault: readonly Step[],
  incidents: readonly Incident[],
): { committed: Committed | null; steps: readonly Step[] } {
  const start = anywhere.findIndex(({ fates }) => fates.kept > 0);
  const first = anywhere[start];
  if (!first) return { committed: null, steps: [] };
  const since = start === 0 ? anywhere : anywhere.slice(start);
  const most = (steps: readonly Step[]) => steps.reduce((max, { fates }) => Math.max(max, fates.kept), 0);
  const arrival = inDefault.find(({ fates }) => fates.kept > 0);
  const mergedAtMs = arrival && Math.max(arrival.atMs, first.atMs);
  const steps =
    mergedAtMs === undefined
      ? since
      : [
          ...since.filter(({ atMs }) => atMs < mergedAtMs),
          ...inDefault.map((step) =>
            step.atMs >= mergedAtMs ? step : { atMs: mergedAtMs, fates: step.fates },
          ),
        ];
  const merged = mergedAtMs === undefined ? null : { atMs: mergedAtMs, characters: arrival!.fates.kept };
  return { committed: { atMs: first.atMs, characters: most(anywhere), merged, incidents }, steps };
}

/** By each rule: which commits of AI insertions something went wrong with, and which insertions these are. */
function incidentsIn(
  commits: readonly HistoryCommit[],
  { edits }: WalkedHistory,
): { incidents: IncidentCommit[]; byEdit: Map<Edit, Incident[]> } {
  const told = namedIncidents(
    commits.map(({ oid, message, committedAtMs }) => ({ oid, message, atMs: committedAtMs })),
  );
  const byEdit = new Map<Edit, Incident[]>();
  const byCommit = new Map<Oid, Set<IncidentRule>>();
  for (const [edit, { commits: own, changedInIncidentAtMs }] of edits) {
    const named: Incident[] = [];
    for (const oid of own) named.push(...(told.get(oid) ?? []));
    if (named.length + changedInIncidentAtMs.length === 0) continue;
    const changed = changedInIncidentAtMs.map(
      (atMs): Incident => ({ rule: 'line-in-incident-commit', atMs }),
    );
    byEdit.set(edit, [...named, ...changed]);
    for (const oid of own)
      for (const { rule } of [...(told.get(oid) ?? []), ...changed])
        byCommit.set(oid, (byCommit.get(oid) ?? new Set()).add(rule));
  }
  const times = new Map(commits.map(({ oid, committedAtMs }) => [oid, committedAtMs]));
  const incidents = [...byCommit].map(([oid, rules]) => ({
    atMs: times.get(oid) ?? 0,
    rules: INCIDENT_RULES.filter((rule) => rules.has(rule)),
  }));
  return { incidents, byEdit };
}
