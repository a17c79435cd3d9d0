/** Runs the benchmarks named, or all: `main.ts [--write] [NAME...]`. `--write` updates docs/benchmarks.md. */

import { parseArgs } from 'node:util';
import { activation } from './activation.bench.ts';
import { blaming } from './blame.bench.ts';
import { dashboard } from './dashboard.bench.ts';
import { hook } from './hook.bench.ts';
import { pullRequests } from './pull-requests.bench.ts';
import { rebasing } from './rebase.bench.ts';
import { machine, publish, renderTable } from './report.ts';
import { retention } from './retention.bench.ts';
import { sessionLogs } from './session-logs.bench.ts';
import { spans } from './spans.bench.ts';
import { stats } from './stats.bench.ts';

const benchmarks = [
  spans,
  hook,
  rebasing,
  activation,
  stats,
  blaming,
  sessionLogs,
  pullRequests,
  retention,
  dashboard,
];
const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = benchmarks.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  process.exit(2);
}

console.log(machine());
for (const benchmark of benchmarks) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  console.log(`\n# ${benchmark.name}: ${benchmark.about}\n`);
  const outcome = await benchmark.run();
  if (outcome.kind === 'skipped') {
    console.log(`skipped: ${outcome.reason}`);
    continue;
  }
  const text = outcome.tables.map(renderTable).join('\n\n');
  console.log(text);
  if (values.write) publish(benchmark.name, `${machine()}\n\n${text}`);
}
