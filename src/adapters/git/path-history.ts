/** Which commit changed which files, by the names of their blobs: no file is compared with another. */

import { randomBytes } from 'node:crypto';
import type { Git, Oid } from '../../services/ports.ts';
import type { BlobChange, HistoryCommit, PathHistory, Tips } from '../../services/retention/ports.ts';
import { type Environment, gitEnvironment } from './environment.ts';
import { eachBlobText } from './objects.ts';
import { type Runner, run } from './run.ts';

export interface PathHistoryOptions {
  /** the program; `git` on the PATH by default */
  readonly program?: string;
  /** `process.env` by default */
  readonly env?: Environment;
}

const RAW = ['--raw', '-z', '-r', '--no-abbrev', '--no-color', '--no-ext-diff'];
const FIELDS = ['%H', '%P', '%at', '%ct', '%aE', '%B'];
/** Where a remote does not say which of its branches is the default one. */
const USUAL_NAMES = ['main', 'master', 'trunk'];

export function openPathHistory(git: Git, options: PathHistoryOptions = {}): PathHistory {
  const cwd = git.worktree;
  const env = gitEnvironment(options.env ?? process.env, cwd);
  const runner: Runner = { program: options.program ?? 'git', cwd, env };

  return {
    async tips() {
      const format = '--format=%(HEAD)%00%(objectname)%00%(refname)%00%(symref)';
      const { stdout } = await run(runner, ['for-each-ref', format, 'refs/heads', 'refs/remotes']);
      const refs = stdout
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Ref => {
          const [head, oid = '', name = '', target = ''] = line.split('\0');
          return { isHead: head === '*', oid, name, target };
        });
      const detached = refs.some(({ isHead }) => isHead) ? null : await git.resolve('HEAD');
      return tipsOf(refs, detached);
    },

    async commits({ all }, sinceMs) {
      if (all.length === 0) return [];
      // No text in any commit can hold what nobody knew when it was written.
      const mark = randomBytes(16).toString('hex');
      const args = [
        'log',
        '--topo-order',
        '--reverse',
        '--encoding=UTF-8',
        '--no-notes',
        '--no-show-signature',
        // --since takes small numbers for other things than seconds
        `--max-age=${Math.floor(sinceMs / 1000)}`,
        `--format=${mark}${FIELDS.join('%x00')}%x00`,
        '-M',
        '-c',
        ...RAW,
        '--stdin',
      ];
      const { stdout } = await run(runner, args, { input: `${all.join('\n')}\n` });
      return stdout.toString('utf8').split(mark).slice(1).map(parsedCommit);
    },

    async mergeChanges(merges) {
      if (merges.length === 0) return new Map();
      const args = ['diff-tree', '--stdin', '--no-renames', ...RAW];
      const input = merges.map(({ oid, parents }) => `${oid} ${parents[0]}\n`).join('');
      const { stdout } = await run(runner, args, { input });
      const changes = new Map<Oid, BlobChange[]>();
      let current: BlobChange[] = [];
      // A commit that was asked about is named before its changes, where there are any.
      for (const [meta, ...paths] of records(stdout.toString('utf8').split('\0')))
        if (meta.startsWith(':')) current.push(...blobChanges(meta, paths));
        else {
          current = [];
          changes.set(meta, current);
        }
      return changes;
    },

    texts: (oids, visit) => eachBlobText(runner, oids, visit),

    async ownAddresses() {
      const config = await git.config(['user.', 'author.']);
      const given = [config.get('user.email'), config.get('author.email'), env.GIT_COMMITTER_EMAIL];
      return new Set(given.flatMap((address) => (address ? [address.toLowerCase()] : [])));
    },
  };
}

interface Ref {
  readonly isHead: boolean;
  readonly oid: Oid;
  readonly name: string;
  /** what a symbolic one stands for */
  readonly target: string;
}

function tipsOf(refs: readonly Ref[], detached: Oid | null): Tips {
  const local = refs.filter(({ name }) => name.startsWith('refs/heads/'));
  const told = refs.find(({ name, target }) => target !== '' && /^refs\/remotes\/[^/]+\/HEAD$/.test(name));
  const named = (name: string) => local.find((ref) => ref.name === `refs/heads/${name}`);
  const usual = USUAL_NAMES.map(named).find((ref) => ref !== undefined);
  const guess = usual ?? (local.length === 1 ? local[0] : undefined);
  const branch = told ? told.target.replace(/^refs\/remotes\/[^/]+\//, '') : guess?.name.slice(11);
  const isDefault = ({ name, target }: Ref) =>
    branch !== undefined &&
    target === '' &&
    (name === `refs/heads/${branch}` ||
      (told ? name === told.target : name === `refs/remotes/origin/${branch}`));
  const defaults = refs.filter(isDefault).map(({ oid }) => oid);
  const all = [...local.map(({ oid }) => oid), ...defaults, ...(detached ? [detached] : [])];
  return { all: [...new Set(all)].sort(), default: [...new Set(defaults)] };
}

function parsedCommit(text: string): HistoryCommit {
  const fields = text.split('\0');
  const [oid = '', parents = '', authored, committed, author = '', message = ''] = fields;
  const changes = records(fields.slice(FIELDS.length)).flatMap(([meta, ...paths]) =>
    blobChanges(meta, paths),
  );
  return {
    oid,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    authoredAtMs: Number(authored) * 1000,
    committedAtMs: Number(committed) * 1000,
    author: author.toLowerCase(),
    message,
    changes,
  };
}

/** Fields of raw output, put together: what describes an entry, and its one or two paths. Anything else is on its own. */
function records(fields: readonly string[]): [string, ...string[]][] {
  const found: [string, ...string[]][] = [];
  for (let at = 0; at < fields.length; ) {
    const meta = fields[at++]!.trim();
    if (meta === '') continue;
    const paths = meta.startsWith(':') ? (/ [RC]\d+$/.test(meta) ? 2 : 1) : 0;
    found.push([meta, ...fields.slice(at, at + paths)]);
    at += paths;
  }
  return found;
}

/** One for each parent: `:` stands in front for each of them. Links and submodules are left out. */
function blobChanges(meta: string, paths: readonly string[]): BlobChange[] {
  const words = meta.replace(/^:+/, '').split(' ');
  const parents = meta.lastIndexOf(':') + 1;
  const modes = words.slice(0, parents + 1);
  const oids = words.slice(parents + 1, 2 * parents + 2);
  const fileAt = (index: number) => (modes[index]!.startsWith('100') ? oids[index]! : null);
  const oldPath = paths[0]!;
  const path = paths.at(-1)!;
  const newOid = fileAt(parents);
  return oids
    .slice(0, parents)
    .map((_, index) => ({ path, oldPath, oldOid: fileAt(index), newOid }))
    .filter(({ oldOid }) => oldOid !== null || newOid !== null);
}
