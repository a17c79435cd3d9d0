/**
 * One look at an account: the lists, what of it seems to have changed, and that in full. Cheap when nothing has: the
 * lists are one request, what may change unseen (checks that are not green, open threads) is another.
 */

import { isDeepStrictEqual } from 'node:util';
import type { ListName } from '../../../domain/pull-requests/assessment.ts';
import type { ForgeFailure, ForgeSnapshot } from '../../../domain/pull-requests/forge-answer.ts';
import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';
import type { ForgeScope } from '../../../services/forge.ts';
import { mayHaveAlerts, readAlerts } from './alerts.ts';
import { type Answers, ask, NO_ANSWERS, together } from './ask.ts';
import { readableWith, without } from './capabilities.ts';
import type { Client } from './client.ts';
import { pulseOf, pulseParts, readDetails, readPulses, type Whole } from './detail.ts';
import { failureOf, type Problem, problemsOf, scopesMissed } from './failures.ts';
import { type Found, readLists, type Search, searchesOf } from './lists.ts';
import { type Deployed, deployedIn, deploymentParts, type Waiting, waitingFor } from './production.ts';
import type { Dialect, PulseOf } from './queries.ts';
import type { DetailNode, RowNode } from './shapes.ts';
import { type Organisations, signOnParts, signOnsTogether, withNames } from './sign-on.ts';
import { type Standing, standingParts, type Wanted, withAnswers, withoutPeople } from './standing.ts';
import { basicOf, DETAIL, type Deeper, detailOf, refreshed, withPulse } from './translate.ts';

/** What a connection has learned so far and keeps from look to look. */
export interface Memory {
  readonly dialect: Dialect;
  readonly standing: Standing;
  /** merged pull requests that are known to have come to production, by id */
  readonly inProduction: ReadonlySet<string>;
  readonly organisations: Organisations;
}

export interface Looking {
  readonly client: Client;
  readonly host: string;
  readonly scope: ForgeScope;
  readonly last: (viewer: string) => Promise<ForgeSnapshot | null>;
  readonly nowMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Seen {
  /** null when not even the name of the account was told */
  readonly snapshot: ForgeSnapshot | null;
  readonly failure: ForgeFailure | null;
  readonly memory: Memory;
}

type Row = ForgeSnapshot['pullRequests'][number];

const PULSES_AT_ONCE = 100;

export class Look {
  private readonly it: Looking;
  private dialect: Dialect;
  private standing: Standing;
  private readonly inProduction: Set<string>;
  private organisations: Organisations;
  /** the token may read more than before: nothing of the last picture is taken as it is */
  private readsAllAnew = false;

  private answers: Answers = NO_ANSWERS;
  private readonly problems: Problem[] = [];
  private readonly found = new Map<string, Found>();
  private incomplete: readonly Search[] = [];
  private last: ForgeSnapshot | null = null;
  private known = new Map<string, Row>();
  private readonly deployed = new Map<string, Deployed>();

  /** what is known now, by id */
  private readonly rows = new Map<string, PullRequest>();
  private readonly toDetail = new Set<string>();

  constructor(looking: Looking, { dialect, standing, inProduction, organisations }: Memory) {
    this.it = looking;
    this.dialect = dialect;
    this.standing = standing;
    this.inProduction = new Set(inProduction);
    this.organisations = organisations;
  }

  async run(): Promise<Seen> {
    const { scope, nowMs } = this.it;
    await this.search(searchesOf(scope, this.membersOf, nowMs));
    const { viewer } = this.answers;
    if (viewer === null) return { snapshot: null, failure: this.failure(), memory: this.memory() };
    // What the token may read is in the headers of the first answer.
    const { teamName } = this.dialect;
    this.dialect = readableWith(this.dialect, this.it.client.scopes());
    if (this.dialect.teamName !== teamName) {
      this.standing = withoutPeople(this.standing);
      this.readsAllAnew ||= this.dialect.teamName === 'combinedSlug';
    }
    this.last = await this.it.last(viewer);
    this.known = new Map(this.last?.pullRequests.map((row) => [row.id, row]));
    await this.askSecond(viewer);
    await this.readProduction();
    await this.readDetails();
    await this.readAlerts();
    return { snapshot: this.snapshot(viewer), failure: this.failure(), memory: this.memory() };
  }

  private readonly membersOf = (team: string): readonly string[] => this.standing.members.get(team) ?? [];

  private async search(searches: readonly Search[]): Promise<void> {
    const { client, signal } = this.it;
    const { found, incomplete, answers } = await readLists(client, this.dialect, searches, signal);
    this.note(answers);
    this.incomplete = [...this.incomplete, ...incomplete];
    for (const [id, { node, lists }] of found)
      this.found.set(id, { node, lists: new Set([...lists, ...(this.found.get(id)?.lists ?? [])]) });
  }

  private note(answers: Answers): void {
    this.problems.push(...[...answers.problems.values()].flat(), ...problemsOf(answers.error));
    this.answers = together(this.answers, { ...answers, values: new Map(), problems: new Map() });
  }

  private get isCutShort(): boolean {
    return this.answers.error !== null;
  }

  /** In one request: what may have changed unseen, what seldom changes, and whether merges have come to production. */
  private async askSecond(viewer: string): Promise<void> {
    const { client, scope, nowMs, signal } = this.it;
    const { signOns } = this.answers;
    this.organisations = await withNames(client, this.organisations, signOns, signal);
    const pulses = this.plan();
    const wanted: Wanted = {
      viewer: this.dialect.teamName === 'combinedSlug' ? viewer : null,
      teams: scope.narrow ? [] : scope.teams,
      repositories: [...new Set(this.merged().map((node) => node.repository.nameWithOwner))],
    };
    const waiting = waitingFor(this.merged(), this.standing, scope);
    const parts = [
      ...pulseParts(this.dialect, pulses),
      ...standingParts(this.standing, wanted, nowMs),
      ...deploymentParts(waiting),
      ...signOnParts(signOns, this.organisations),
    ];
    const newTeams = wanted.teams.filter((team) => !this.standing.members.has(team));
    const answers = this.isCutShort ? NO_ANSWERS : await ask(client, parts, PULSES_AT_ONCE, signal);
    this.standing = withAnswers(this.standing, wanted, answers, nowMs);
    this.noteDeployed(waiting, answers);
    const read = await readPulses(client, this.dialect, pulses, answers, signal);
    this.note(read.answers);
    for (const id of pulses.keys()) this.takePulse(id, read.nodes.get(id));
    if (newTeams.length > 0 && !this.isCutShort) await this.searchTeams(newTeams);
  }

  /** The people of teams have only now become known. */
  private async searchTeams(teams: readonly string[]): Promise<void> {
    const { scope, nowMs } = this.it;
    const before = new Set(searchesOf(scope, () => [], nowMs).map(({ query }) => query));
    const all = searchesOf({ ...scope, teams }, this.membersOf, nowMs);
    await this.search(all.filter(({ query }) => !before.has(query)));
    this.plan();
  }

  private merged(): RowNode[] {
    return [...this.found.values()]
      .map(({ node }) => node)
      .filter(({ id, state }) => state === 'MERGED' && !this.inProduction.has(id));
  }

  /** Puts every open pull request where it belongs: to be read in full, or as known, perhaps with a pulse. */
  private plan(): Map<string, PulseOf> {
    const { nowMs } = this.it;
    const pulses = new Map<string, PulseOf>();
    for (const [id, { node }] of this.found) {
      if (node.state !== 'OPEN' || this.rows.has(id)) continue;
      const known = this.known.get(id);
      if (this.readsAllAnew || !known || hasChanged(known, node)) {
        this.toDetail.add(id);
        continue;
      }
      const now = refreshed(known, node, nowMs);
      this.rows.set(id, now);
      const rollup = node.statusCheckRollup?.state;
      const pulse = pulseOf(now, rollup, node.mergeable !== 'UNKNOWN', this.dialect.projectField);
      if (pulse) pulses.set(id, pulse);
    }
    for (const row of this.known.values()) if (this.hasVanished(row)) this.toDetail.add(row.id);
    return pulses;
  }

  /** It was on a list and is not now: closed, no longer asked for, or the search has not found it in time. */
  private hasVanished(row: Row): boolean {
    const { id, state, lists, repository } = row;
    const { narrow, repositories } = this.it.scope;
    if (this.found.has(id) || state !== 'open' || (narrow && !repositories.includes(repository)))
      return false;
    return lists.some((list) => list !== 'team') && !this.isUnsure(row);
  }

  /** Whether a search that would have found it was cut short, or may not tell of it. */
  private isUnsure({ lists, repository }: Row): boolean {
    const [owner = ''] = repository.split('/');
    const isWithheld = this.hidden().some(
      ({ organisation }) => organisation.toLowerCase() === owner.toLowerCase(),
    );
    return isWithheld || this.incomplete.some(({ list }) => lists.includes(list));
  }

  private takePulse(id: string, whole: Whole<Parameters<typeof withPulse>[1]> | null | undefined): void {
    const now = this.rows.get(id);
    if (!whole || !now) return;
    const pulsed = withPulse(now, whole.node, this.it.nowMs);
    if (!pulsed) this.toDetail.add(id);
    else
      this.rows.set(id, {
        ...pulsed,
        incomplete: [
          ...new Set([...pulsed.incomplete.filter((what) => what !== 'checks'), ...whole.incomplete]),
        ],
      });
  }

  private noteDeployed(waiting: readonly Waiting[], answers: Answers): void {
    for (const [id, deployed] of deployedIn(waiting, answers)) {
      this.deployed.set(id, deployed);
      if (deployed.isInProduction) this.inProduction.add(id);
    }
  }

  /** Asks for repositories of which the environments have only now become known, and keeps what still waits. */
  private async readProduction(): Promise<void> {
    const { client, scope, nowMs, signal } = this.it;
    const waiting = waitingFor(this.merged(), this.standing, scope);
    const unasked = waiting.filter(({ merged }) => merged.some(({ id }) => !this.deployed.has(id)));
    if (unasked.length > 0 && !this.isCutShort) {
      const answers = await ask(client, deploymentParts(unasked), PULSES_AT_ONCE, signal);
      this.note(answers);
      this.noteDeployed(unasked, answers);
    }
    for (const node of waiting.flatMap(({ merged }) => merged)) {
      if (this.inProduction.has(node.id)) continue;
      const known = this.known.get(node.id);
      if (this.readsAllAnew || !known || hasChanged(known, node)) this.toDetail.add(node.id);
      else this.rows.set(node.id, this.withDeployments(refreshed(known, node, nowMs)));
    }
  }

  private withDeployments(row: PullRequest): PullRequest {
    const deployments = this.deployed.get(row.id)?.deployments;
    if (!deployments) return row;
    const isOther = ({ environment, createdAtMs }: PullRequest['deployments'][number]) =>
      !deployments.some((it) => it.environment === environment && it.createdAtMs === createdAtMs);
    return { ...row, deployments: [...row.deployments.filter(isOther), ...deployments] };
  }

  private async readDetails(): Promise<void> {
    const { client, signal } = this.it;
    const ids = [...this.toDetail];
    if (this.isCutShort) return this.takeDetails(ids, new Map(), new Map());
    for (;;) {
      const { nodes, deeper, answers } = await readDetails(client, this.dialect, ids, signal);
      const missed = scopesMissed([...[...answers.problems.values()].flat(), ...problemsOf(answers.error)]);
      const less = without(this.dialect, missed);
      if (!less) {
        this.note(answers);
        return this.takeDetails(ids, nodes, deeper);
      }
      this.dialect = less;
      this.problems.push(...[...answers.problems.values()].flat());
    }
  }

  private takeDetails(
    ids: readonly string[],
    nodes: ReadonlyMap<string, Whole<DetailNode> | null>,
    deeper: Deeper,
  ): void {
    const { host, nowMs } = this.it;
    for (const id of ids) {
      const whole = nodes.get(id);
      const known = this.known.get(id);
      const node = this.found.get(id)?.node;
      if (whole) {
        const { incomplete } = whole;
        const detail = detailOf(whole.node, { host, nowMs, deeper, known, incomplete });
        this.rows.set(id, this.withDeployments(detail));
      } else if (node) {
        const row = known ? refreshed(known, node, nowMs) : basicOf(host, node);
        this.rows.set(id, { ...row, incomplete: [...new Set([...row.incomplete, DETAIL])] });
      } else if (known && whole === undefined) this.rows.set(id, known);
    }
  }

  private async readAlerts(): Promise<void> {
    const { client, signal } = this.it;
    const asked = [...this.rows.values()].filter((row) => mayHaveAlerts(row, this.known.get(row.id)));
    if (asked.length === 0 || this.isCutShort) return;
    for (const [id, securityAlerts] of await readAlerts(client, asked, signal))
      this.rows.set(id, { ...this.rows.get(id)!, securityAlerts });
  }

  private snapshot(viewer: string): ForgeSnapshot {
    const { host, nowMs, scope } = this.it;
    const teams = this.standing.teams ?? this.last?.teams ?? [];
    const rows = [...this.rows.values()].flatMap((row): Row[] => {
      const found = this.found.get(row.id)?.lists;
      const lists = found ? [...found] : listsOf(row, viewer, teams);
      return lists.length > 0 ? [this.unlessKnown({ ...row, lists })] : [];
    });
    const kept = [...this.known.values()].filter(
      (row) => !this.rows.has(row.id) && !this.inProduction.has(row.id) && this.isUnsure(row),
    );
    const deploys = [...this.standing.environments].map(([name, environments]) => [
      name,
      environments.some((environment) => scope.isProduction(name, environment)),
    ]);
    return {
      forge: host,
      viewer,
      teams: [...new Set([...teams, ...ownTeamsAmong(rows, viewer)])],
      fetchedAtMs: kept.length > 0 || this.incomplete.length > 0 ? (this.last?.fetchedAtMs ?? nowMs) : nowMs,
      pullRequests: [...rows, ...kept],
      hidden: this.hidden(),
      hasProduction: { ...this.last?.hasProduction, ...Object.fromEntries(deploys) },
    };
  }

  /** What has not changed stays the same object: whoever remembers something of it need not look at it again. */
  private unlessKnown(row: Row): Row {
    const known = this.known.get(row.id);
    return known && isDeepStrictEqual(known, row) ? known : row;
  }

  private hidden(): ForgeSnapshot['hidden'] {
    const named = signOnsTogether(this.answers.signOns, this.organisations, this.it.host);
    if (named.length > 0) return named;
    return this.problems.some((it) => it.extensions?.saml_failure) ? [{ organisation: '', url: null }] : [];
  }

  private failure(): ForgeFailure | null {
    const { error } = this.answers;
    if (error !== null) return failureOf(error, this.it.nowMs);
    const [hidden] = this.hidden();
    if (hidden) return { kind: 'sso-required', ...hidden };
    const { teams, narrow, projectField } = this.it.scope;
    const usesTeams = !narrow && teams.length > 0;
    const scopes = [
      ...(usesTeams && this.dialect.teamName !== 'combinedSlug' ? ['read:org'] : []),
      ...(projectField !== null && this.dialect.projectField === null ? ['read:project'] : []),
    ];
    return scopes.length > 0 ? { kind: 'scope-missing', scopes } : null;
  }

  private memory(): Memory {
    const { dialect, standing, inProduction, organisations } = this;
    return { dialect, standing, inProduction, organisations };
  }
}

function hasChanged(known: PullRequest, node: RowNode): boolean {
  return (
    Date.parse(node.updatedAt) !== known.updatedAtMs ||
    node.headRefOid !== known.headOid ||
    node.isDraft !== known.isDraft ||
    node.state.toLowerCase() !== known.state ||
    node.baseRefName !== known.base ||
    known.incomplete.includes(DETAIL)
  );
}

/** The lists of a pull request that no search has found: it tells itself. */
function listsOf(row: PullRequest, viewer: string, teams: readonly string[]): ListName[] {
  if (row.state !== 'open') return [];
  if (row.author?.name === viewer) return ['mine'];
  const asked = new Set(row.reviewRequests.map(({ of }) => of.name));
  return [viewer, ...teams].some((name) => asked.has(name)) ? ['waiting-on-me'] : [];
}

/** Where it waits on the viewer, who was not asked by name, and one team was asked: the viewer is one of that team. */
const ownTeamsAmong = (rows: readonly Row[], viewer: string): string[] =>
  rows.flatMap(({ lists, reviewRequests }) => {
    if (!lists.includes('waiting-on-me')) return [];
    const names = reviewRequests.map(({ of }) => of);
    const teams = names.filter(({ kind }) => kind === 'team');
    const isByName = names.some(({ kind, name }) => kind === 'user' && name === viewer);
    return !isByName && teams.length === 1 ? teams.map(({ name }) => name).filter(isNamed) : [];
  });

const isNamed = (team: string): boolean => !team.endsWith('/?');
