/** Git's answers about many commits, asked for at once: work on each of them then starts no process. */

import type { CommitChange, Git, Oid } from './ports.ts';

/**
 * `git` with the diffs, texts and attributes of `commits` at hand; what it has not at hand it asks for as ever.
 * Merges are not prefetched.
 * @throws GitError
 */
export async function prefetched(git: Git, commits: readonly Oid[]): Promise<Git> {
  const changes = new Map<Oid, CommitChange>();
  for (const change of await git.changes(commits)) changes.set(change.commit.oid, change);

  const diffs = [...changes.values()].flatMap((change) => change.diffs);
  const oids = diffs.flatMap(({ newOid, oldOid, deleted }) => [newOid, deleted.length > 0 ? oldOid : null]);
  const wanted = [...new Set(oids.filter((oid) => oid !== null))];
  const paths = [...new Set(diffs.map(({ path }) => path))];
  const [blobs, generated] = await Promise.all([git.blobs(wanted), git.generated(paths)]);
  const asked = { oids: new Set(wanted), paths: new Set(paths) };

  return {
    ...git,
    commit: async (oid) => changes.get(oid)?.commit ?? git.commit(oid),
    async diff(from, to, narrowed) {
      const change = typeof to === 'string' ? undefined : changes.get(to.commit);
      const isItsOwn = change && narrowed === undefined && (change.commit.parents[0] ?? null) === from;
      return isItsOwn ? [...change.diffs] : git.diff(from, to, narrowed);
    },
    async blobs(some) {
      const others = some.filter((oid) => !asked.oids.has(oid));
      const found = others.length > 0 ? await git.blobs(others) : new Map<Oid, string>();
      for (const oid of some) if (blobs.has(oid)) found.set(oid, blobs.get(oid)!);
      return found;
    },
    async generated(some) {
      if (some.some((path) => !asked.paths.has(path))) return git.generated(some);
      return new Set(some.filter((path) => generated.has(path)));
    },
  };
}
