/** What is done about a commit, or a rewrite of many, once git has made it: the notes. */

import { createHash } from 'node:crypto';
import { amendedCommit, rewriteIn } from '../adapters/git/in-progress.ts';
import { type Annotator, createAnnotator } from '../services/annotation.ts';
import type { Ledger, Oid } from '../services/ports.ts';
import type { Project } from './compose.ts';

/** How many of the commits of a rewrite are asked about one that has no counterpart among them. */
const MAX_SOURCES = 8;

export async function annotateHead(project: Project, ledger: Ledger): Promise<void> {
  const { git } = project;
  const head = await git.resolve('HEAD');
  if (!head) return;
  const amended = await amendedCommit(git.gitDir);
  await annotatorOf(project, ledger).annotate([head], new Map(amended ? [[head, [amended]]] : []));
}

/** The commits of the rebase that is just through, those made by hand on its way included. */
export async function annotateRewrite(project: Project, ledger: Ledger): Promise<void> {
  const { git } = project;
  const rewrite = await rewriteIn(git.gitDir);
  if (!rewrite) return;
  const olds = rewrite.pairs.map(([from]) => from).reverse();
  const sources = new Map<Oid, Oid[]>();
  for (const commit of await git.commits(`${rewrite.onto}..HEAD`))
    sources.set(commit.oid, olds.slice(0, MAX_SOURCES));
  const counterparts = new Map<Oid, Oid[]>();
  for (const [from, to] of rewrite.pairs) counterparts.set(to, [from, ...(counterparts.get(to) ?? [])]);
  for (const [to, from] of counterparts) if (sources.has(to)) sources.set(to, from);
  await annotatorOf(project, ledger).annotate([...sources.keys()], sources);
}

function annotatorOf({ git, config }: Project, ledger: Ledger): Annotator {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  return createAnnotator({ git, ledger, config, hash });
}
