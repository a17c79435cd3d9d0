/** Reports of tools about their edits: what is claimed, and what is left alone. */

import * as assert from 'node:assert/strict';
import type { EditClaim } from '../../src/domain/edit-claim.ts';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

const by = { tool: 'codex', model: 'gpt-5.4', session: 's1', atMs: Date.UTC(2030, 0, 2), path: 'a.ts' };
const whole = (call: string, before: string | null | undefined, after: string): EditClaim => ({
  ...by,
  uid: `codex:s1:${call}:a.ts`,
  before,
  after,
});
const replaced = (call: string, oldText: string, newText: string, all = false): EditClaim => ({
  ...by,
  uid: `codex:s1:${call}:a.ts`,
  replacements: [{ oldText, newText, all }],
});

const FIRST = 'const first = one();\n';
const SECOND = 'const second = two();\n';
const THIRD = 'const third = three();\n';

describe('a claim', () => {
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await createScenario();
  });
  afterEach(() => scenario.dispose());

  /** the committed line classes after the file was left as it is */
  const lines = async () => {
    await scenario.commitAll();
    return scenario.lines('a.ts');
  };

  describe('of whole texts', () => {
    it('holds for what it inserted, and for nothing that was there', async () => {
      await scenario.unseen('a.ts', FIRST + SECOND);
      assert.equal(await scenario.checkpoints.claim(whole('c1', FIRST, FIRST + SECOND)), 'exact');
      assert.equal(await lines(), 'ua');
    });

    it('counts once', async () => {
      await scenario.unseen('a.ts', FIRST);
      assert.equal(await scenario.checkpoints.claim(whole('c1', null, FIRST)), 'exact');
      assert.equal(await scenario.checkpoints.claim(whole('c1', null, FIRST)), 'known');
      assert.equal(await lines(), 'a');
    });

    it('holds for what is left of it when the file has changed since', async () => {
      await scenario.unseen('a.ts', FIRST + SECOND + THIRD);
      assert.equal(await scenario.checkpoints.claim(whole('c1', FIRST, FIRST + SECOND)), 'anchored');
      assert.equal(await lines(), 'uau');
    });

    it('claims nothing where nothing of it is there', async () => {
      await scenario.unseen('a.ts', THIRD);
      assert.equal(await scenario.checkpoints.claim(whole('c1', FIRST, FIRST + SECOND)), 'none');
      assert.equal(await lines(), 'u');
    });

    it('claims nothing of a file that is gone', async () => {
      assert.equal(await scenario.checkpoints.claim(whole('c1', null, FIRST)), 'none');
    });

    it('compares with what was known before where the tool did not say', async () => {
      await scenario.unseen('a.ts', FIRST);
      await scenario.commitAll();
      await scenario.unseen('a.ts', FIRST + SECOND);
      assert.equal(await scenario.checkpoints.claim(whole('c1', undefined, FIRST + SECOND)), 'exact');
      assert.equal(await lines(), 'ua');
    });

    it('takes nothing from what is declared human', async () => {
      await scenario.human('a.ts', THIRD);
      await scenario.unseen('a.ts', THIRD + SECOND);
      assert.equal(await scenario.checkpoints.claim(whole('c1', null, THIRD + SECOND)), 'exact');
      assert.equal(await lines(), 'ha');
    });
  });

  describe('after another', () => {
    it('leaves to the other what it kept of it, although that text was never seen', async () => {
      await scenario.unseen('a.ts', SECOND.replace('two', 'three') + THIRD);
      const claims = [
        whole('c1', null, SECOND),
        whole('c2', SECOND, SECOND + THIRD),
        whole('c3', SECOND + THIRD, SECOND.replace('two', 'three') + THIRD),
      ];
      assert.deepEqual(await scenario.checkpoints.claimAll(claims), ['exact', 'exact', 'exact']);
      assert.equal(await lines(), 'aa');
      assert.deepEqual(await scenario.checkpoints.claimAll(claims), ['known', 'known', 'known']);
    });

    it('does not matter where it was taken back', async () => {
      await scenario.unseen('a.ts', FIRST + SECOND);
      const claims = [whole('c1', null, FIRST + SECOND), whole('c2', FIRST + SECOND, THIRD)];
      assert.deepEqual(await scenario.checkpoints.claimAll(claims), ['exact', 'none']);
      assert.equal(await lines(), 'aa');
    });

    it('stands for itself where somebody else changed the file in between', async () => {
      await scenario.unseen('a.ts', FIRST + SECOND + THIRD);
      const claims = [whole('c1', null, FIRST), whole('c2', FIRST + SECOND, FIRST + SECOND + THIRD)];
      assert.deepEqual(await scenario.checkpoints.claimAll(claims), ['anchored', 'exact']);
      assert.equal(await lines(), 'aua');
    });
  });

  describe('of a replacement', () => {
    it('is exact where it explains the whole change', async () => {
      await scenario.unseen('a.ts', FIRST);
      await scenario.commitAll();
      await scenario.unseen(
        'a.ts',
        FIRST.replace('one', () => '$&'),
      );
      assert.equal(await scenario.checkpoints.claim(replaced('c1', 'one', '$&')), 'exact');
      assert.equal(await lines(), 'm');
    });

    it('is exact too when the change was seen before the report came', async () => {
      await scenario.unseen('a.ts', FIRST);
      await scenario.commitAll();
      await scenario.unseen('a.ts', FIRST + SECOND);
      await scenario.checkpoints.checkpoint({ origin: 'unknown' });
      assert.equal(await scenario.checkpoints.claim(replaced('c1', FIRST, FIRST + SECOND)), 'exact');
      assert.equal(await lines(), 'ua');
    });

    it('is of the text it inserted, not of the context it repeats', async () => {
      await scenario.unseen('a.ts', FIRST + SECOND + THIRD);
      assert.equal(await scenario.checkpoints.claim(replaced('c1', FIRST, FIRST + SECOND)), 'anchored');
      assert.equal(await lines(), 'uau');
    });

    it('claims nothing where its text is there twice', async () => {
      await scenario.unseen('a.ts', SECOND + FIRST + SECOND + THIRD);
      assert.equal(await scenario.checkpoints.claim(replaced('c1', 'x', SECOND)), 'none');
      assert.equal(await lines(), 'uuuu');
    });

    it('of all occurrences holds for every one', async () => {
      await scenario.unseen('a.ts', SECOND + FIRST + SECOND + THIRD);
      assert.equal(await scenario.checkpoints.claim(replaced('c1', 'x', SECOND, true)), 'anchored');
      assert.equal(await lines(), 'auau');
    });

    it('claims nothing by a text so short that it may be there by chance', async () => {
      await scenario.unseen('a.ts', `${FIRST}}\n${SECOND}`);
      assert.equal(await scenario.checkpoints.claim(replaced('c1', '', '}\n')), 'none');
      assert.equal(await lines(), 'uuu');
    });

    it('claims nothing when it was undone', async () => {
      await scenario.unseen('a.ts', FIRST);
      assert.equal(await scenario.checkpoints.claim(replaced('c1', FIRST, SECOND)), 'none');
      assert.equal(await lines(), 'u');
    });
  });
});
