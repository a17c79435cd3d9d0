/** Notes of one ref: read for many commits by one process, written for many commits as one commit of the ref. */

import { GitError, type Oid } from '../../services/ports.ts';
import { blobTexts } from './objects.ts';
import { type Runner, run } from './run.ts';

/** Where the notes of other clones are kept, by remote, until they are merged. */
export const REMOTE_NOTES = 'refs/notes/lastmile';

/**
 * Texts of the notes of those of `commits` that have one in `ref`, or else in what was fetched from a remote.
 * @throws GitError
 */
export async function readNotes(
  runner: Runner,
  ref: string,
  commits: readonly Oid[],
): Promise<Map<Oid, string>> {
  const notes = new Map<Oid, string>();
  if (commits.length === 0) return notes;
  for (const name of await refsWithNotes(runner, ref)) {
    const missing = [...new Set(commits)].filter((oid) => !notes.has(oid));
    if (missing.length > 0)
      for (const [oid, text] of await notesIn(runner, name, missing)) notes.set(oid, text);
  }
  return notes;
}

/** Blob of the note of every commit that has one there. For many commits this is cheaper than to ask for each. */
export async function noteBlobs(runner: Runner, ref: string): Promise<Map<Oid, Oid>> {
  const names = await refsWithNotes(runner, ref);
  const all = await Promise.all(names.map((name) => entriesOf(runner, name)));
  const blobs = new Map<Oid, Oid>();
  for (const entries of all.reverse()) for (const [commit, { blob }] of entries) blobs.set(commit, blob);
  return blobs;
}

/** Those of them that there are, `ref` first. */
async function refsWithNotes(runner: Runner, ref: string): Promise<string[]> {
  // The name of a remote may have slashes. What else a remote has beside its notes is not ours to read, and may be much.
  const fetched = `${REMOTE_NOTES}/**/ai`;
  const { stdout } = await run(runner, ['for-each-ref', '--format=%(refname)', ref, fetched]);
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

async function notesIn(runner: Runner, ref: string, commits: readonly Oid[]): Promise<[Oid, string][]> {
  const { stdout } = await run(
    runner,
    [
      'log',
      '-z',
      '--no-walk=unsorted',
      '--stdin',
      `--notes=${ref}`,
      '--format=%H%x00%N',
      '--no-patch',
      '--no-color',
      '--no-show-signature',
    ],
    { input: `${commits.join('\n')}\n` },
  );
  const fields = stdout.toString('utf8').split('\0');
  const found: [Oid, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i + 1]) found.push([fields[i]!, fields[i + 1]!]);
  return found;
}

/**
 * Takes what `other` has into `ref`, as a merge of the two: of a commit that both annotate, `combine` makes one note.
 * @returns whether there was anything to take
 * @throws GitError
 */
export async function mergeNotes(
  runner: Runner,
  ref: string,
  other: string,
  combine: (ours: string, theirs: string) => string,
): Promise<boolean> {
  const [ours, theirs] = [await tipOf(runner, ref), await tipOf(runner, other)];
  if (!theirs || ours === theirs) return false;
  if (ours && (await isAncestor(runner, theirs, ours))) return false;
  if (!ours || (await isAncestor(runner, ours, theirs))) {
    await run(runner, ['update-ref', ref, theirs, ours ?? '0'.repeat(theirs.length)]);
    return true;
  }
  const [here, there] = [await entriesOf(runner, ref), await entriesOf(runner, other)];
  const differing = [...there].filter(([commit, { blob }]) => here.get(commit)?.blob !== blob);
  const conflicts = differing.flatMap(([commit, { blob }]) => {
    const own = here.get(commit);
    return own ? [{ path: own.path, own: own.blob, blob }] : [];
  });
  const texts = await blobTexts(
    runner,
    conflicts.flatMap(({ own, blob }) => [own, blob]),
  );
  // Written as files of the tree: the commits that they are about need not be here.
  const changes: (string | Buffer)[] = differing.flatMap(([commit, { path, blob }]) =>
    here.has(commit) ? [] : [`M 100644 ${blob} ${path}\n`],
  );
  conflicts.forEach(({ path }, i) => {
    const text = Buffer.from(combine(texts[2 * i] ?? '', texts[2 * i + 1] ?? ''));
    changes.push(`M 100644 inline ${path}\ndata ${text.length}\n`, text, '\n');
  });
  await commitTo(runner, ref, [ours, theirs], changes);
  return true;
}

async function isAncestor(runner: Runner, ancestor: Oid, of: Oid): Promise<boolean> {
  const { code } = await run(runner, ['merge-base', '--is-ancestor', ancestor, of], { allow: [1] });
  return code === 0;
}

/** Blob and path of every note of a ref, by commit. The path depends on how many notes there are. */
async function entriesOf(runner: Runner, ref: string): Promise<Map<Oid, { blob: Oid; path: string }>> {
  const { stdout } = await run(runner, ['ls-tree', '-r', ref]);
  const entries = new Map<Oid, { blob: Oid; path: string }>();
  for (const line of stdout.toString('latin1').split('\n')) {
    const [, blob, path] = /^\d+ blob ([0-9a-f]+)\t([0-9a-f/]+)$/.exec(line) ?? [];
    if (blob && path) entries.set(path.replaceAll('/', ''), { blob, path });
  }
  return entries;
}

/** How often a write is begun anew when somebody else moved the ref meanwhile. */
const ATTEMPTS = 5;

/**
 * Puts `notes` on their commits, replacing those that are there; `null` takes one off. All or nothing.
 * @throws GitError
 */
export async function writeNotes(
  runner: Runner,
  ref: string,
  notes: ReadonlyMap<Oid, string | null>,
): Promise<void> {
  if (notes.size === 0) return;
  const changes: (string | Buffer)[] = [];
  for (const [commit, note] of notes) {
    const content = Buffer.from(note ?? '');
    if (note === null) changes.push(`N ${'0'.repeat(commit.length)} ${commit}\n`);
    else changes.push(`N inline ${commit}\ndata ${content.length}\n`, content, '\n');
  }
  for (let attempt = 1; ; attempt++) {
    const tip = await tipOf(runner, ref);
    try {
      await commitTo(runner, ref, tip ? [tip] : [], changes);
      return;
    } catch (error) {
      // fast-import refuses to take the ref back: another process has written in between.
      if (!(error instanceof GitError) || attempt === ATTEMPTS || (await tipOf(runner, ref)) === tip)
        throw error;
    }
  }
}

/** Makes a commit of `ref` by commands of git-fast-import(1). */
async function commitTo(
  runner: Runner,
  ref: string,
  [first, ...merged]: readonly Oid[],
  changes: readonly (string | Buffer)[],
): Promise<void> {
  const { stdout } = await run(runner, ['var', 'GIT_COMMITTER_IDENT']);
  const head = [
    `commit ${ref}\ncommitter `,
    stdout.subarray(0, stdout.indexOf('\n')),
    '\ndata 0\n',
    first ? `from ${first}\n` : '',
    ...merged.map((oid) => `merge ${oid}\n`),
  ];
  const parts = [...head, ...changes, '\ndone\n'];
  await run(runner, ['fast-import', '--quiet', '--done', '--date-format=raw'], {
    input: Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
  });
}

async function tipOf(runner: Runner, ref: string): Promise<Oid | null> {
  const { code, stdout } = await run(runner, ['rev-parse', '--quiet', '--verify', ref], { allow: [1] });
  return code === 0 ? stdout.toString('latin1').trim() : null;
}
