/**
 * Which host a name belongs to. People write `owner/name` and mean the forge they use; with several hosts each is asked
 * for its own names only, since a name says what somebody works on.
 */

import type { Remote } from './remotes.ts';

export interface Hosts {
  /** of every forge that is followed, signed in or not */
  readonly known: readonly string[];
  /** where names without a host are */
  readonly usual: string;
  /** of the forge that everybody can use */
  readonly open: string;
}

/** Names without a host are of the only host that somebody is signed in at, else of the open one. */
export function hostsOf(
  accounts: readonly { readonly host: string; readonly account: string | null }[],
  open: string,
): Hosts {
  const hostsAmong = (some: typeof accounts) => [...new Set(some.map(({ host }) => host))];
  const known = hostsAmong(accounts);
  const used = hostsAmong(accounts.filter(({ account }) => account !== null));
  const [only = open, ...others] = used.length > 0 ? used : known;
  return { known, usual: others.length > 0 ? open : only, open };
}

/**
 * Those of `names` that are of `host`, without it: `ghe.example.com/owner/name` has its host in front, `owner/name` is
 * of the usual one.
 * @param parts of a name at the least: 2 for `owner/name`
 */
export function namesAt(host: string, names: readonly string[], parts: number, hosts: Hosts): string[] {
  return names.flatMap((name) => {
    const [first = '', ...rest] = name.split('/');
    const hasHost = rest.length >= parts && (looksLikeHost(first) || isAmong(hosts.known, first));
    const at = hasHost ? first : hosts.usual;
    return isEqual(at, host) ? [hasHost ? rest.join('/') : name] : [];
  });
}

/**
 * Whether a remote is a repository of the forge at `host`. A host that nobody follows may be a name from the
 * configuration of SSH: such a remote is of the usual forge. So is one of the open forge where that is not followed, as
 * another address stands in for it.
 */
export function isRemoteAt(host: string, remote: Pick<Remote, 'host'>, hosts: Hosts): boolean {
  const own = [host, ...hosts.known].find(
    (it) => isEqual(it, remote.host) || isEqual(hostname(it), remote.host),
  );
  if (own !== undefined) return isEqual(own, host);
  return isEqual(host, hosts.usual) && (!looksLikeHost(remote.host) || isEqual(remote.host, hosts.open));
}

const hostname = (host: string): string => host.replace(/:\d+$/, '');
const looksLikeHost = (text: string): boolean => /[.:]/.test(text);
const isEqual = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const isAmong = (hosts: readonly string[], host: string): boolean => hosts.some((it) => isEqual(it, host));
