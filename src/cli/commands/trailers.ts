/** `trailers`: what a commit made now would get. */

import type { Config } from '../../domain/config.ts';
import type { Contribution } from '../../domain/contribution.ts';
import { trailerLines } from '../../domain/trailers.ts';
import { createContributions } from '../../services/contributions.ts';
import type { Invocation } from '../commands.ts';
import { contributionDeps, ledgerIfAny, openProject } from '../compose.ts';
import { readSessionLogs } from '../session-logs.ts';

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const project = await openProject(directory);
  using ledger = ledgerIfAny(project.git);
  if (ledger) await readSessionLogs(project, ledger);
  const contribution = await createContributions(contributionDeps(project, ledger)).ofStaged();
  const lines = trailerLines(contribution, project.config);
  if (values.json) {
    const trailers = lines.map((line) => {
      const colon = line.indexOf(': ');
      return { key: line.slice(0, colon), value: line.slice(colon + 2) };
    });
    terminal.json({ trailers });
    return 0;
  }
  for (const line of lines) terminal.print(line);
  // Beside standard output, which scripts read: they get the trailers and nothing else.
  if (lines.length === 0)
    process.stderr.write(`lastmile: no trailers: ${whyNone(contribution, project.config)}\n`);
  return 0;
}

function whyNone({ added }: Contribution, { trailers }: Config): string {
  if (trailers === 'off') return "the setting 'trailers' is off";
  if (added.total + added.excluded === 0) return 'nothing is staged that adds a line';
  return 'nothing that is staged is known to come from AI';
}
