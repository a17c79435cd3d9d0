/** What a benchmark tells: tables, on the terminal and in docs/benchmarks.md. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Outcome =
  | { readonly kind: 'measured'; readonly tables: readonly Table[] }
  | { readonly kind: 'skipped'; readonly reason: string };

export interface Benchmark {
  readonly name: string;
  /** what is compared with what, in a sentence */
  readonly about: string;
  run(): Promise<Outcome>;
}

export const microseconds = (ms: number): string => `${(ms * 1000).toFixed(2)} µs`;
export const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024).toLocaleString('en')} KB`;
export const times = (ratio: number): string => `${ratio.toFixed(2)}x`;
export const count = (n: number): string => n.toLocaleString('en');

/** A table in Markdown, its columns aligned so that it can be read as it is. */
export function renderTable({ title, header, rows }: Table): string {
  const widths = header.map((_, at) => Math.max(...[header, ...rows].map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`**${title}**`, '', line(header), rule, ...rows.map(line)].join('\n');
}

/** What the figures depend on, and nothing that tells whose machine it is. */
export function machine(): string {
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
  return `Node ${process.version}, ${git}, ${os.platform()} ${os.arch()}, ${os.availableParallelism()} cores.`;
}

const DOCUMENT = path.join(import.meta.dirname, '../../docs/benchmarks.md');

/** Puts `text` between the comments `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` of docs/benchmarks.md. */
export function publish(name: string, text: string): void {
  const document = readFileSync(DOCUMENT, 'utf8');
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const start = document.indexOf(open);
  const end = document.indexOf(close);
  if (start < 0 || end < start) throw new Error(`docs/benchmarks.md has no place for ${name}`);
  const before = document.slice(0, start + open.length);
  writeFileSync(DOCUMENT, `${before}\n${text}\n${document.slice(end)}`);
}
