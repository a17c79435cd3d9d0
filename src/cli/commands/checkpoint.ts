/** `checkpoint`: what changed since the last one is attributed to one origin. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OriginKind } from '../../domain/origin.ts';
import { createCheckpoints } from '../../services/checkpoints.ts';
import type { Invocation } from '../commands.ts';
import { ledgerToWrite, log, openProject, pathInRepository, systemClock } from '../compose.ts';
import { count, Failure, safe, table, WrongUsage } from '../terminal.ts';

const ORIGINS: readonly OriginKind[] = ['ai', 'human', 'unknown'];
const HINT = "; see 'lastmile checkpoint --help'";

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const origin = ORIGINS.find((known) => known === values.origin);
  if (!origin) {
    const given =
      values.origin === undefined ? '--origin is missing' : `there is no origin '${values.origin}'`;
    throw new WrongUsage(`checkpoint: ${given}${HINT}`);
  }
  const by = Object.fromEntries(
    ['tool', 'model', 'session'].flatMap((key) =>
      values[key] === undefined ? [] : [[key, String(values[key]).trim()]],
    ),
  );
  if (origin === 'ai' && !by.tool) throw new WrongUsage(`checkpoint: --origin ai needs --tool${HINT}`);
  if (origin !== 'ai' && Object.keys(by).length > 0)
    throw new WrongUsage(`checkpoint: --${Object.keys(by)[0]} goes with --origin ai only${HINT}`);

  const { git, isPaused } = await openProject(directory);
  const paths = positionals.map((given) => pathInRepository(git, directory, given));
  if (isPaused) {
    if (values.json) terminal.json({ files: [], paused: true });
    else terminal.print('Tracking is paused: nothing was recorded.');
    return 0;
  }
  using ledger = ledgerToWrite(git);
  const checkpoints = createCheckpoints({ git, ledger, clock: systemClock, log, newId: randomUUID });
  const { files, unknown } = await checkpoints.checkpoint({
    origin,
    ...by,
    ...(paths.length > 0 && { paths }),
  });

  if (values.json) terminal.json({ files });
  else if (files.length === 0) terminal.print('Nothing new to attribute.');
  else {
    const rows = files.map(({ path, characters }) => [count(characters, 'character'), safe(path)]);
    for (const line of table(rows, [0])) terminal.print(line);
  }
  // The others have their checkpoint all the same. A file that was deleted has one, too.
  const missing = unknown.filter((path) => !existsSync(join(git.worktree, path)));
  if (missing.length > 0) throw new Failure(`there is no file ${missing.join(', ')}`);
  return 0;
}
