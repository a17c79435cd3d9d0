/** `export`: the origin of every line that commits added, for other programs. */

import { createHash } from 'node:crypto';
import { type CommitLines, CSV_HEADER, csvLine, rowsOf, traceRecord } from '../../domain/trace.ts';
import { commitLines } from '../../services/commit-lines.ts';
import type { Invocation } from '../commands.ts';
import { ledgerIfAny, openProject } from '../compose.ts';
import { Failure, safe, WrongUsage } from '../terminal.ts';
import { VERSION } from '../version.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Lines of each format, of one commit. */
const FORMATS: Record<string, (lines: CommitLines) => string[]> = {
  'agent-trace': (lines) => [JSON.stringify(traceRecord(lines, VERSION, hash))],
  ndjson: (lines) => rowsOf(lines).map((row) => JSON.stringify(row)),
  csv: (lines) => rowsOf(lines).map(csvLine),
};

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const format = typeof values.format === 'string' ? values.format : '';
  const linesOf = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!linesOf) throw new WrongUsage(`export: --format is one of ${Object.keys(FORMATS).join(', ')}`);
  const { git, config } = await openProject(directory);
  using ledger = ledgerIfAny(git);

  const revision = positionals[0] ?? 'HEAD';
  const ends = revision.split(/\.{2,3}/).filter((end) => end !== '');
  const resolved = await Promise.all(ends.map((end) => git.resolve(end)));
  const missing = resolved.indexOf(null);
  if (missing >= 0) throw new Failure(`there is no commit ${safe(ends[missing]!)}`);
  const commits = revision.includes('..')
    ? (await git.commits(revision)).map(({ oid }) => oid)
    : [resolved[0]!];

  if (format === 'csv') terminal.print(CSV_HEADER);
  for await (const lines of commitLines({ git, ledger, config }, commits))
    for (const line of linesOf(lines)) terminal.print(line);
  return 0;
}
