/** What is to be known of lines that a formatter went through, or that were edited inside. */

import { text } from '../fixtures/history.ts';
import { A, BLOCK, begin, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const formatting: Scenario[] = [
  {
    what: 'CRLF throughout',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.unseen('a.ts', text(...H, ...A).replaceAll('\n', '\r\n'));
      await s.commit('CRLF');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2 h3' },
  },
  {
    what: 'core.autocrlf: the index has what the work tree has not',
    async steps(s) {
      await s.git('config', 'core.autocrlf', 'true');
      await s.ai('a.ts', text(...H, ...A).replaceAll('\n', '\r\n'));
      await s.commit('One');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'another indentation, by a person: a formatter is nobody',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.human('b.ts', text(...BLOCK.map((line) => `\t\t${line.trim()}`)));
      await s.commit('Tabs');
    },
    lines: { 'b.ts': 'aaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'lines broken otherwise',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.unseen('b.ts', text(BLOCK.join(' ')));
      await s.commit('Joined');
      await s.unseen('b.ts', text(...BLOCK.flatMap((line) => line.trim().split(' '))));
      await s.commit('Broken');
    },
    lines: { 'b.ts': 'a'.repeat(BLOCK.join(' ').trim().split(/\s+/).length) },
  },
  {
    what: 'a line break at the end, no more',
    async steps(s) {
      await s.ai('b.ts', 'no line break at the end;');
      await s.commit('One');
      await s.unseen('b.ts', 'no line break at the end;\n');
      await s.commit('Now there is');
    },
    lines: { 'b.ts': 'a' },
    added: { HEAD: 'a1' },
  },
  {
    what: 'an edit inside a line of the tool, by hand',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.commit('One');
      await s.human('b.ts', text('const one = generate(1, "by hand");'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'm' },
    added: { HEAD: 'm1' },
  },
  {
    what: 'a deletion inside a line of the tool, by nobody known',
    async steps(s) {
      await s.ai('b.ts', text('const one = generate(1).filter(Boolean);'));
      await s.commit('One');
      await s.unseen('b.ts', text('const one = generate(1);'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'm' },
    added: { HEAD: 'm1' },
  },
  {
    what: 'a deletion inside a line of the tool, by the tool',
    async steps(s) {
      await s.ai('b.ts', text('const one = generate(1).filter(Boolean);'));
      await s.commit('One');
      await s.ai('b.ts', text('const one = generate(1);'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'a' },
    added: { HEAD: 'a1' },
  },
];

specify('a formatter, or an edit inside a line,', formatting, begin);
