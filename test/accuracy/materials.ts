/** What is written in the two sessions: other texts, another language, other speeds, another order. */
import type { Session } from './corpus.ts';

export interface Material {
  readonly extension: string;
  /** of the shuffle */
  readonly seed: number;
  /** between two keys */
  readonly delaysMs: readonly number[];
  /** between two pieces of a stream */
  readonly streamDelaysMs: readonly number[];
  /** UTF-16 code units of a piece of a stream that does not go by lines */
  readonly pieceLength: number;
  /** what files hold before; has `identifier` several times */
  readonly base: string;
  readonly identifier: string;
  readonly newName: string;
  readonly comment: string;
  /** to be typed by keys, one line each */
  readonly typed: readonly string[];
  /** to be suggested or written by a program: several lines each, ends with a line break */
  readonly blocks: readonly string[];
  /** one line each */
  readonly statements: readonly string[];
  readonly compositions: readonly (readonly string[])[];
}

const train: Material = {
  extension: 'ts',
  seed: 7,
  delaysMs: [10, 30, 80, 200],
  streamDelaysMs: [20, 60, 150],
  pieceLength: 9,
  base: `import { read } from './files';

export class Account {
  total = 0;

  add(amount: number): void {
    this.total += amount;
  }
}

export function total(items: number[]): number {
  let total = 0;
  for (const item of items) total += item;
  return total;
}
`,
  identifier: 'total',
  newName: 'balance',
  comment: '// ',
  typed: [
    'const names = list.map((it) => it.name);',
    'if (names.length > 3) return null;',
    'let x = "a string with (brackets)";',
    'await store.save({ id: 7, tags: [1, 2] });',
    'throw new Error(`no such ` + kind);',
  ],
  blocks: [
    `export function debounce(work: () => void, delayMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, delayMs);
  };
}
`,
    `const byName = new Map<string, Account>();
for (const account of accounts) {
  const known = byName.get(account.name);
  if (known) known.total += account.total;
  else byName.set(account.name, account);
}
`,
    `  withdraw(amount: number): boolean {
    if (amount > this.total) return false;
    this.total -= amount;
    return true;
  }
`,
  ],
  statements: [
    'return items.filter((item) => item.done).length;',
    'const response = await fetch(url, { headers });',
    'console.log(JSON.stringify(result, null, 2));',
    'export const limit = Math.min(maximum, requested ?? 20);',
  ],
  compositions: [
    ['n', 'ni', 'nih', 'niha', 'nihao', '你好'],
    ['s', 'sh', 'shi', '是'],
  ],
};

const heldOut: Material = {
  extension: 'py',
  seed: 4711,
  delaysMs: [0, 20, 50, 120, 250],
  streamDelaysMs: [10, 40, 250],
  pieceLength: 23,
  base: `"""Readings of a weather station."""
import csv


class Station:
    def __init__(self, rows):
        self.rows = rows

    def mean(self):
        return sum(self.rows) / len(self.rows)


def load(path):
    with open(path) as file:
        rows = [float(row[1]) for row in csv.reader(file)]
    return Station(rows)
`,
  identifier: 'rows',
  newName: 'readings',
  comment: '# ',
  typed: [
    'def highest(station):',
    'print("the mean is", station.mean())',
    'days = {day: [] for day in range(1, 32)}',
    "names = ['north', 'south'] + others[:2]",
    'if not rows: raise ValueError("nothing to read")',
  ],
  blocks: [
    `def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
`,
    `class Cache:
    def __init__(self, size=128):
        self.size = size
        self.items = OrderedDict()

    def get(self, key, default=None):
        if key in self.items:
            self.items.move_to_end(key)
        return self.items.get(key, default)
`,
    `    def smoothed(self, window=3):
        for end in range(window, len(self.rows) + 1):
            yield sum(self.rows[end - window:end]) / window
`,
  ],
  statements: [
    'return [row for row in rows if row is not None]',
    'parser.add_argument("--since", type=date.fromisoformat)',
    'logging.warning("skipped %d of %d lines", skipped, total)',
    'with ThreadPoolExecutor(max_workers=4) as pool:',
  ],
  compositions: [
    ['h', 'ha', 'han', '한', '한국', '한국어'],
    ['k', 'か', 'かn', 'かんじ', '漢字'],
  ],
};

export const MATERIALS: Readonly<Record<Session, Material>> = { train, 'held-out': heldOut };
