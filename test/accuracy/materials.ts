/** What is written in each session: other texts, another language, other speeds, another order. */
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

const validation: Material = {
  extension: 'rb',
  seed: 20_011,
  delaysMs: [5, 40, 65, 150, 300],
  streamDelaysMs: [30, 90, 400],
  pieceLength: 14,
  base: `# A catalogue of plants.
require 'date'

class Garden
  attr_reader :plants

  def initialize(plants = [])
    @plants = plants
  end

  def in_bloom(on = Date.today)
    plants.select { |plant| plant.blooms?(on) }
  end
end

def sorted(plants)
  plants.sort_by(&:name).map(&:to_s)
end
`,
  identifier: 'plants',
  newName: 'plantings',
  comment: '# ',
  typed: [
    'puts "the garden has #{garden.size} beds"',
    'return [] unless plants.any?',
    'tall = plants.reject { |it| it.height < 30 }',
    'sizes = { small: 1, large: [2, 3] }',
    'raise ArgumentError, "no such bed" if bed.nil?',
  ],
  blocks: [
    `def watering_plan(garden, days: 7)
  garden.beds.flat_map do |bed|
    (0...days).step(bed.interval).map { |day| [day, bed.name] }
  end.sort
end
`,
    `class Bed
  include Comparable

  def initialize(name, interval)
    @name = name
    @interval = interval
  end

  def <=>(other)
    name <=> other.name
  end
end
`,
    `  def by_family
    plants.group_by(&:family).transform_values do |members|
      members.sum(&:count)
    end
  end
`,
  ],
  statements: [
    'File.foreach(path, chomp: true).reject(&:empty?)',
    'options = { verbose: ARGV.include?("--verbose") }',
    'warn format("%d of %d seeds came up", alive, total)',
    'seasons = %w[spring summer autumn winter].freeze',
  ],
  compositions: [
    ['t', 'te', 'ten', 'теn', 'тень'],
    ['g', 'がg', 'がく', 'がくs', '学生'],
  ],
};

const heldOut: Material = {
  extension: 'lua',
  seed: 90_210,
  delaysMs: [0, 25, 60, 110, 220],
  streamDelaysMs: [15, 70, 300],
  pieceLength: 18,
  base: `-- Tides of a harbour.
local json = require("json")

local Harbour = {}
Harbour.__index = Harbour

function Harbour.new(levels)
  return setmetatable({ levels = levels }, Harbour)
end

function Harbour:highest()
  return math.max(table.unpack(self.levels))
end

local function read(path)
  local file = assert(io.open(path))
  local levels = json.decode(file:read("a"))
  file:close()
  return Harbour.new(levels)
end
`,
  identifier: 'levels',
  newName: 'readings',
  comment: '-- ',
  typed: [
    'print("highest tide: " .. harbour:highest())',
    'if #times == 0 then return nil end',
    "local names = { 'north', 'south', [7] = 'quay' }",
    'for hour, level in pairs(today) do show(hour) end',
    'error(("no gauge at %s"):format(place))',
  ],
  blocks: [
    `local function moving_average(values, width)
  local sums, total = {}, 0
  for at, value in ipairs(values) do
    total = total + value - (values[at - width] or 0)
    sums[at] = total / math.min(at, width)
  end

  return sums
end
`,
    `function Harbour:alarms(limit)
  local found = {}
  for hour, level in ipairs(self.levels) do
    if level > limit then
      found[#found + 1] = { hour = hour, level = level }
    end
  end

  table.sort(found, function(a, b) return a.level > b.level end)
  return found
end
`,
    `local Clock = setmetatable({}, { __call = function(_, zone)
  return os.time() + (zone or 0) * 3600
end })
`,
  ],
  statements: [
    'local parts = { line:match("^(%d+):(%d+)%s+(%S+)$") }',
    'coroutine.wrap(function() deliver(queue, 30) end)()',
    'io.stderr:write(("skipped %d gauges\\n"):format(skipped))',
    'table.insert(report, os.date("%H:%M", tide.at))',
  ],
  compositions: [
    ['x', 'xi', 'xie', 'xiex', 'xiexie', '谢谢'],
    ['h', 'は', 'はj', 'はじ', '始め'],
  ],
};

export const MATERIALS: Readonly<Record<Session, Material>> = { train, validation, 'held-out': heldOut };
