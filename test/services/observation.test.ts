/** Two processes that look at the same file at the same time: an editor that knows nothing, and a tool that says so. */

import assert from 'node:assert/strict';
import { type OriginKind, unexplainedAt } from '../../src/domain/origin.ts';
import { createCheckpoints } from '../../src/services/checkpoints.ts';
import { observe } from '../../src/services/observation.ts';
import type { Git } from '../../src/services/ports.ts';
import { createStory, type Story } from '../fixtures/story.ts';

describe('a look at a file while another process looks at it', () => {
  let story: Story;
  beforeEach(async () => {
    story = await createStory();
    story.at('2026-03-02T09:00Z');
    await story.unseen('a.ts', 'one\n');
    await story.commit('Begin');
    story.at('2026-03-02T09:01Z');
  });
  afterEach(() => story.dispose());

  /** git that answers `method` when `meanwhile` is done */
  const interrupted = (
    method: 'readFile' | 'trackedBlobs' | 'incoming',
    meanwhile: () => Promise<unknown>,
  ): Git => {
    let isDone = false;
    const git = story.git;
    return {
      ...git,
      async [method](...args: never[]) {
        const answer = await (git[method] as (...args: never[]) => Promise<unknown>)(...args);
        if (!isDone) {
          isDone = true;
          await meanwhile();
        }
        return answer;
      },
    };
  };

  const lookUnknowing = (git = story.git) =>
    observe(git, story.ledger, ['a.ts'], unexplainedAt(story.nowMs()));
  const declareAi = (git = story.git) =>
    createCheckpoints({
      git,
      ledger: story.ledger,
      clock: story,
      log: { info() {}, warn() {} },
      newId: () => 'edit-1',
    }).checkpoint({ origin: 'ai', tool: 'a-tool', paths: ['a.ts'] });

  const origins = (): OriginKind[] =>
    story.ledger.seen(story.git.worktree, 'a.ts', 'disk')!.runs.map(({ mark }) => mark.edit.origin);

  for (const step of ['readFile', 'trackedBlobs', 'incoming'] as const) {
    it(`a tool says that it wrote it, and is interrupted after ${step}`, async () => {
      await story.unseen('a.ts', 'one\ntwo\n');
      await declareAi(interrupted(step, () => lookUnknowing()));
      assert.deepEqual(origins(), ['unknown', 'ai']);
    });

    it(`who knows nothing is interrupted after ${step} by the tool`, async () => {
      await story.unseen('a.ts', 'one\ntwo\n');
      await lookUnknowing(interrupted(step, () => declareAi()));
      assert.deepEqual(origins(), ['unknown', 'ai']);
    });
  }
});
