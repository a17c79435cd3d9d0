/** What the classifier is held to, on sessions recorded in the real editor. Figures: docs/accuracy.md. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type readCorpus, SESSIONS } from './corpus.ts';
import { replay, type Verdict } from './replay.ts';
import { matrixOf, recall, verdictsOf, withFigures } from './report.ts';

for (const session of SESSIONS)
  describe(`without the sources of changes, the ${session} session`, () => {
    let verdicts: readonly Verdict[];
    before(() => {
      verdicts = verdictsOf(session);
    });
    const matrix = () => matrixOf(verdicts, 'characters');

    it('calls no keystroke AI', () => {
      const { human } = matrix();
      assert.ok(human.human > 0);
      assert.equal(human['ai-observed'] + human['ai-inferred'], 0);
    });

    it('calls nothing human that was not typed', () => {
      const { ai, 'unnamed-ai': unnamed, other } = matrix();
      assert.equal(ai.human + unnamed.human + other.human, 0);
    });

    it('says of nothing that it has seen AI where it has not', () => {
      const { human, other } = matrix();
      assert.equal(human['ai-observed'] + other['ai-observed'], 0);
    });

    it('finds 95 % of inline suggestions, by characters', () => {
      const suggestions = verdicts.filter(({ family }) => family === 'inline suggestion');
      assert.ok(recall(suggestions, 'characters')! >= 0.95);
    });

    it('finds 90 % of all AI that the editor names, by characters', () =>
      assert.ok(recall(verdicts, 'characters')! >= 0.9));
  });

describe('the figures', () => {
  it('are in docs/accuracy.md as they are (node test/accuracy.mjs --write)', () => {
    const text = readFileSync('docs/accuracy.md', 'utf8');
    assert.ok(withFigures(text) === text);
  });
});

describe('the replay', () => {
  const events = (method: string, by: 'person' | 'ai') => [
    { document: 0, text: '' },
    { label: 0, is: { source: 'unknown', metadata: { name: 'MainThreadTextEditor' } } },
    { action: 'an action', family: 'a family', by },
    [1, 0, method, [[0, 0, 'a b']], { label: 0 }],
    { done: 'an action', lengths: { 0: 3 } },
  ];
  const truths = (by: 'person' | 'ai') =>
    replay(events('change', by) as ReturnType<typeof readCorpus>).map(({ truth, called }) => [
      truth,
      ...called,
    ]);

  it('takes what an extension writes for what the action says', () => {
    assert.deepEqual(truths('ai'), [['unnamed-ai', ['unknown', 2]]]);
    assert.deepEqual(truths('person'), [['other', ['unknown', 2]]]);
  });

  it('does not go on with a recording that does not fit', () =>
    assert.throws(() => replay(events('saved', 'ai') as ReturnType<typeof readCorpus>), /not what it was/));
});
