/** What the extension costs an editor before it first waits for something, against loading an empty module. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTurn, quantile } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, milliseconds, times } from './report.ts';

const probe = path.join(import.meta.dirname, 'activation-probe.mjs');

interface Start {
  readonly loadMs: number;
  readonly activateMs: number;
  /** processor time of both: what is left of them where nothing else is running */
  readonly cpuMs: number;
}

/** In a process of its own: a module is loaded for the first time only once. */
function activate(file: string): Start {
  const printed = execFileSync(process.execPath, [probe, file], { encoding: 'utf8' });
  const [loadMs, activateMs, cpuMs]: [number, number, number] = JSON.parse(printed);
  return { loadMs, activateMs, cpuMs };
}

export const activation: Benchmark = {
  name: 'activation',
  about: 'loading the extension and activating it up to its first wait, against an empty extension',
  async run() {
    const empty = path.join(builtProduct(), 'empty.cjs');
    writeFileSync(empty, 'exports.activate = () => {};\n');
    const files = { 'an empty extension': empty, Lastmile: path.join(builtProduct(), 'extension.cjs') };
    const parts = new Map<string, Start[]>();
    const timings = await inTurn(
      Object.entries(files).map(([name, file]) => ({
        name,
        round() {
          const part = activate(file);
          parts.set(name, [...(parts.get(name) ?? []), part]);
          return part.loadMs + part.activateMs;
        },
      })),
      'an empty extension',
      15,
    );
    const median = (name: string, of: keyof Start) =>
      milliseconds(
        quantile(
          parts.get(name)!.map((part) => part[of]),
          0.5,
        ),
      );
    return {
      kind: 'measured',
      tables: [
        {
          title: 'Before the first await',
          header: ['', 'load', 'activate', 'together', 'together / empty', 'processor time'],
          rows: timings.map(({ name, ms, ratio }) => [
            name,
            median(name, 'loadMs'),
            median(name, 'activateMs'),
            milliseconds(ms),
            times(ratio),
            median(name, 'cpuMs'),
          ]),
        },
      ],
    };
  },
};
