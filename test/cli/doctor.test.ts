/** `doctor`: what is there, where settings come from, and what to do. */

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundledCli, createProject, TOOL } from './program.ts';

describe('doctor', () => {
  it('says what is there, where settings come from, and what to do', async () => {
    const project = await createProject({ hooks: false });
    try {
      await project.ai('a.txt', 'one');
      await project.git('config', 'lastmile.heavyThreshold', '57');
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
          [TOOL, 'ok'],
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
      await project.lastmile(['hooks', 'install']);
      const installed = await project.lastmile(['doctor']);
      assert.match(installed.stdout, /^ok Git hooks +installed; in the hook file$/m);
      assert.match(installed.stdout, /^ {3}heavyThreshold +57% \(git config\)$/m);
    } finally {
      await project.dispose();
    }
  });

  it('does not wait for settings of a tool that are no file', async function () {
    if (process.platform === 'win32') return this.skip();
    const project = await createProject({ hooks: false });
    try {
      await mkdir(project.path('.claude'));
      execFileSync('mkfifo', [project.path('.claude/settings.local.json')]);
      const { stdout } = await promisify(execFile)(process.execPath, [bundledCli(), 'doctor', '--json'], {
        cwd: project.root,
        env: project.env,
        timeout: 20_000,
      });
      assert.equal(Array.isArray(JSON.parse(stdout).checks), true);
    } finally {
      await project.dispose();
    }
  });

  it('tells of each tool: where our hook is, whether its sessions are read, and what was last recorded', async () => {
    const project = await createProject({ hooks: false });
    try {
      await project.ai('a.txt', 'one');
      await mkdir(path.join(project.home, '.codex'));
      await project.lastmile(['hooks', 'install', '--agents', TOOL]);
      const file = project.path('.claude/settings.local.json');
      interface Agent {
        tool: string;
        isFound: boolean;
        hooks: { scope: string; file: string; kind: string }[];
        sessions: { isRead: boolean; changedAtMs: number | null } | null;
        recordedAtMs: number | null;
      }
      const { agents } = await project.json<{ agents: Agent[] }>('doctor');
      const of = (id: string) => agents.find(({ tool }) => tool === id)!;
      assert.deepEqual(of(TOOL).hooks[0], { scope: 'project', file, kind: 'installed' });
      assert.deepEqual(of(TOOL).sessions, { isRead: true, changedAtMs: null });
      assert.ok(of(TOOL).recordedAtMs! > 0);
      assert.deepEqual([of('codex').isFound, of('codex').recordedAtMs], [true, null]);
      assert.deepEqual([of('windsurf').isFound, of('windsurf').sessions], [false, null]);

      await project.git('config', 'lastmile.sessionLogs', 'false');
      const { stdout } = await project.lastmile(['doctor']);
      assert.match(stdout, new RegExp(`^ok ${TOOL} +hook in ${file}; sessions are not read`, 'm'));
      assert.match(
        stdout,
        /^! {2}codex +no hook; sessions are not read.*\n +-> lastmile hooks install --agents codex$/m,
      );
      assert.doesNotMatch(stdout, /windsurf/);
    } finally {
      await project.dispose();
    }
  });

  it('says that recording is paused', async () => {
    const project = await createProject({ hooks: false });
    try {
      await project.write('.git/lastmile/settings.json', '{"tracking":false}');
      const { stdout } = await project.lastmile(['doctor']);
      assert.match(stdout, /^! {2}Recording +paused.*\n +-> .*Resume Tracking/m);
    } finally {
      await project.dispose();
    }
  });
});
