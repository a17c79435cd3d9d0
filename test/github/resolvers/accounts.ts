/** People, bots, organisations and teams. */

import type { Account, PullRequest, Repository, Team } from '../state.ts';
import type { Context, Fields } from './context.ts';
import { filtered, type PullRequestArguments } from './listing.ts';

const ACCOUNT: Fields<Account> = {
  url: ({ login }, _args, { webUrl }) => `${webUrl}/${login}`,
  avatarUrl: ({ databaseId }, _args, { webUrl }) => `${webUrl}/avatars/u/${databaseId}`,
  resourcePath: ({ login }) => `/${login}`,
  email: () => '',
  isViewer: ({ login }, _args, { viewer }) => login === viewer.login,
  repositories: ({ login }, _args, context) =>
    visibleRepositories(context).filter((it) => it.owner === login),
  repository: ({ login }, { name }: { name: string }, context) =>
    visibleRepositories(context).find((it) => it.nameWithOwner === `${login}/${name}`),
  pullRequests: ({ login }, args: PullRequestArguments, context) =>
    filtered(
      visiblePullRequests(context).filter((it) => it.author === login),
      args,
    ),
};

export const ACCOUNTS = {
  User: {
    ...ACCOUNT,
    organizations: ({ login }, _args, { state }) =>
      [...state.accounts.values()].filter(
        (account) =>
          account.__typename === 'Organization' &&
          [...state.teams.values()].some(
            (team) => team.organisation === account.login && team.members.includes(login),
          ),
      ),
    organization: (_source, { login }: { login: string }, { state }) => state.accounts.get(login),
  },
  Bot: ACCOUNT,
  Organization: {
    ...ACCOUNT,
    team: ({ login }, { slug }: { slug: string }, context) =>
      teamsOf(login, context).find((team) => team.slug === slug),
    teams: ({ login }, { userLogins, query }: { userLogins?: readonly string[]; query?: string }, context) =>
      teamsOf(login, context)
        .filter((team) => !userLogins || userLogins.some((user) => team.members.includes(user)))
        .filter((team) => !query || team.name.toLowerCase().includes(query.toLowerCase())),
    membersWithRole: ({ login }, _args, { state }) =>
      [
        ...new Set(
          [...state.teams.values()].filter((it) => it.organisation === login).flatMap((it) => it.members),
        ),
      ].map((member) => state.accounts.get(member)),
    viewerIsAMember: ({ login }, _args, { state, viewer }) =>
      [...state.teams.values()].some((it) => it.organisation === login && it.members.includes(viewer.login)),
  },
  Team: {
    combinedSlug: ({ organisation, slug }) => `${organisation}/${slug}`,
    organization: ({ organisation }) => organisation,
    privacy: ({ isSecret }) => (isSecret ? 'SECRET' : 'VISIBLE'),
    members: ({ members }, _args, { state }) => members.map((login) => state.accounts.get(login)),
    url: ({ organisation, slug }, _args, { webUrl }) => `${webUrl}/orgs/${organisation}/teams/${slug}`,
    resourcePath: ({ organisation, slug }) => `/orgs/${organisation}/teams/${slug}`,
  },
} satisfies {
  User: Fields<Account>;
  Bot: Fields<Account>;
  Organization: Fields<Account>;
  Team: Fields<Team>;
};

/** Secret teams are seen by their members alone. */
function teamsOf(organisation: string, { state, viewer }: Context): Team[] {
  return [...state.teams.values()].filter(
    (team) => team.organisation === organisation && (!team.isSecret || team.members.includes(viewer.login)),
  );
}

export function visibleRepositories({ state, canSee, isWithheld }: Context): Repository[] {
  return [...state.repositories.values()].filter((it) => canSee(it.nameWithOwner) && !isWithheld(it.owner));
}

export function visiblePullRequests(context: Context): PullRequest[] {
  return visibleRepositories(context).flatMap((it) => [...it.pullRequests.values()]);
}
