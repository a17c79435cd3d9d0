/** Random histories: edits of every kind and what git does with them, against what is true (see `model.ts`). */

import { randomUUID } from 'node:crypto';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import { DEFAULTS } from '../../src/domain/config.ts';
import { linesOfNote } from '../../src/domain/note-lines.ts';
import { parseNote } from '../../src/domain/notes.ts';
import { blame } from '../../src/services/blame.ts';
import { createCheckpoints } from '../../src/services/checkpoints.ts';
import { createContributions } from '../../src/services/contributions.ts';
import type { Git, Ledger } from '../../src/services/ports.ts';
import { type Random, seededRandom } from '../bench/random.ts';
import { copyOf, counted, createHistory, type History } from '../fixtures/history.ts';
import { type By, type Class, type Line, Truth, textOf } from './model.ts';

export interface Violation {
  readonly kind: string;
  readonly seed: number;
  readonly what: string;
}

export interface Outcome {
  readonly violations: readonly Violation[];
  /** lines of which the truth is known, each time they were looked at */
  readonly lines: number;
  readonly commits: number;
  /** for whoever looks into a violation */
  readonly trace: readonly string[];
}

const KINDS: Partial<Record<`${Class}${Class}`, string>> = {
  ha: 'human called AI',
  hm: 'human called AI',
  ua: 'unknown called AI',
  um: 'unknown called AI',
  uh: 'unknown called human',
  ah: 'AI called human',
  mh: 'AI called human',
  au: 'AI lost to unknown',
  mu: 'AI lost to unknown',
  hu: 'human lost to unknown',
  am: 'AI called mixed',
  ma: 'mixed called AI',
};

/** All kinds there are, for a table. */
export const VIOLATIONS: readonly string[] = [
  ...new Set(Object.values(KINDS)),
  'sum mismatch',
  'trailer stale',
  'note wrong',
  'note missing',
];

const FILES = ['one.txt', 'two.txt'] as const;
const log = { info() {}, warn() {} };

let original: Promise<History> | undefined;

/** One history of `steps` steps. */
export async function fuzz(seed: number, steps = 14): Promise<Outcome> {
  original ??= createHistory();
  const s = await copyOf(await original);
  const opened = await openGit(s.root, { env: s.env });
  if (opened.kind !== 'ok') throw new Error(opened.kind);
  const git = opened.git;
  const ledger = openLedger({ commonDir: git.commonDir, clock, log });
  if (ledger.kind !== 'ok') throw new Error(ledger.kind);
  try {
    const run = new Run(seed, s, git, ledger.ledger);
    await run.begin();
    for (let step = 0; step < steps; step++) await run.step();
    return run;
  } finally {
    ledger.ledger.close();
    await s.dispose();
  }
}

/** Takes away what `fuzz` keeps for the next run. */
export async function disposeFuzz(): Promise<void> {
  await (await original)?.dispose();
  original = undefined;
}

const clock = { nowMs: () => Date.now() };

class Run implements Outcome {
  readonly violations: Violation[] = [];
  readonly trace: string[] = [];
  lines = 0;
  commits = 0;
  readonly #seed: number;
  readonly #random: Random;
  readonly #s: History;
  readonly #git: Git;
  readonly #deps;
  readonly #truth = new Truth();
  #isPending = false;
  #branches = 0;

  constructor(seed: number, s: History, git: Git, ledger: Ledger) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#s = s;
    this.#git = git;
    this.#deps = { git, ledger, clock, log, config: DEFAULTS, newId: randomUUID };
  }

  async begin(): Promise<void> {
    for (const file of FILES)
      await this.#write(
        file,
        Array.from({ length: 5 }, () => this.#truth.line('u')),
      );
    await this.#commit('commit', '-q', '-m', 'Begin');
  }

  async step(): Promise<void> {
    if (this.#random.below(10) < 6) await this.#edit();
    else await this.#history();
  }

  async #read(file: string): Promise<Line[] | null> {
    const content = await this.#s.read(file).catch(() => '');
    const lines = content.split('\n').filter((line) => line.trim() !== '');
    const known = lines.map((line) => this.#truth.find(line) ?? null);
    return known.includes(null) ? null : (known as Line[]);
  }

  async #write(
    file: string,
    lines: readonly Line[],
    style: 'plain' | 'CRLF' | 'indented' = 'plain',
  ): Promise<void> {
    for (const line of lines) this.#truth.add(line);
    const indent = style === 'indented' ? '\t' : '';
    const end = style === 'CRLF' ? '\r\n' : '\n';
    await this.#s.write(file, lines.map((line) => `${indent}${textOf(line)}${end}`).join(''));
  }

  /** Before a tool or a person declares an edit, what nobody declared is looked at. */
  async #look(): Promise<void> {
    if (this.#isPending) await createCheckpoints(this.#deps).checkpoint({ origin: 'unknown' });
    this.#isPending = false;
  }

  async #edit(): Promise<void> {
    const by = this.#random.pick(['a', 'a', 'h', 'h', 'u'] as const);
    const file = this.#random.pick(FILES);
    if (by !== 'u') await this.#look();
    const lines = await this.#read(file);
    if (!lines) return; // where the same line is there from several, edits have no certain truth
    const name = this.#random.pick(Object.keys(EDITS));
    const edited = EDITS[name]!({ lines, by, truth: this.#truth, below: this.#random.below });
    this.trace.push(`${name} ${file} by ${by}`);
    const style = name === 'CRLF' || name === 'indented' ? name : 'plain';
    if (name === 'move to the other file') {
      const other = file === FILES[0] ? FILES[1] : FILES[0];
      const there = await this.#read(other);
      if (!there || lines.length < 4) return;
      const at = this.#random.below(lines.length - 2);
      await this.#write(file, lines.toSpliced(at, 2));
      await this.#write(other, [...there, ...lines.slice(at, at + 2)]);
    } else await this.#write(file, edited, style);
    if (by === 'u') this.#isPending = true;
    else
      await createCheckpoints(this.#deps).checkpoint(
        by === 'a' ? { origin: 'ai', tool: 'a-tool', session: 's' } : { origin: 'human' },
      );
  }

  async #try(...args: string[]): Promise<boolean> {
    this.trace.push(`git ${args.join(' ')}`);
    return (
      (await this.#s.tryGit(args, { env: { GIT_SEQUENCE_EDITOR: "sed -i '2,$s/^pick/fixup/'" } })).code === 0
    );
  }

  async #commit(...args: string[]): Promise<boolean> {
    await this.#s.git('add', '--all');
    const isMade = await this.#try(...args);
    if (isMade) await this.#check(true);
    return isMade;
  }

  #commitAll = (): Promise<boolean> => this.#commit('commit', '-q', '-m', `Commit ${this.commits}`);

  async #history(): Promise<void> {
    const name = this.#random.pick([
      'commit',
      'commit',
      'amend',
      'stash',
      'stash over',
      'branch',
      'branch',
      'branch',
      'undo',
    ]);
    if (name === 'commit') await this.#commitAll();
    else if (name === 'amend') await this.#commit('commit', '-q', '--amend', '--no-edit');
    else if (name === 'stash') {
      await this.#try('stash', '-u');
      await this.#try('stash', 'pop');
    } else if (name === 'stash over') {
      const wasPending = this.#isPending;
      if (!(await this.#try('stash', '-u'))) return;
      await this.#edit();
      await this.#commitAll();
      if (!(await this.#try('stash', 'pop'))) {
        await this.#try('reset', '-q', '--hard');
        await this.#try('clean', '-q', '-f');
        await this.#try('stash', 'drop');
      }
      // What nobody had looked at comes back as such; whoever declares an edit has to look first.
      this.#isPending = wasPending;
    } else if (name === 'undo') await this.#undo();
    else await this.#branch();
  }

  async #undo(): Promise<void> {
    await this.#commitAll();
    const how = this.#random.pick(['--soft', '--mixed', '--hard', 'revert', 'fixup']);
    if (how === 'revert') {
      if (await this.#try('revert', '--no-edit', 'HEAD')) await this.#check(true);
      else await this.#try('revert', '--abort');
    } else if (how === 'fixup') {
      if (await this.#try('rebase', '-q', '-i', 'HEAD~2')) await this.#check(true);
      else await this.#try('rebase', '--abort');
    } else if (await this.#try('reset', '-q', how, 'HEAD~1')) {
      if (how !== '--hard') await this.#commitAll();
    }
  }

  /** Some commits on a branch of their own, some on main, and one of the ways to bring them together. */
  async #branch(): Promise<void> {
    await this.#commitAll();
    const branch = `topic${this.#branches++}`;
    await this.#try('checkout', '-q', '-b', branch);
    for (let i = this.#random.below(2); i >= 0; i--) {
      await this.#edit();
      await this.#commitAll();
    }
    await this.#try('checkout', '-q', 'main');
    if (this.#random.below(10) < 7) {
      await this.#edit();
      await this.#commitAll();
    }
    const how = this.#random.pick([
      'merge',
      'merge --squash',
      'rebase',
      'rebase --apply',
      'rebase -i',
      'cherry-pick',
    ]);
    if (how.startsWith('rebase')) {
      await this.#try('checkout', '-q', branch);
      const done = await this.#try(...how.split(' '), 'main');
      if (!done) await this.#try('rebase', '--abort');
      await this.#check(how === 'rebase -i' && done);
      await this.#try('checkout', '-q', '-B', 'main');
    } else if (how === 'merge') {
      if (!(await this.#try('merge', '-q', '--no-edit', branch))) {
        await this.#try('checkout', this.#random.pick(['--ours', '--theirs']), '--', '.');
        await this.#commitAll();
      } else await this.#check(false);
    } else if (how === 'merge --squash') {
      if (await this.#try('merge', '-q', '--squash', branch)) await this.#commitAll();
      else await this.#try('reset', '-q', '--hard');
    } else if (await this.#try('cherry-pick', `main..${branch}`)) await this.#check(true);
    else await this.#try('cherry-pick', '--abort');
  }

  #violation(kind: string, what: string): void {
    this.violations.push({ kind, seed: this.#seed, what: `${what} (step ${this.trace.length})` });
  }

  /** @param isTagged whether the trailer of HEAD can be expected to be up to date */
  async #check(isTagged: boolean): Promise<void> {
    this.#isPending = false;
    const commit = await this.#git.commit(await this.#s.oid());
    this.commits++;
    const note = (await this.#git.notes([commit.oid])).get(commit.oid);
    const parsed = note === undefined ? null : parseNote(note);
    for (const file of FILES) {
      const [content] = await this.#git.filesAt([{ commit: commit.oid, path: file }]);
      if (!content) continue;
      const texts = content.split('\n');
      const { lines } = await blame(this.#deps, file, 'HEAD');
      const noted = parsed ? linesOfNote(parsed, file) : new Map();
      for (const { line, class: told, commit: from } of lines) {
        const text = texts[line - 1]!;
        const true_ = this.#truth.classesOf(text);
        if (true_.length !== 1) continue;
        this.lines++;
        const kind = KINDS[`${true_[0]!}${told[0] as Class}`];
        if (kind) this.#violation(kind, `${file}:${line} ${text.trim()}`);
        const by = noted.get(line)?.class[0];
        if (by !== undefined && by !== true_[0])
          this.#violation('note wrong', `${file}:${line} ${by} for ${true_[0]}`);
        const isOwn = from === commit.oid && commit.parents.length < 2;
        if (isOwn && by === undefined && true_[0] !== 'u')
          this.#violation('note missing', `${file}:${line} ${text.trim()}`);
      }
    }
    const { added } = await createContributions(this.#deps).ofCommit(commit.oid);
    const byGit = (
      await this.#s.git(
        'diff-tree',
        '-r',
        '-M',
        '--root',
        '--numstat',
        '--no-commit-id',
        ...(commit.parents[0] ? [commit.parents[0]] : []),
        commit.oid,
      )
    )
      .split('\n')
      .reduce((sum, line) => sum + (Number.parseInt(line, 10) || 0), 0);
    if (added.ai + added.mixed + added.human + added.unknown !== byGit)
      this.#violation('sum mismatch', `${counted(added)} for ${byGit}`);
    if (!isTagged || commit.parents.length > 1) return;
    const trailer = await this.#s.trailer();
    const expected = added.ai + added.mixed > 0 ? counted(added) : 'none';
    if (trailer !== expected) this.#violation('trailer stale', `${trailer} for ${expected}`);
  }
}

interface Editing {
  readonly lines: readonly Line[];
  readonly by: By;
  readonly truth: Truth;
  below(n: number): number;
}

const EDITS: Readonly<Record<string, (editing: Editing) => readonly Line[]>> = {
  insert: ({ lines, by, truth, below }) =>
    lines.toSpliced(
      below(lines.length + 1),
      0,
      ...Array.from({ length: 1 + below(3) }, () => truth.line(by)),
    ),
  append: ({ lines, by, truth }) => [...lines, truth.line(by), truth.line(by)],
  delete: ({ lines, below }) =>
    lines.length < 4 ? lines : lines.toSpliced(below(lines.length), 1 + below(2)),
  replace: ({ lines, by, truth, below }) =>
    lines.length === 0 ? lines : lines.with(below(lines.length), truth.line(by)),
  'insert a word': ({ lines, by, truth, below }) => {
    if (lines.length === 0) return lines;
    const at = below(lines.length);
    const { words, isTouched } = lines[at]!;
    return lines.with(at, {
      words: words.toSpliced(1 + below(words.length - 1), 0, truth.word(by)),
      isTouched,
    });
  },
  'delete a word of the tool': ({ lines, by, below }) => {
    const at = below(lines.length);
    const line = lines[at];
    const word = line?.words.findIndex((it) => it.by === 'a') ?? -1;
    if (!line || word < 0 || line.words.length < 4) return lines;
    return lines.with(at, { words: line.words.toSpliced(word, 1), isTouched: line.isTouched || by !== 'a' });
  },
  duplicate: ({ lines, by, below }) => {
    const line = lines[below(lines.length)];
    if (!line) return lines;
    const copy = { words: line.words.map(({ text }) => ({ text, by })), isTouched: false };
    return lines.toSpliced(below(lines.length + 1), 0, copy);
  },
  join: ({ lines, below }) => {
    if (lines.length < 3) return lines;
    const at = below(lines.length - 1);
    const [one, two] = [lines[at]!, lines[at + 1]!];
    if (one.words.length > 6) return lines;
    const joined = { words: [...one.words, ...two.words], isTouched: one.isTouched || two.isTouched };
    return lines.toSpliced(at, 2, joined);
  },
  split: ({ lines, below }) => {
    const at = below(lines.length);
    const line = lines[at];
    if (!line || line.isTouched || line.words.length < 6) return lines;
    const half = line.words.length >> 1;
    return lines.toSpliced(
      at,
      1,
      { words: line.words.slice(0, half), isTouched: false },
      { words: line.words.slice(half), isTouched: false },
    );
  },
  'move a block': ({ lines, below }) => {
    if (lines.length < 5) return lines;
    const at = below(lines.length - 2);
    const block = lines.slice(at, at + 2);
    const rest = lines.toSpliced(at, 2);
    return rest.toSpliced(below(rest.length + 1), 0, ...block);
  },
  'move to the other file': ({ lines }) => lines,
  CRLF: ({ lines }) => lines,
  indented: ({ lines }) => lines,
};
