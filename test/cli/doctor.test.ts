/** `doctor`: what is there, where settings come from, and what to do. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createProject, TOOL } from './program.ts';

describe('doctor', () => {
  it('says what is there, where settings come from, and what to do', async () => {
    const project = await createProject({ hooks: false });
    try {
      await project.ai('a.txt', 'one');
      await project.git('config', 'lastmile.heavyThreshold', '40');
      await project.write('.git/lastmile/settings.json', '{"always":true,"trailers":"nonsense"}');
      await project.git('remote', 'add', 'origin', 'https://user:secret@example.com/x.git');
      await mkdir(path.join(project.home, '.claude'));
      interface Diagnosis {
        checks: { name: string; state: string; text: string; advice?: string }[];
        config: { key: string; value: unknown; from: string }[];
      }
      const { checks, config } = await project.json<Diagnosis>('doctor');
      const state = (name: string) => checks.find((check) => check.name === name)?.state;
      assert.deepEqual(
        ['Runtime', 'Git', 'Git hooks', 'Ledger', TOOL].map((name) => [name, state(name)]),
        [
          ['Runtime', 'ok'],
          ['Git', 'ok'],
          ['Git hooks', 'warning'],
          ['Ledger', 'ok'],
          [TOOL, 'warning'],
        ],
      );
      assert.deepEqual(
        config.map(({ key, from }) => [key, from]),
        [
          ['trailers', 'default'],
          ['always', 'editor settings'],
          ['heavyThreshold', 'git config'],
          ['exclude', 'default'],
          ['sessionLogs', 'default'],
        ],
      );
      const { code, stdout } = await project.lastmile(['doctor'], { env: { SECRET_TOKEN: 'hush-hush' } });
      assert.equal(code, 0);
      assert.match(stdout, /hooks install/);
      assert.doesNotMatch(stdout, /secret|hush/);
    } finally {
      await project.dispose();
    }
  });
});
