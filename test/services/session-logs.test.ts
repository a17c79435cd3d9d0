/** From what tools leave on disk to the classes of committed lines. */

import * as assert from 'node:assert/strict';
import { openSessionLogs } from '../../src/adapters/agents/session-logs.ts';
import { SESSION_STORES } from '../../src/adapters/agents/tools.ts';
import type { EditClaim } from '../../src/domain/edit-claim.ts';
import { type Clock, LedgerError } from '../../src/services/ports.ts';
import { createSessionLogReader, type SessionLogReader } from '../../src/services/session-logs.ts';
import { createHome, fixture, type Home } from '../fixtures/agents/home.ts';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

const log = { info() {}, warn() {} };
const systemClock: Clock = { nowMs: () => Date.now() };

describe('session logs', () => {
  let scenario: Scenario;
  let home: Home;
  let reader: SessionLogReader;

  beforeEach(async () => {
    scenario = await createScenario();
    home = await createHome();
    const logs = openSessionLogs({
      stores: SESSION_STORES,
      places: home.places,
      worktree: scenario.gitPort.worktree,
      stateFile: home.path('state.json'),
      clock: systemClock,
      log,
    });
    reader = createSessionLogReader({ logs, checkpoints: scenario.checkpoints, clock: systemClock, log });
  });
  afterEach(async () => {
    await home.dispose();
    await scenario.dispose();
  });

  const root = () => scenario.gitPort.worktree;
  const claude = () => `.claude/projects/${root().replace(/[^a-zA-Z0-9]/g, '-')}/s-claude.jsonl`;
  /** Whatever the machine, there is time for all claims. */
  const poll = () => reader.poll(Number.POSITIVE_INFINITY);

  it('make the lines of a tool AI, and nobody else’s', async () => {
    await scenario.unseen('a.ts', "// mine\nconst greeting = '$& $1';\n");
    await home.write(claude(), fixture('claude-code.jsonl', root()));
    const { claims, outcomes, hasMore } = await poll();
    assert.deepEqual({ claims, hasMore }, { claims: 2, hasMore: false });
    assert.equal(outcomes.exact + outcomes.anchored, 2);
    await scenario.commitAll();
    assert.equal(await scenario.lines('a.ts'), 'ua');
  });

  it('are exact where the file is as the tool left it', async () => {
    await scenario.unseen('a.ts', "const greeting = '$& $1';\n");
    await home.write(claude(), fixture('claude-code.jsonl', root()));
    assert.equal((await poll()).outcomes.exact, 2);
    await scenario.commitAll();
    assert.equal(await scenario.lines('a.ts'), 'a');
  });

  it('claim nothing of edits that are not there any more', async () => {
    await scenario.unseen('a.ts', 'something else\n');
    await home.write(claude(), fixture('claude-code.jsonl', root()));
    assert.equal((await poll()).outcomes.none, 2);
    await scenario.commitAll();
    assert.equal(await scenario.lines('a.ts'), 'u');
  });

  it('count an edit once that two logs tell of', async () => {
    await scenario.unseen('a.ts', 'one();\ntwo();\n');
    await home.write('.codex/sessions/2030/01/01/rollout-1.jsonl', fixture('codex.jsonl', root()));
    await home.write('.codex/sessions/2030/01/02/rollout-2.jsonl', fixture('codex-forked.jsonl', root()));
    const { outcomes } = await poll();
    assert.equal(outcomes.known, 1);
    assert.equal(outcomes.exact, 1);
  });

  it('cost nothing more once they are read', async () => {
    await scenario.unseen('a.ts', "const greeting = '$& $1';\n");
    await home.write(claude(), fixture('claude-code.jsonl', root()));
    await poll();
    assert.equal((await poll()).claims, 0);
  });

  describe('read from a batch', () => {
    const claim = (call: string, path: string, atMs: number): EditClaim => ({
      uid: `codex:s:${call}:${path}`,
      tool: 'codex',
      atMs,
      path,
      before: null,
      after: `${call}\n`,
    });
    const batchOf = (claims: EditClaim[]) => {
      let accepted = 0;
      const logs = {
        read: async () => ({
          claims: accepted ? [] : claims,
          hasMore: false,
          accept: async () => void accepted++,
        }),
      };
      return { logs, accepted: () => accepted };
    };

    it('claim the edits of one file in order, of the file edited last first', async () => {
      const { logs } = batchOf([
        claim('1', 'a', 1),
        claim('2', 'b', 2),
        claim('3', 'a', 3),
        claim('4', 'c', 2),
      ]);
      const order: string[] = [];
      const checkpoints = {
        claimAll: async (claims: readonly EditClaim[]) => {
          order.push(claims.map(({ uid }) => uid.split(':')[2]!).join());
          return claims.map(() => 'exact' as const);
        },
      };
      await createSessionLogReader({ logs, checkpoints, clock: systemClock, log }).poll(
        Number.POSITIVE_INFINITY,
      );
      assert.deepEqual(order, ['4', '1,3', '2']);
    });

    it('stop when the time is up and go on the next time', async () => {
      const { logs, accepted } = batchOf([claim('1', 'a', 1), claim('2', 'b', 2)]);
      let nowMs = 0;
      const clock = { nowMs: () => nowMs };
      const checkpoints = {
        claimAll: async () => {
          nowMs += 10;
          return ['exact' as const];
        },
      };
      const slow = createSessionLogReader({ logs, checkpoints, clock, log });
      assert.deepEqual([(await slow.poll(5)).claims, accepted()], [1, 0]);
      const { claims, hasMore } = await slow.poll(50);
      assert.deepEqual([claims, hasMore, accepted()], [1, false, 1]);
    });

    it('are not lost when the ledger is busy', async () => {
      const { logs, accepted } = batchOf([claim('1', 'a', 1)]);
      let isBusy = true;
      const checkpoints = {
        claimAll: async () => {
          if (isBusy) throw new LedgerError('busy', 'another process writes');
          return ['exact' as const];
        },
      };
      const busy = createSessionLogReader({ logs, checkpoints, clock: systemClock, log });
      await assert.rejects(busy.poll(), LedgerError);
      assert.equal(accepted(), 0);
      isBusy = false;
      assert.equal((await busy.poll()).claims, 1);
    });

    it('are tried again while the editor may not have saved yet', async () => {
      const { logs } = batchOf([claim('1', 'a', Date.now())]);
      const outcomes = ['none', 'none', 'exact'] as const;
      let tries = 0;
      const checkpoints = { claimAll: async () => [outcomes[tries++]!] };
      const unsaved = createSessionLogReader({ logs, checkpoints, clock: systemClock, log });
      for (let n = 0; n < 5; n++) await unsaved.poll();
      assert.equal(tries, 3);
    });
  });
});
