/** Reports of tools about their edits: what is claimed, and what is left alone. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
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

interface Step {
  readonly by: 'tool' | 'other';
  readonly what: 'insert' | 'replace' | 'delete';
  readonly at: number;
  readonly isWhole: boolean;
}

/** A file changed by steps, and what the tool reports of its own. Its lines are capitals; no two lines share anything. */
function play(steps: readonly Step[]): { text: string; claims: EditClaim[] } {
  let lines = ['111111111', '222222222', '333333333'];
  const claims: EditClaim[] = [];
  steps.forEach(({ by: who, what, at, isWhole }, n) => {
    const before = lines;
    const index = at % (lines.length + 1);
    const letter = String.fromCharCode((who === 'tool' ? 65 : 97) + n);
    const written = letter.repeat(9);
    if (what === 'insert') lines = lines.toSpliced(index, 0, written);
    else if (index < lines.length)
      lines = lines.toSpliced(index, 1, ...(what === 'replace' ? [written] : []));
    if (who === 'other' || lines === before) return;
    const textOf = (of: readonly string[]) => of.map((line) => `${line}\n`).join('');
    if (isWhole) claims.push(whole(`c${n}`, textOf(before), textOf(lines)));
    // A passage with a line of context on either side, as in a hunk.
    else {
      const [from, to] = [Math.max(0, index - 1), index + 2];
      const grown = lines.length - before.length;
      claims.push(replaced(`c${n}`, textOf(before.slice(from, to)), textOf(lines.slice(from, to + grown))));
    }
  });
  return { text: lines.map((line) => `${line}\n`).join(''), claims };
}

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

  it('is never of what somebody else wrote, and always of what the tool did', async function () {
    this.timeout(120_000);
    const step = fc.record<Step>({
      by: fc.constantFrom('tool', 'other'),
      what: fc.constantFrom('insert', 'insert', 'replace', 'delete'),
      at: fc.nat(8),
      isWhole: fc.boolean(),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const path = `run${run++}.ts`;
        const { text, claims } = play(steps);
        await scenario.unseen(path, text);
        await scenario.checkpoints.claimAll(
          claims.map((claim) => ({ ...claim, uid: `${claim.uid}${path}`, path })),
        );
        const seen = scenario.ledger.seen(scenario.gitPort.worktree, path, 'disk');
        const origins = (seen?.runs ?? []).flatMap(({ length, mark }) =>
          new Array(length).fill(mark.edit.origin),
        );
        let at = 0;
        for (const line of text.split('\n').slice(0, -1)) {
          const isAi = [...line].some((_, k) => origins[at + k] === 'ai');
          const isAllAi = [...line].every((_, k) => origins[at + k] === 'ai');
          if (!/^[A-Z]/.test(line)) assert.ok(!isAi, `not the tool's: ${line}`);
          else assert.ok(isAllAi, `the tool's: ${line}`);
          at += line.length + 1;
        }
      }),
      { numRuns: 60 },
    );
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
