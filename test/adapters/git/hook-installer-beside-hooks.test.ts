/** Hooks beside a hook of the user's, run by real commits. */

import assert from 'node:assert/strict';
import { chmod, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { hooked } from '../../fixtures/hooked.ts';
import { createRepository } from '../../fixtures/repository.ts';
import { installing } from './installing.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('hook installer', () => {
  const at = installing();
  const { begin, install, uninstall, status, commit, gitFolder } = at;

  describe("with a hook of the user's", () => {
    /** Writes down what it was given, then ends as told. */
    const userHook = (end = '') =>
      `#!/bin/sh\n{ printf '%s|' "$0" "$@"; cat; echo "<\${LASTMILE_HOOK-unset}>"; } >>"${'$'}LOG"\n${end}`;
    const beginWith = async (name: string, content: string | Uint8Array, mode = 0o755) => {
      await begin();
      at.repository.env.LOG = path.join(at.repository.home, 'log');
      await at.repository.write(`.git/hooks/${name}`, content, mode);
      await chmod(at.repository.path(`.git/hooks/${name}`), mode);
    };
    const log = () => readFile(path.join(at.repository.home, 'log'), 'utf8');

    for (const name of ALL)
      it(`${name} runs first, with its arguments and its name, and ours after it`, async () => {
        await beginWith(
          name,
          userHook(
            'f=$1; [ "$f" ] || f=.git/COMMIT_EDITMSG\ngrep -q Lastmile "$f" && echo "ours came first" >>"$LOG"\nexit 0',
          ),
        );
        await commit();
        const without = await log();
        await rm(path.join(at.repository.home, 'log'));
        const before = await gitFolder();
        await install();
        assert.equal(await status(), 'installed file');
        await commit();
        const withOurs = await log();
        // The message has our trailer for every hook but the first.
        assert.equal(withOurs.replace('ours came first\n', ''), without);
        assert.equal(withOurs.includes('ours came first'), name !== 'prepare-commit-msg');
        assert.deepEqual(await at.hooked.hooks(), ALL);
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
      });

    it('that fails: the commit fails with its code, and ours does not run', async () => {
      await beginWith('prepare-commit-msg', userHook('echo no >&2\nexit 7\n'));
      await install();
      const { code } = await at.repository.run('.git/hooks/prepare-commit-msg', [
        '.git/COMMIT_EDITMSG',
        'message',
      ]);
      assert.equal(code, 7);
      const { code: committed, stderr } = await commit();
      assert.deepEqual([committed, stderr], [1, 'no\n']);
      assert.deepEqual(await at.hooked.calls(), []);
    });

    it('that reads its standard input gets all of it', async () => {
      await beginWith('commit-msg', userHook());
      await install();
      const input = 'a\nb\0c'.repeat(1000);
      await at.repository.run('.git/hooks/commit-msg', ['file'], { input });
      assert.equal(await log(), `.git/hooks/commit-msg|file|${input}<unset>\n`);
    });

    it('that commits elsewhere: that repository runs its own hooks, whole', async () => {
      const other = await createRepository();
      try {
        const itsHooks = await hooked(other);
        await itsHooks.installer.install();
        const command = `GIT_DIR= ; unset GIT_DIR GIT_INDEX_FILE; git -C '${other.root}' commit -q --allow-empty -m other`;
        await beginWith('post-commit', `#!/bin/sh\n${command}\n`);
        await install();
        const { code, stderr } = await commit('-q');
        assert.deepEqual([code, stderr], [0, '']);
        assert.deepEqual([await at.hooked.hooks(), await itsHooks.hooks()], [ALL, ALL]);
      } finally {
        await other.dispose();
      }
    });

    it('post-rewrite: both get what git says of the rewritten commits', async () => {
      await beginWith('post-rewrite', userHook());
      await commit();
      await install();
      const old = await at.repository.oid();
      await at.repository.git('rebase', '--quiet', '--force-rebase', '--root');
      const input = `${old} ${await at.repository.oid()}\n`;
      assert.equal(await log(), `.git/hooks/post-rewrite|rebase|${input}<unset>\n`);
      const call = (await at.hooked.calls()).find(({ args }) => args[1] === 'post-rewrite');
      assert.deepEqual([call?.args, call?.input], [['hook', 'post-rewrite', 'rebase'], input]);
    });

    const contents: [string, string | Uint8Array, number?][] = [
      ['with strict settings', '#!/bin/sh -eu\ntrue\n'],
      ['of bash, by env', '#!/usr/bin/env bash\nset -euo pipefail\n[[ a == a ]]\n'],
      ['without a line break at the end', '#!/bin/sh\ntrue'],
      ['of one line without an end', '#!/bin/sh'],
      ['without a first line #!', 'true\n'],
      ['that is empty', ''],
      ['with carriage returns in it', '#!/bin/sh\ntrue # \r\nx=1\r\n'],
      ['with bytes that are not UTF-8', new Uint8Array([...Buffer.from('#!/bin/sh\n# '), 0xff, 0xfe, 10])],
      ['with an unusual mode', '#!/bin/sh\n', 0o711],
      ['that is not executable', '#!/bin/sh\nexit 9\n', 0o644],
      ['that is not executable, without an end', '#!/bin/sh\nexit 9', 0o600],
      ['of python', '#!/usr/bin/env python3\nimport sys\nsys.exit(0)\n'],
      ['of python that is not executable', '#!/usr/bin/env python3\nimport sys\nsys.exit(1)\n', 0o644],
    ];
    for (const [what, content, mode] of contents)
      it(`${what}: both run, and uninstalling gives it back byte for byte`, async () => {
        await beginWith('commit-msg', content, mode);
        const before = await gitFolder();
        await install();
        const { code, stderr } = await commit();
        assert.deepEqual(
          [
            code,
            stderr
              .split('\n')
              .filter((line) => !line.startsWith('hint:'))
              .join(''),
          ],
          [0, ''],
        );
        assert.deepEqual(await at.hooked.hooks(), ALL);
        await install();
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
      });

    it('that is a symbolic link: what it points to is not touched', async () => {
      await begin();
      await at.repository.write('scripts/hook', '#!/bin/sh\nexit 5\n', 0o755);
      await symlink('../../scripts/hook', at.repository.path('.git/hooks/commit-msg'));
      const before = await gitFolder();
      await install();
      assert.equal(await status(), 'installed dispatch');
      assert.equal(await at.repository.read('scripts/hook'), '#!/bin/sh\nexit 5\n');
      assert.equal((await commit()).code, 1);
      await uninstall();
      assert.deepEqual(await gitFolder(), before);
    });
  });
});
