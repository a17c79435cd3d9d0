/** `blame`: whose each line of a file is. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { blame } from '../../services/blame.ts';
import type { Invocation } from '../commands.ts';
import { contributionDeps, ledgerIfAny, openProject, pathInRepository } from '../compose.ts';
import { Failure, safe, table } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const project = await openProject(directory);
  const { git } = project;
  const path = pathInRepository(git, directory, positionals[0] ?? '');
  const revision = typeof values.rev === 'string' ? values.rev : 'HEAD';
  using ledger = ledgerIfAny(git);
  const blamed = await blame(contributionDeps(project, ledger), path, revision).catch(async (error) => {
    // What git said may have been about this; nobody waits for it as long as all is well.
    if (!(await git.resolve(revision)))
      throw new Failure(
        values.rev === undefined ? 'there is no commit yet' : `there is no commit ${revision}`,
      );
    const [text] = await git.filesAt([{ commit: revision, path }]);
    if (text === null)
      throw new Failure(
        isFolder(join(git.worktree, path))
          ? `${path || '.'} is a folder; name a file`
          : `there is no file ${path} in ${revision}`,
      );
    throw error;
  });
  if (values.json) {
    terminal.json(blamed);
    return 0;
  }
  const [text] = await git.filesAt([{ commit: revision, path }]);
  const source = (text ?? '').split('\n');
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

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
