/** Git's answers about many commits, asked for at once: work on each of them then starts no process. */

import type { CommitChange, Git, Oid } from './ports.ts';

/** For each commit, other commits whose versions of its files will be asked for, with their notes. */
export type Sources = ReadonlyMap<Oid, readonly Oid[]>;

/**
 * `git` with the diffs, texts and attributes of `commits` at hand; what it has not at hand it asks for as ever.
 * Merges are not prefetched.
 * @throws GitError
 */
export async function prefetched(
  git: Git,
  commits: readonly Oid[],
  sources: Sources = new Map(),
): Promise<Git> {
  const changes = new Map<Oid, CommitChange>();
  for (const change of await git.changes(commits)) changes.set(change.commit.oid, change);

  const diffs = [...changes.values()].flatMap((change) => change.diffs);
  // As a rule the text before a commit is the one after another.
  const oids = diffs.flatMap(({ newOid, oldOid }) => [newOid, oldOid]);
  const wanted = [...new Set(oids.filter((oid) => oid !== null))];
  const paths = [...new Set(diffs.map(({ path }) => path))];
  const files = [...changes.values()].flatMap((change) =>
    (sources.get(change.commit.oid) ?? []).flatMap((commit) =>
      change.diffs.map(({ path }) => ({ commit, path })),
    ),
  );
  const annotated = new Set([...sources.values()].flat());
  const [blobs, generated, versions, notes] = await Promise.all([
    git.blobs(wanted),
    git.generated(paths),
    files.length > 0 ? git.filesAt(files) : [],
    git.notes([...annotated]),
  ]);
  const keyOf = ({ commit, path }: { commit: string; path: string }) => `${commit}:${path}`;
  const texts = new Map(files.map((file, index) => [keyOf(file), versions[index] ?? null]));
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
    async filesAt(some) {
      if (some.some((file) => !texts.has(keyOf(file)))) return git.filesAt(some);
      return some.map((file) => texts.get(keyOf(file)) ?? null);
    },
    async notes(some) {
      if (some.some((oid) => !annotated.has(oid))) return git.notes(some);
      return new Map(some.flatMap((oid) => (notes.has(oid) ? [[oid, notes.get(oid)!]] : [])));
    },
    async generated(some) {
      if (some.some((path) => !asked.paths.has(path))) return git.generated(some);
      return new Set(some.filter((path) => generated.has(path)));
    },
  };
}
