/** `stats`: the figures of a commit, a range, the staged change or the work tree. */

import { type Contribution, type LineCounts, percentOf } from '../../domain/contribution.ts';
import { createContributions } from '../../services/contributions.ts';
import type { Invocation } from '../commands.ts';
import { contributionDeps, ledgerIfAny, openProject } from '../compose.ts';
import { count, Failure, safe, type Terminal, table, WrongUsage } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const [revision] = positionals;
  if ([values.staged, values.worktree, revision].filter(Boolean).length > 1)
    throw new WrongUsage("stats: one of REVISION, --staged and --worktree; see 'lastmile stats --help'");
  const project = await openProject(directory);
  using ledger = ledgerIfAny(project.git);
  if (ledger && (values.staged || values.worktree))
    await (await import('../session-logs.ts')).readSessionLogs(project, ledger);
  const contributions = createContributions(contributionDeps(project, ledger));

  let title: string;
  let contribution: Contribution;
  if (values.staged) {
    title = 'Staged changes';
    contribution = await contributions.ofStaged();
  } else if (values.worktree) {
    title = 'Uncommitted changes';
    contribution = await contributions.ofWorktree();
  } else if (revision?.includes('..')) {
    title = `Commits ${safe(revision)}`;
    contribution = await contributions.ofRange(revision).catch(async (error: unknown) => {
      await checkRange(revision, (end) => project.git.resolve(end));
      throw error;
    });
  } else {
    const oid = await project.git.resolve(revision ?? 'HEAD');
    if (!oid) throw new Failure(revision ? `there is no commit ${revision}` : 'there is no commit yet');
    title = `Commit ${oid.slice(0, 10)}`;
    contribution = await contributions.ofCommit(oid);
  }
  if (values.json) terminal.json(contribution);
  else printContribution(terminal, title, contribution);
  return 0;
}

async function checkRange(
  range: string,
  resolve: (revision: string) => Promise<string | null>,
): Promise<void> {
  for (const end of range.split(/\.{2,3}/))
    if (end !== '' && !(await resolve(end))) throw new Failure(`there is no commit ${end}`);
}

function printContribution(terminal: Terminal, title: string, contribution: Contribution): void {
  const { added, deleted, share, coverage, level, tools, evidence, files } = contribution;
  const apart = [
    ...(added.excluded > 0 ? [`${added.excluded} more left out`] : []),
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
  ];
  terminal.print(terminal.style('bold', title));
  if (added.total === 0) {
    terminal.print(['No lines added', ...apart].join('; '));
    return;
  }
  // What nobody knows anything of is not free of AI.
  const figure =
    coverage === 0
      ? terminal.style('bold', 'unknown')
      : `${terminal.style('bold', `${percentOf(share)}%`)} ${level}`;
  terminal.print(`AI share  ${figure}, the origin of ${percentOf(coverage)}% is known`);
  const lines = [`${count(added.total, 'line')} added: ${classes(terminal, added)}`, ...apart].join('; ');
  terminal.print(`Lines     ${lines}`);
  if (coverage > 0) {
    const { reported, observed, inferred } = evidence;
    const kinds = Object.entries({ reported, observed, inferred }).filter(([, part]) => part > 0);
    const parts = kinds.map(([kind, part]) => `${percentOf(part)}% ${kind}`);
    terminal.print(`Evidence  ${parts.length > 0 ? parts.join(', ') : 'trailers of the commits alone'}`);
  }
  if (tools.length > 0) {
    terminal.print();
    const rows = tools.map((tool) => [
      safe(tool.tool),
      safe(tool.model ?? ''),
      // Of a tool that only trailers name there is nothing to count.
      ...(tool.characters > 0
        ? [count(tool.characters, 'character'), count(tool.lines, 'line'), count(tool.sessions, 'session')]
        : ['', '', '']),
    ]);
    for (const line of table(rows, [2, 3, 4])) terminal.print(`  ${line}`);
  }
  if (files.length > 0) {
    terminal.print();
    const numbers = files.map((file) => [`+${file.added.total}`, percentOfLines(file.added)]);
    const columns = table(numbers, [0, 1]);
    files.forEach((file, i) => {
      terminal.print(
        `  ${columns[i]}  ${safe(file.path)}  ${terminal.style('dim', shortClasses(file.added))}`,
      );
    });
  }
}

const classes = (terminal: Terminal, { ai, mixed, human, unknown }: LineCounts): string =>
  [
    terminal.style('ai', `${ai} AI`),
    terminal.style('mixed', `${mixed} mixed`),
    terminal.style('human', `${human} human`),
    terminal.style('unknown', `${unknown} unknown`),
  ].join(', ');

const shortClasses = ({ ai, mixed, human, unknown }: LineCounts): string =>
  `${ai} AI, ${mixed} mixed, ${human} human, ${unknown} unknown`;

const percentOfLines = ({ ai, mixed, total }: LineCounts): string =>
  total === 0 ? '' : `${percentOf((ai + mixed) / total)}% with AI`;
