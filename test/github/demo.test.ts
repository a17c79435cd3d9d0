/** The demo shows everything: the product itself, over HTTP, finds every stage in it. */

import assert from 'node:assert/strict';
import { assess } from '../../src/domain/pull-requests/assess.ts';
import { STAGES } from '../../src/domain/pull-requests/assessment.ts';
import { DEFAULT_RULES } from '../../src/domain/pull-requests/rules.ts';
import { forgeOf } from '../fixtures/forge.ts';
import { demoWorld } from './demo.ts';
import { startGitHub } from './server.ts';

describe('the demo world', () => {
  const world = demoWorld('2026-11-20T12:00:00Z');

  it('has a pull request in every stage, and some of everything that a row can say', async () => {
    await using github = await startGitHub(world);
    const product = forgeOf(github, world);
    const { snapshot, failure } = await product.look({ repositories: ['acme/shop', 'acme/payments'] });
    assert.equal(failure, null);
    assert.ok(snapshot);
    const { viewer, teams, hasProduction } = snapshot;
    const rows = snapshot.pullRequests.map((it) => ({
      ...assess(it, { nowMs: world.now, viewer, teams, rules: DEFAULT_RULES, hasProduction }),
      lists: it.lists,
    }));
    const stages = new Set(rows.map((row) => row.stage));
    // what is done leaves the lists
    assert.deepEqual(
      STAGES.filter((stage) => !stages.has(stage)),
      ['done'],
    );
    assert.ok(rows.some((row) => row.isMyTurn) && rows.some((row) => !row.isMyTurn));
    assert.deepEqual(new Set(rows.flatMap((row) => row.lists)), new Set(['mine', 'waiting-on-me', 'team']));
    for (const state of ['in-time', 'soon', 'breached'])
      assert.ok(
        rows.some((row) => row.sla.state === state),
        state,
      );
    for (const band of ['low', 'medium', 'high'])
      assert.ok(
        rows.some((row) => row.risk.band === band),
        band,
      );
    for (const level of ['none', 'light', 'moderate', 'heavy'])
      assert.ok(
        rows.some((row) => row.ai?.level === level),
        level,
      );
    assert.ok(rows.some((row) => row.ai === null));
  });

  it('goes on by itself when its clock runs', () => {
    const requested = (it: typeof world) =>
      [...(it.state().repositories.get('acme/shop')?.pullRequests.values() ?? [])].filter((pull) =>
        pull.requests.some((request) => request.of === 'dana'),
      ).length;
    const later = demoWorld('2026-11-20T12:00:00Z');
    later.advance({ minutes: 5 });
    assert.equal(requested(later), requested(world) + 1);
  });
});
