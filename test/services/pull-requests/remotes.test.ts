/** Remotes of a repository, and the forges and repositories that they stand for. */

import * as assert from 'node:assert/strict';
import type { Git } from '../../../src/services/ports.ts';
import { parseRemoteUrl, remotesOf } from '../../../src/services/pull-requests/remotes.ts';

describe('the address of a remote', () => {
  for (const [url, expected] of [
    ['https://github.com/acme/shop.git', 'github.com acme/shop'],
    ['https://github.com/acme/shop', 'github.com acme/shop'],
    ['https://token@GitHub.com/acme/shop/', 'github.com acme/shop'],
    ['http://127.0.0.1:4000/acme/shop.git', '127.0.0.1:4000 acme/shop'],
    ['git@github.com:acme/shop.git', 'github.com acme/shop'],
    ['github.com:acme/shop', 'github.com acme/shop'],
    ['ssh://git@ghe.example.com:2222/acme/shop.git', 'ghe.example.com acme/shop'],
    ['ssh://git@ssh.github.com:443/acme/shop.git', 'github.com acme/shop'],
    ['git@gitlab.example.com:group/sub/shop.git', 'gitlab.example.com group/sub/shop'],
    ['/srv/git/shop.git', null],
    ['../shop', null],
    ['C:\\repos\\shop', null],
    ['C:/repos/shop', null],
    ['file:///srv/git/shop.git', null],
    ['https://github.com/acme', null],
    ['', null],
  ] as const)
    it(`${url} is ${expected}`, () => {
      const found = parseRemoteUrl(url);
      assert.equal(found && `${found.host} ${found.repository}`, expected);
    });

  it('keeps no secret that is in it', () => {
    assert.ok(!JSON.stringify(parseRemoteUrl('https://user:secret@github.com/acme/shop')).includes('secret'));
  });
});

describe('the remotes of a repository', () => {
  it('are origin, upstream, then the others by name, without those of this machine', async () => {
    const config = new Map([
      ['remote.zoe.url', 'https://github.com/zoe/shop'],
      ['remote.upstream.url', 'https://github.com/acme/shop'],
      ['remote.backup.url', '/srv/shop.git'],
      ['remote.al.ex.url', 'https://github.com/alex/shop'],
      ['remote.origin.url', 'git@github.com:dana/shop.git'],
      ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ]);
    const git = { config: async () => config } as unknown as Git;
    assert.deepEqual(
      (await remotesOf(git)).map(({ name, repository }) => `${name} ${repository}`),
      ['origin dana/shop', 'upstream acme/shop', 'al.ex alex/shop', 'zoe zoe/shop'],
    );
  });
});
