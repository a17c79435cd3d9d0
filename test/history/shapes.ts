/** Shapes of a branch of three commits, from `base`, while `main` has moved on by two lines at the top of the same file. */

import { createHistory, type History, text } from '../fixtures/history.ts';

export interface Shape {
  readonly what: string;
  /** the files at `base`, by a person */
  readonly base: Readonly<Record<string, string>>;
  readonly commits: readonly ((s: History) => Promise<void>)[];
  /** classes of the lines in the end */
  readonly lines: Readonly<Record<string, string>>;
  /** what each commit adds, and what all of them add as one */
  readonly added: readonly string[];
  readonly addedAsOne: string;
}

const START = ['import { one } from "./one";', 'export const start = one();', 'export const stop = one(2);'];
const RUN = ['function runAll(jobs) {', 'return jobs.map((job) => job.run());', '} // end of runAll'];
const OTHER = Array.from({ length: 9 }, (_, i) => `export const setting${i} = "value number ${i}";`);
const block = (name: string) => [`if (${name}) {`, '  close();', '}'];

export const SHAPES: readonly Shape[] = [
  {
    what: 'new lines of three origins',
    base: { 'a.ts': text(...START) },
    commits: [
      (s) => s.ai('a.ts', text(...START, 'const first = one(3);', 'const third = one(5);')),
      (s) =>
        s.human(
          'a.ts',
          text(...START, 'const first = one(3);', '// a word by hand', 'const third = one(5);'),
        ),
      async (s) => {
        await s.ai('b.ts', text('export const b = 1;', 'export const c = 2;'), 's2');
        await s.unseen('a.ts', `${await s.read('a.ts')}export { first, third };\n`);
      },
    ],
    lines: { 'a.ts': 'hhhahau', 'b.ts': 'aa' },
    added: ['a2', 'h1', 'a2 u1'],
    addedAsOne: 'a4 h1 u1',
  },
  {
    what: 'edits inside lines',
    base: { 'a.ts': text(...START) },
    commits: [
      (s) => s.ai('a.ts', text(START[0]!, 'export const start = one() ?? fallback;', START[2]!)),
      async (s) => {
        const now = await s.read('a.ts');
        await s.ai('a.ts', `${now}const list = make(one, two);\nconst last = list.at(-1) ?? nothing;\n`);
        await s.human(
          'a.ts',
          (await s.read('a.ts')).replace('make(one, two)', 'make(one, two, threeByHand)'),
        );
      },
      async (s) => s.human('a.ts', (await s.read('a.ts')).replace(' ?? nothing', '')),
    ],
    lines: { 'a.ts': 'hmhmm' },
    added: ['m1', 'a1 m1', 'm1'],
    addedAsOne: 'm3',
  },
  {
    what: 'the same lines again and again',
    base: { 'a.ts': text(...block('a')) },
    commits: [
      (s) => s.ai('a.ts', text(...block('a'), ...block('b'))),
      (s) => s.human('a.ts', text(...block('a'), ...block('c'), ...block('b'))),
      (s) => s.unseen('a.ts', text(...block('a'), ...block('c'), ...block('b'), ...block('d'))),
    ],
    lines: { 'a.ts': 'hhhhhhaaauuu' },
    added: ['a3', 'h3', 'u3'],
    addedAsOne: 'a3 h3 u3',
  },
  {
    what: 'a formatter',
    base: { 'a.ts': text(...START) },
    commits: [
      (s) => s.ai('a.ts', text(...START, ...RUN)),
      async (s) => {
        await s.unseen('a.ts', (await s.read('a.ts')).replace(/^return/m, '    return'));
        await s.human('a.ts', `${await s.read('a.ts')}// a word by hand\n`);
      },
      async (s) =>
        s.unseen(
          'a.ts',
          (await s.read('a.ts')).replace('(job) => job.run()', '\n        (job) => job.run()\n    '),
        ),
    ],
    lines: { 'a.ts': 'hhhaaaaah' },
    added: ['a3', 'a1 h1', 'a3'],
    addedAsOne: 'a5 h1',
  },
  {
    what: 'a move to another file, and a rename',
    base: { 'a.ts': text(...START), 'b.ts': text(...OTHER) },
    commits: [
      (s) => s.ai('a.ts', text(...START, ...RUN)),
      async (s) => {
        await s.unseen('a.ts', text(...START));
        await s.unseen('b.ts', text(...OTHER, ...RUN));
      },
      async (s) => {
        await s.git('mv', 'b.ts', 'c.ts');
        await s.human('c.ts', text(...OTHER, ...RUN, '// a word by hand'));
      },
    ],
    lines: { 'a.ts': 'hhh', 'c.ts': 'hhhhhhhhhaaah' },
    added: ['a3', 'a3', 'h1'],
    addedAsOne: 'a3 h1',
  },
];

const UPSTREAM = ['// a note by hand, upstream', 'const upstream = generated();'];

/** `base`, `topic` with the commits of the shape, and `main` two lines ahead of `base`. At `topic`. */
export async function branches(shape: Shape): Promise<History> {
  const s = await createHistory();
  for (const [file, content] of Object.entries(shape.base)) await s.human(file, content);
  await s.commit('Base');
  await s.git('branch', 'base');
  await s.git('checkout', '-q', '-b', 'topic');
  for (const [i, edit] of shape.commits.entries()) {
    await edit(s);
    await s.commit(`Commit ${i}`);
  }
  await s.git('tag', 'tip');
  await s.git('checkout', '-q', 'main');
  const { 'a.ts': first = '' } = shape.base;
  await s.human('a.ts', `${UPSTREAM[0]}\n${first}`);
  await s.ai('a.ts', `${text(...UPSTREAM)}${first}`, 'upstream');
  await s.commit('Upstream');
  await s.git('checkout', '-q', 'topic');
  return s;
}
