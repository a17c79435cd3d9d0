/** node test/history/fuzz.mjs --seeds 1-2000 [--steps N] [--trace]: counts violations by kind; exit code 1 if there are any. */
import { parseArgs } from 'node:util';
import { disposeFuzz, fuzz, VIOLATIONS } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-20' },
    steps: { type: 'string', default: '14' },
    trace: { type: 'boolean', default: false },
  },
});
const [first, last = first] = values.seeds.split('-').map(Number);
const counts = new Map(VIOLATIONS.map((kind) => [kind, 0]));
let [seeds, lines, commits] = [0, 0, 0];
let isAsked = false;
process.once('SIGINT', () => {
  isAsked = true;
});
for (let seed = first; seed <= last && !isAsked; seed++) {
  const outcome = await fuzz(seed, Number(values.steps));
  seeds++;
  lines += outcome.lines;
  commits += outcome.commits;
  for (const { kind, what } of outcome.violations) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    console.log(`seed ${seed}: ${kind}: ${what}`);
  }
  if (values.trace) console.log(outcome.trace.map((step, at) => `  ${at + 1} ${step}`).join('\n'));
  if (seed % 20 === 0) console.log(`# ${seeds} seeds, ${commits} commits, ${lines} lines`);
}
await disposeFuzz();
console.log(`${seeds} seeds, ${commits} commits looked at, ${lines} lines of known truth`);
for (const [kind, count] of counts) console.log(`${String(count).padStart(6)}  ${kind}`);
process.exitCode = [...counts.values()].some((count) => count > 0) ? 1 : 0;
