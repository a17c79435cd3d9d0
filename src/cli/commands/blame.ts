/** `blame`: whose each line of a file is. */

import { blame } from '../../services/blame.ts';
import type { Invocation } from '../commands.ts';
import { contributionDeps, ledgerIfAny, openProject, pathInRepository } from '../compose.ts';
import { Failure, safe, table } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const project = await openProject(directory);
  const { git } = project;
  const path = pathInRepository(git, directory, positionals[0] ?? '');
  const revision = typeof values.rev === 'string' ? values.rev : 'HEAD';
  const commit = await git.resolve(revision);
  if (!commit) throw new Failure(`there is no commit ${revision}`);
  const [text] = await git.filesAt([{ commit, path }]);
  if (text === null || text === undefined) throw new Failure(`there is no file ${path} in ${revision}`);

  using ledger = ledgerIfAny(git);
  const blamed = await blame(contributionDeps(project, ledger), path, revision);
  if (values.json) {
    terminal.json(blamed);
    return 0;
  }
  const source = text.split('\n');
  const columns = table(
    blamed.lines.map(({ line, class: of, tool, model, commit: oid }) => [
      (oid ?? '').slice(0, 10),
      of,
      safe([tool, model].filter(Boolean).join(' ')),
      String(line),
    ]),
    [3],
  );
  blamed.lines.forEach(({ line, class: of }, i) => {
    // a tab is what indents a file; it moves the cursor nowhere but to the right
    const content = (source[line - 1] ?? '').replace(/\r$/, '').split('\t').map(safe).join('\t');
    terminal.print(`${terminal.style(of, columns[i] ?? '')}  ${content}`);
  });
  return 0;
}
