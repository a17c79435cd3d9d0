/** `export`: the origin of every line that commits added, for other programs; or aggregate figures, to a collector. */

import { createHash } from 'node:crypto';
import { knownRepositoriesFolder } from '../../adapters/ledger/known-repositories.ts';
import { sendMetrics } from '../../adapters/otlp/send.ts';
import { aggregateMetrics } from '../../domain/aggregate-metrics.ts';
import { type CommitLines, CSV_HEADER, csvLine, rowsOf, traceRecord } from '../../domain/trace.ts';
import { commitLines } from '../../services/commit-lines.ts';
import type { Invocation } from '../commands.ts';
import { ledgerIfAny, log, openProject, systemClock } from '../compose.ts';
import { deliveryHere } from '../delivery.ts';
import { tokenIn } from '../forge.ts';
import { systemReporter } from '../reporting.ts';
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
  if (format === 'otlp') return exportMetrics({ values, directory, terminal });
  const linesOf = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!linesOf)
    throw new WrongUsage(`export: --format is one of ${[...Object.keys(FORMATS), 'otlp'].join(', ')}`);
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

  if (format === 'csv') terminal.raw(CSV_HEADER);
  for await (const lines of commitLines({ git, ledger, config }, commits))
    for (const line of linesOf(lines)) terminal.raw(line);
  return 0;
}

const WINDOW_MS = 90 * 24 * 60 * 60 * 1000;

/** The figures of the last 90 days over all repositories; of delivery only where a token says who asks. */
async function exportMetrics({
  values,
  directory,
  terminal,
}: Pick<Invocation, 'values' | 'directory' | 'terminal'>): Promise<number> {
  // By its standard name in the environment, which other users do not see as they do the arguments of a process.
  const endpoint = values.endpoint ?? process.env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT;
  if (typeof endpoint !== 'string')
    throw new WrongUsage(
      'export: --format otlp takes --endpoint URL, or OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    );
  const toMs = systemClock.nowMs();
  const fromMs = toMs - WINDOW_MS;
  const reporter = systemReporter({ folder: knownRepositoriesFolder(), clock: systemClock, log });
  const report = await reporter.report({ fromMs, toMs });
  const delivery =
    tokenIn(process.env) === null
      ? null
      : await deliveryHere(directory, fromMs, toMs).catch((error: unknown) => {
          log.warn('figures of delivery are left out', error);
          return null;
        });
  const outcome = await sendMetrics(aggregateMetrics(report, delivery), endpoint, VERSION);
  switch (outcome.kind) {
    case 'sent':
      terminal.print(`sent ${outcome.metrics} metrics`);
      return 0;
    case 'bad-endpoint':
      throw new WrongUsage('export: --endpoint takes the address of a collector, like http://localhost:4318');
    case 'failed':
      throw new Failure(`the collector did not take them: ${safe(outcome.reason)}`);
  }
}
