/** What is made of the facts: checks, advice, and where settings come from. */

import assert from 'node:assert/strict';
import { DEFAULTS } from '../../src/domain/config.ts';
import {
  type AgentFact,
  describe as describeDiagnosis,
  diagnose,
  type Facts,
} from '../../src/services/doctor.ts';

const AT_MS = Date.UTC(2030, 0, 31, 12, 30);

const facts = (over: Partial<Facts> = {}): Facts => ({
  version: '1.2.3',
  runtime: { name: 'Node.js', version: '24.0.0' },
  git: '2.50.0',
  worktree: '/project',
  hooks: { kind: 'installed' },
  ledger: { kind: 'absent' },
  setAside: [],
  config: DEFAULTS,
  gitConfig: new Map(),
  mirrored: {},
  isPaused: false,
  agents: [],
  ...over,
});

const check = (name: string, over: Partial<Facts>) =>
  diagnose(facts(over)).checks.find((it) => it.name === name);

describe('the diagnosis', () => {
  it('has nothing to advise where all is well', () => {
    const { checks } = diagnose(facts());
    assert.deepEqual(
      checks.map(({ name, state, advice }) => [name, state, advice]),
      [
        ['Runtime', 'ok', undefined],
        ['Git', 'ok', undefined],
        ['Git hooks', 'ok', undefined],
        ['Ledger', 'ok', undefined],
      ],
    );
  });

  const states: [string, string, Partial<Facts>, string][] = [
    ['a runtime that is too old', 'Runtime', { runtime: { name: 'Node.js', version: '22.12.9' } }, 'problem'],
    ['the oldest runtime', 'Runtime', { runtime: { name: 'Node.js', version: '22.13.0' } }, 'ok'],
    ['no git', 'Git', { git: null }, 'problem'],
    ['no hooks', 'Git hooks', { hooks: { kind: 'missing' } }, 'warning'],
    ['hooks of others in the place of ours', 'Git hooks', { hooks: { kind: 'displaced' } }, 'warning'],
    ['hooks that start nothing', 'Git hooks', { hooks: { kind: 'broken', text: '/x is gone' } }, 'warning'],
    ['a ledger of later', 'Ledger', { ledger: { kind: 'newer' } }, 'problem'],
    ['a ledger that cannot be read', 'Ledger', { ledger: { kind: 'unavailable', reason: 'no' } }, 'problem'],
    ['no trailers', 'Trailers', { config: { ...DEFAULTS, trailers: 'off' } }, 'warning'],
    ['a pause', 'Recording', { isPaused: true }, 'warning'],
  ];
  for (const [title, name, over, state] of states)
    it(`of ${title}: ${state}`, () => {
      const found = check(name, over);
      assert.equal(found?.state, state);
      assert.equal(found?.advice !== undefined, state !== 'ok');
    });

  describe('of a tool', () => {
    const tool = (over: Partial<AgentFact> = {}): AgentFact => ({
      tool: 'abacus',
      name: 'Abacus',
      isFound: true,
      hooks: [{ scope: 'user', file: '/home/abacus.json', kind: 'absent' }],
      sessions: { isRead: true, changedAtMs: AT_MS },
      recordedAtMs: AT_MS,
      ...over,
    });
    const of = (over: Partial<AgentFact> = {}) => check('abacus', { agents: [tool(over)] });

    it('that is not here says nothing, but is among the facts', () => {
      assert.equal(of({ isFound: false }), undefined);
      assert.equal(diagnose(facts({ agents: [tool({ isFound: false })] })).agents.length, 1);
    });

    it('whose sessions are read needs no hook', () => {
      assert.deepEqual(of(), {
        name: 'abacus',
        state: 'ok',
        text: 'no hook; sessions are read, the last one changed 2030-01-31 12:30Z; last edit recorded 2030-01-31 12:30Z',
      });
    });

    it('of which nothing is heard needs one', () => {
      for (const sessions of [null, { isRead: false, changedAtMs: null }]) {
        const found = of({ sessions, recordedAtMs: null });
        assert.equal(found?.state, 'warning');
        assert.equal(found?.advice, 'lastmile hooks install --agents abacus');
      }
    });

    it('that is hooked names the file, also where the tool itself is not found', () => {
      const hooks = [
        { scope: 'project', file: '/project/abacus.json', kind: 'installed' },
        { scope: 'user', file: '/home/abacus.json', kind: 'other' },
      ] as const;
      const found = of({ isFound: false, hooks, sessions: null, recordedAtMs: null });
      assert.equal(found?.state, 'ok');
      assert.equal(
        found?.text,
        'hook in /project/abacus.json, /home/abacus.json (calls another Lastmile); no sessions that can be read; no edit recorded',
      );
    });

    it('whose configuration cannot be changed names it', () => {
      const hooks = [{ scope: 'user', file: '/home/abacus.json', kind: 'refused' }] as const;
      assert.match(of({ hooks })!.text, /\/home\/abacus\.json cannot be changed/);
    });
  });

  it('says where each setting comes from', () => {
    const { config } = diagnose(
      facts({
        config: { ...DEFAULTS, always: true, heavyThreshold: 0.4 },
        gitConfig: new Map([
          ['lastmile.heavythreshold', '40'],
          ['lastmile.trailers', 'nonsense'],
        ]),
        mirrored: { always: true, heavyThreshold: 0.9 },
      }),
    );
    assert.deepEqual(Object.fromEntries(config.map(({ key, from }) => [key, from])), {
      trailers: 'default',
      always: 'editor settings',
      heavyThreshold: 'git config',
      exclude: 'default',
      sessionLogs: 'default',
    });
  });

  it('is told to people a check a line, with the advice below', () => {
    const lines = describeDiagnosis(diagnose(facts({ hooks: { kind: 'missing' } })));
    const at = lines.findIndex((line) => line.startsWith('!  Git hooks'));
    assert.match(lines[at + 1]!, /^ +-> lastmile hooks install$/);
    assert.equal(lines[0], 'Lastmile 1.2.3');
  });
});
