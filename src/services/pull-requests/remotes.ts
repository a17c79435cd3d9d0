/** Which repositories of which forges a work tree has as remotes, from Git's configuration. */

import type { Git } from '../ports.ts';

export interface Remote {
  /** `origin` */
  readonly name: string;
  /** host, with a port where it is given and not that of the protocol */
  readonly host: string;
  /** `owner/name`; on some forges with more parts */
  readonly repository: string;
}

/** `origin` first, then `upstream`, then the others by name. Remotes on this machine, such as folders, are left out. */
export async function remotesOf(git: Git): Promise<Remote[]> {
  const config = await git.config(['remote.']);
  const remotes = [...config].flatMap(([key, url]) => {
    const name = /^remote\.(.+)\.url$/.exec(key)?.[1];
    const place = parseRemoteUrl(url);
    return name !== undefined && place ? [{ name, ...place }] : [];
  });
  const rank = ({ name }: Remote) => (name === 'origin' ? 0 : name === 'upstream' ? 1 : 2);
  return remotes.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Takes `https://host/owner/name.git`, `ssh://git@host:22/owner/name` and `git@host:owner/name.git`. */
export function parseRemoteUrl(url: string): Omit<Remote, 'name'> | null {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)\/?(.+)$/.exec(url);
  const [host, path] = scp ? [scp[1]!, scp[2]!] : partsOf(url);
  const repository = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return host !== '' && /^[^/]+(\/[^/]+)+$/.test(repository)
    ? { host: host.toLowerCase(), repository }
    : null;
}

function partsOf(url: string): [host: string, path: string] {
  const parsed = URL.parse(url);
  if (!parsed || !/^(https?|ssh|git):$/.test(parsed.protocol)) return ['', ''];
  // The port of SSH says nothing of where the forge's pages and API are. Behind firewalls that let HTTPS through alone,
  // forges take SSH at a host of its own: ssh.github.com, altssh.gitlab.com, altssh.bitbucket.org.
  const host = parsed.protocol === 'ssh:' ? parsed.hostname.replace(/^(?:alt)?ssh\./, '') : parsed.host;
  return [host, parsed.pathname];
}
