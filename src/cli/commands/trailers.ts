/** `trailers`: what a commit made now would get. */

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
  } else for (const line of lines) terminal.print(line);
  return 0;
}
