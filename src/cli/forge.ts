/** Where the command line's forge is, who asks it, and which repositories it is asked about. */

import { endpointsOf, PUBLIC } from '../adapters/forge/github/endpoints.ts';
import { openGit } from '../adapters/git/git.ts';
import { readMirrored } from '../adapters/settings/mirrored-settings.ts';
import { readConfig } from '../domain/config.ts';
import type { ForgeFailure } from '../domain/pull-requests/forge-answer.ts';
import { DEFAULT_RULES, type Rules } from '../domain/pull-requests/rules.ts';
import type { Git } from '../services/ports.ts';
import { hostsOf, isRemoteAt } from '../services/pull-requests/hosts.ts';
import { createLocalKnowledge, type LocalKnowledge } from '../services/pull-requests/local-knowledge.ts';
import { remotesOf } from '../services/pull-requests/remotes.ts';
import { repositoryRules } from '../services/pull-requests/repository-rules.ts';
import { log, systemClock } from './compose.ts';
import { safe, WrongUsage } from './terminal.ts';

/** As GitHub's own tools look for it; null: signed out. */
export const tokenIn = ({ GH_TOKEN, GITHUB_TOKEN }: NodeJS.ProcessEnv): string | null =>
  GH_TOKEN || GITHUB_TOKEN || null;

/** What to tell a person, in a line, and what to do about it. */
export function reasonOf(failure: ForgeFailure): string {
  switch (failure.kind) {
    case 'signed-out':
      return 'signed out: put a token into GH_TOKEN or GITHUB_TOKEN that the server accepts';
    case 'rate-limited':
      return `rate limited until ${new Date(failure.retryAtMs).toISOString()}`;
    case 'sso-required':
      return `single sign-on is required${failure.organisation && ` by ${failure.organisation}`}${failure.url ? `: ${failure.url}` : ''}`;
    case 'scope-missing':
      return `the token lacks the scope ${failure.scopes.join(', ')}`;
    case 'offline':
      return 'cannot be reached';
    case 'error':
      return failure.message;
  }
}

export interface ProjectHere {
  /** of its own */
  readonly rules: Rules;
  /** those of `owner/name`: its own, or where it says nothing of where it belongs; else the defaults */
  rulesOf(repository: string): Rules;
  /** `owner/name` of its remotes at the host, the one to show the team of first */
  readonly remotes: readonly string[];
  /** null outside of a work tree */
  readonly local: LocalKnowledge | null;
}

/** The rules and remotes of the work tree that the command was called in; without one, the defaults. */
export async function projectAround(directory: string, host: string): Promise<ProjectHere> {
  const opened = await openGit(directory);
  if (opened.kind !== 'ok')
    return { rules: DEFAULT_RULES, rulesOf: () => DEFAULT_RULES, remotes: [], local: null };
  const { git } = opened;
  const hosts = hostsOf([{ host, account: null }], PUBLIC.host);
  const everywhere = await remotesOf(git);
  const here = everywhere.filter((remote) => isRemoteAt(host, remote, hosts));
  const remotes = [...new Set(here.map(({ repository }) => repository))];
  const rules = await rulesIn(git);
  const config = async () => readConfig(await git.config(['lastmile.']), readMirrored(git.commonDir));
  return {
    rules,
    rulesOf: (repository) =>
      everywhere.length === 0 || remotes.includes(repository) ? rules : DEFAULT_RULES,
    remotes,
    local: createLocalKnowledge({ git, clock: systemClock, log, config }),
  };
}

async function rulesIn(git: Git): Promise<Rules> {
  const { rules, problems } = await repositoryRules(git);
  for (const { layer, path: key, message } of problems)
    process.stderr.write(`lastmile: ${safe([layer, key, message].filter(Boolean).join(': '))}\n`);
  return rules;
}

export function endpointsIn(env: NodeJS.ProcessEnv): ReturnType<typeof endpointsOf> {
  try {
    return endpointsOf(env);
  } catch {
    throw new WrongUsage('GITHUB_API_URL or GITHUB_GRAPHQL_URL is not an address');
  }
}
