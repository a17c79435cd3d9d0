/** What messages of later commits say was wrong with a commit. */

import type { IncidentRule } from './report.ts';

export interface ToldCommit {
  readonly oid: string;
  readonly message: string;
  readonly atMs: number;
}

export interface Incident {
  readonly rule: IncidentRule;
  /** when the commit that tells of it was made */
  readonly atMs: number;
}

const REVERTS = /\bThis reverts commit ([0-9a-f]{7,64})/g;
/** As forges write it when a pull request is reverted. */
const REVERTS_PULL_REQUEST = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)/gm;
const FIX = /\b(?:hot)?fix(?:e[sd])?\b|\bbug(?:fix)?\b|\bregression\b/i;
const INCIDENT = /\b(?:incident|outage|post-?mortem|hotfix|roll(?:ed )?back|sev-?[0-3])\b/i;
const OID = /\b[0-9a-f]{7,64}\b/g;
const PULL_REQUEST = /#(\d+)/g;
/** How a commit on a branch says which pull request it came by. */
const OWN_PULL_REQUEST = /^Merge pull request #(\d+)|\(#(\d+)\)\s*$/;

/** Whether a commit says of itself that it is about an incident. */
export const isAboutIncident = (message: string): boolean => INCIDENT.test(message);

/**
 * Incidents that later commits name, by commit: one that was reverted, or that a fix names, by its own name or by that
 * of the pull request it came by.
 * @param commits parents before their children
 */
export function namedIncidents(commits: readonly ToldCommit[]): Map<string, Incident[]> {
  const byPrefix = new Map<string, string>();
  const byPullRequest = new Map<string, string[]>();
  const incidents = new Map<string, Incident[]>();
  const add = (oid: string, rule: IncidentRule, atMs: number) =>
    incidents.set(oid, [...(incidents.get(oid) ?? []), { rule, atMs }]);

  for (const { oid, message, atMs } of commits) {
    const subject = message.slice(0, message.search(/\n|$/));
    const named = (prefix: string) => {
      const found = byPrefix.get(prefix.slice(0, 7));
      return found?.startsWith(prefix) ? [found] : [];
    };
    const own = OWN_PULL_REQUEST.exec(subject)
      ?.slice(1)
      .find((number) => number !== undefined);
    const reverted = new Set([
      ...matches(REVERTS, message).flatMap(named),
      ...matches(REVERTS_PULL_REQUEST, message).flatMap((number) => byPullRequest.get(number) ?? []),
    ]);
    for (const target of reverted) add(target, 'reverted', atMs);
    if (reverted.size === 0 && FIX.test(subject)) {
      const told = new Set([
        ...(message.match(OID) ?? []).flatMap(named),
        ...matches(PULL_REQUEST, message).flatMap((number) =>
          number === own ? [] : (byPullRequest.get(number) ?? []),
        ),
      ]);
      for (const target of told) add(target, 'fix-names-it', atMs);
    }
    byPrefix.set(oid.slice(0, 7), oid);
    if (own !== undefined) byPullRequest.set(own, [...(byPullRequest.get(own) ?? []), oid]);
  }
  return incidents;
}

const matches = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, group]) => group!);
