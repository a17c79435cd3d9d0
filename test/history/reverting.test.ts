/** What is to be known of lines after a revert. */

import { text } from '../fixtures/history.ts';
import { A, begin, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const reverting: Scenario[] = [
  {
    what: 'a deletion by the tool: the lines are whose they were',
    async steps(s) {
      await s.ai('a.ts', text(H[0]!));
      await s.commit('Gone');
      await s.git('revert', '--no-edit', 'HEAD');
    },
    lines: { 'a.ts': 'hhh' },
    added: { HEAD: 'h2' },
  },
  {
    what: 'a deletion, with other changes since',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.human('a.ts', text(...H));
      await s.commit('Gone');
      await s.human('a.ts', text('on top by hand;', ...H));
      await s.commit('Since');
      await s.git('revert', '--no-edit', 'HEAD~1');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: '-n, and a line of the tool beside it',
    async steps(s) {
      await s.ai('a.ts', text(H[0]!));
      await s.commit('Gone');
      await s.git('revert', '-n', 'HEAD');
      await s.ai('b.ts', text(A[0]!));
      await s.commit('Both');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'a' },
    added: { HEAD: 'a1 h2' },
  },
];

specify('revert', reverting, begin);
