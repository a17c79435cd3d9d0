/** What is to be known of lines that two sides changed, by who resolved it. */

import { type History, text } from '../fixtures/history.ts';
import { BOTH, begin, contend, H, NEITHER } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

/** A resolution, how git goes on with it, and what the second line and the commit are then. */
const RESOLUTIONS: readonly {
  who: string;
  resolve: (s: History) => Promise<void>;
  lines: string;
  ontoMain: string;
  merged: string;
}[] = [
  { who: 'by the tool', resolve: (s) => s.ai('a.ts', NEITHER), lines: 'hah', ontoMain: 'a1', merged: 'a1' },
  {
    who: 'by a person',
    resolve: (s) => s.human('a.ts', NEITHER),
    lines: 'hhh',
    ontoMain: 'h1',
    merged: 'h1',
  },
  {
    who: 'by nobody known',
    resolve: (s) => s.unseen('a.ts', NEITHER),
    lines: 'huh',
    ontoMain: 'u1',
    merged: 'u1',
  },
  { who: 'with both', resolve: (s) => s.unseen('a.ts', BOTH), lines: 'hhah', ontoMain: 'a1', merged: 'a1' },
  {
    who: 'with what came',
    resolve: (s) => s.unseen('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!)),
    lines: 'hah',
    ontoMain: 'a1',
    merged: 'a1',
  },
];

const conflicts: Scenario[] = RESOLUTIONS.flatMap(({ who, resolve, lines, ontoMain, merged }) => [
  {
    what: `merge, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.attempt('merge', 'topic');
      await resolve(s);
      await s.commit('Merge');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: merged },
    // Of what is there in either parent a merge says nothing.
    ...(/both|came/.test(who) && { trailers: { HEAD: 'none' }, notes: { HEAD: 'none' } }),
  },
  {
    what: `cherry-pick, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.attempt('cherry-pick', 'topic');
      await resolve(s);
      await s.git('add', '.');
      await s.git('cherry-pick', '--continue');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
  {
    what: `rebase, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.attempt('rebase', 'main');
      await resolve(s);
      await s.git('add', '.');
      await s.git('rebase', '--continue');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
  {
    what: `rebase --apply, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.attempt('rebase', '--apply', 'main');
      await resolve(s);
      await s.git('add', '.');
      await s.git('rebase', '--continue');
    },
    lines: { 'a.ts': lines },
    // Git copies the message and asks no hook. Where nothing else is known of the lines, `stats` takes it at its word.
    added: { HEAD: ontoMain === 'u1' ? 'a1' : ontoMain },
    trailers: { HEAD: 'a1' },
    notes: { HEAD: ontoMain === 'u1' ? 'none' : `a.ts ${lines.length - 1}${ontoMain[0]}` },
  },
  {
    what: `stash pop, resolved ${who}`,
    async steps(s) {
      await s.ai('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!));
      await s.git('stash');
      await s.human('a.ts', text(H[0]!, 'somebody has written this anew;', H[2]!));
      await s.commit('By hand');
      await s.attempt('stash', 'pop');
      await resolve(s);
      await s.commit('After it');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
]);

specify('a conflict', conflicts, begin);
