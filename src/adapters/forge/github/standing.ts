/** What seldom changes and is asked for once an hour: the viewer's teams, the people of teams, the environments of repositories. */

import type { Answers } from './ask.ts';
import { environmentsPart, membersPart, ownTeamsPart, type Part } from './queries.ts';
import { items, type Page } from './shapes.ts';

export interface Standing {
  /** of the viewer; null while not known */
  readonly teams: readonly string[] | null;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly environments: ReadonlyMap<string, readonly string[]>;
  readonly askedAtMs: number;
}

export const NOTHING_STANDING: Standing = {
  teams: null,
  members: new Map(),
  environments: new Map(),
  askedAtMs: Number.NEGATIVE_INFINITY,
};

/** To be asked for again, by a token that may read more or less than the one before. */
export const withoutPeople = (known: Standing): Standing => ({
  ...NOTHING_STANDING,
  environments: known.environments,
});

const HOUR_MS = 3_600_000;

export interface Wanted {
  /** null: the teams of the viewer may not be read */
  readonly viewer: string | null;
  readonly teams: readonly string[];
  readonly repositories: readonly string[];
}

/** The parts for what is wanted and not known, or known for too long. Their aliases begin with `own`, `team`, `repo`. */
export function standingParts(known: Standing, wanted: Wanted, nowMs: number): Part[] {
  const isOld = nowMs - known.askedAtMs >= HOUR_MS;
  const { viewer, teams, repositories } = wanted;
  return [
    ...(viewer !== null && (isOld || known.teams === null) ? [ownTeamsPart('own', viewer)] : []),
    ...teams.flatMap((team, i) => (isOld || !known.members.has(team) ? membersPart(`team${i}`, team) : [])),
    ...repositories.flatMap((name, i) =>
      isOld || !known.environments.has(name) ? environmentsPart(`repo${i}`, name) : [],
    ),
  ];
}

/** `known` with the answers to those parts. What was withheld counts as empty until it is asked for again. */
export function withAnswers(known: Standing, wanted: Wanted, answers: Answers, nowMs: number): Standing {
  const { values } = answers;
  const answered = <T>(prefix: string, names: readonly string[], read: (value: unknown) => T) =>
    names.flatMap((name, i) =>
      values.has(`${prefix}${i}`) ? [[name, read(values.get(`${prefix}${i}`))] as const] : [],
    );
  const hasAny = ['own', 'team', 'repo'].some((prefix) =>
    [...values.keys()].some((it) => it.startsWith(prefix)),
  );
  return {
    teams: values.has('own') ? ownTeamsIn(values.get('own')) : known.teams,
    members: new Map([...known.members, ...answered('team', wanted.teams, membersIn)]),
    environments: new Map([...known.environments, ...answered('repo', wanted.repositories, environmentsIn)]),
    askedAtMs: hasAny ? nowMs : known.askedAtMs,
  };
}

type Named<K extends string> = Page<{ readonly [P in K]: string }>;

function ownTeamsIn(value: unknown): string[] {
  const viewer = value as { organizations: Page<{ teams: Named<'combinedSlug'> }> } | null;
  return items(viewer?.organizations).flatMap(({ teams }) =>
    items(teams).map(({ combinedSlug }) => combinedSlug),
  );
}

function membersIn(value: unknown): string[] {
  const organisation = value as { team: { members: Named<'login'> } | null } | null;
  return items(organisation?.team?.members).map(({ login }) => login);
}

function environmentsIn(value: unknown): string[] {
  const repository = value as { environments: Named<'name'> } | null;
  return items(repository?.environments).map(({ name }) => name);
}
