/** Where the scenarios of history begin: lines by hand, lines by the tool, and branches that hold them. */

import { createHistory, type History, text } from '../fixtures/history.ts';

/** lines by hand */
export const H = ['first line by hand;', 'second line by hand;', 'third line by hand;'];
/** lines by the tool */
export const A = ['const one = generate(1);', 'const two = generate(2);'];
/** lines that belong together */
export const BLOCK = ['function generated(list) {', '  return list.map(generate);', '} // of generated'];

/** `a.ts` with three lines by hand. */
export async function begin(): Promise<History> {
  const s = await createHistory();
  await s.human('a.ts', text(...H));
  await s.commit('Base');
  await s.git('branch', 'base');
  return s;
}

/** The tool and a person each change the second line, on `topic` and on `main`. At `main`. */
export async function contend(s: History): Promise<void> {
  await s.git('checkout', '-q', '-b', 'topic');
  await s.ai('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!));
  await s.commit('By the tool');
  await s.git('checkout', '-q', 'main');
  await s.human('a.ts', text(H[0]!, 'somebody has written this anew;', H[2]!));
  await s.commit('By hand');
}

export const BOTH = text(H[0]!, 'somebody has written this anew;', 'the tool has another idea;', H[2]!);
export const NEITHER = text(H[0]!, 'a third way out of it;', H[2]!);

/** Two branches that add lines in places of their own. At `main`. */
export async function diverge(s: History): Promise<void> {
  await s.git('checkout', '-q', '-b', 'topic');
  await s.ai('a.ts', text(...H, ...A));
  await s.commit('By the tool');
  await s.git('checkout', '-q', 'main');
  await s.human('a.ts', text('a line at the top by hand;', ...H));
  await s.commit('By hand');
}
