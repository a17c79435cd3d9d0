/** GitHub, the public one or a server, as a forge: one account of one host. */

import type { ForgeCost } from '../../../domain/pull-requests/forge-answer.ts';
import type { Forge } from '../../../services/forge.ts';
import { actionsOf } from './actions.ts';
import { type Capabilities, EVERYTHING, readCapabilities } from './capabilities.ts';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { readDetails } from './detail.ts';
import { causeForLog, failureOf } from './failures.ts';
import { Look, type Memory } from './look.ts';
import { NOTHING_STANDING } from './standing.ts';
import { detailOf } from './translate.ts';

export interface GitHubOptions extends ClientOptions {
  /** Whether it has the public schema: otherwise it is asked once. By default, whether it is github.com. */
  readonly hasPublicSchema?: boolean;
}

const NO_COST: ForgeCost = { requests: 0, points: 0, remaining: null };

/** Octokit is loaded with the first request. */
export function createGitHubForge(options: GitHubOptions): Forge {
  const { host, clock, log } = options;
  const isPublic = options.hasPublicSchema ?? host === 'github.com';
  let connection: Promise<Client> | undefined;
  let capabilities: Capabilities | undefined = isPublic ? EVERYTHING : undefined;
  let memory: Memory | undefined;
  const connect = (): Promise<Client> => {
    connection ??= createClient(options);
    return connection;
  };
  /** what is known so far, or the least that a first look needs */
  const remembered = async (client: Client, signal?: AbortSignal): Promise<Memory> => {
    capabilities ??= await readCapabilities(client, signal);
    const dialect = { ...capabilities, teamName: 'combinedSlug', projectField: null } as const;
    const nothing = { standing: NOTHING_STANDING, inProduction: new Set<string>(), organisations: new Map() };
    return memory ?? { dialect, ...nothing };
  };
  const failed = (what: string, error: unknown) => {
    log.warn(`${host}: ${what}`, causeForLog(error));
    return failureOf(error, clock.nowMs());
  };

  return {
    host,

    async look(scope, last, signal) {
      let client: Client | undefined;
      try {
        client = await connect();
        const before = await remembered(client, signal);
        const dialect = { ...before.dialect, projectField: scope.projectField };
        const looking = { client, host, scope, last, nowMs: clock.nowMs(), signal };
        const seen = await new Look(looking, { ...before, dialect }).run();
        memory = seen.memory;
        if (seen.failure) log.warn(`${host}: looked and met ${seen.failure.kind}`);
        return { snapshot: seen.snapshot, failure: seen.failure, cost: client.takeCost() };
      } catch (error) {
        return {
          snapshot: null,
          failure: failed('could not look', error),
          cost: client?.takeCost() ?? NO_COST,
        };
      }
    },

    async reload(pullRequest) {
      try {
        const client = await connect();
        const { dialect } = await remembered(client);
        const { nodes, deeper, answers } = await readDetails(client, dialect, [pullRequest.id], undefined);
        if (answers.error !== null) return failed('could not ask for a pull request', answers.error);
        const whole = nodes.get(pullRequest.id);
        if (!whole) return null;
        const around = { host, nowMs: clock.nowMs(), deeper, known: pullRequest };
        return detailOf(whole.node, { ...around, incomplete: whole.incomplete });
      } catch (error) {
        return failed('could not ask for a pull request', error);
      }
    },

    ...actionsOf(connect, failed),

    dispose() {
      connection = undefined;
    },
  };
}
