/** Which host a name, or a remote, belongs to. */

import assert from 'node:assert/strict';
import { hostsOf, isRemoteAt, namesAt } from '../../../src/services/pull-requests/hosts.ts';

const OPEN = 'github.com';
const CORP = 'ghe.example.com:8443';
const signedInAt = (...hosts: string[]) =>
  hostsOf(
    [OPEN, CORP].map((host) => ({ host, account: hosts.includes(host) ? 'dana' : null })),
    OPEN,
  );

describe('a name', () => {
  const names = ['acme/shop', `${CORP}/corp/tool`, 'github.com/acme/docs', 'GHE.example.com:8443/corp/site'];

  it('with a host is of that host', () => {
    const hosts = signedInAt(OPEN, CORP);
    assert.deepEqual(namesAt(CORP, names, 2, hosts), ['corp/tool', 'corp/site']);
    assert.deepEqual(namesAt('another.example.com', names, 2, hosts), []);
  });

  it('without one is of the only host that somebody is signed in at', () => {
    assert.deepEqual(namesAt(OPEN, names, 2, signedInAt(OPEN)), ['acme/shop', 'acme/docs']);
    assert.deepEqual(namesAt(CORP, ['corp/tool'], 2, signedInAt(CORP)), ['corp/tool']);
    assert.deepEqual(namesAt(OPEN, ['corp/tool'], 2, signedInAt(CORP)), []);
  });

  it('without one is of the open forge where there are several, or nobody is signed in', () => {
    for (const hosts of [signedInAt(OPEN, CORP), signedInAt(), hostsOf([], OPEN)]) {
      assert.deepEqual(namesAt(OPEN, ['acme/shop'], 2, hosts), ['acme/shop']);
      assert.deepEqual(namesAt(CORP, ['acme/shop'], 2, hosts), []);
    }
  });

  it('may be of an organisation or a team', () => {
    const hosts = signedInAt(OPEN, CORP);
    assert.deepEqual(namesAt(CORP, ['acme', `${CORP}/corp`], 1, hosts), ['corp']);
    assert.deepEqual(namesAt(CORP, ['acme/web', `${CORP}/corp/web`], 2, hosts), ['corp/web']);
    assert.deepEqual(namesAt(OPEN, ['acme', `${CORP}/corp`], 1, hosts), ['acme']);
  });

  it('may have more parts, and a host of one word that is followed', () => {
    const hosts = hostsOf(
      [
        { host: 'forge', account: 'dana' },
        { host: OPEN, account: 'dana' },
      ],
      OPEN,
    );
    assert.deepEqual(namesAt('forge', ['forge/group/sub/name'], 2, hosts), ['group/sub/name']);
    assert.deepEqual(namesAt(OPEN, ['group/sub/name'], 2, hosts), ['group/sub/name']);
  });
});

describe('a remote', () => {
  const both = signedInAt(OPEN, CORP);

  it('is at its own host, by SSH without a port', () => {
    assert.equal(isRemoteAt(OPEN, { host: 'github.com' }, both), true);
    assert.equal(isRemoteAt(CORP, { host: 'github.com' }, both), false);
    assert.equal(isRemoteAt(CORP, { host: CORP }, both), true);
    assert.equal(isRemoteAt(CORP, { host: 'ghe.example.com' }, both), true);
    assert.equal(isRemoteAt(OPEN, { host: 'ghe.example.com' }, both), false);
  });

  it('at a forge that nobody follows is nobody’s', () => {
    for (const host of [OPEN, CORP]) assert.equal(isRemoteAt(host, { host: 'gitlab.com' }, both), false);
  });

  it('by a name that only SSH knows is of the usual forge', () => {
    assert.equal(isRemoteAt(OPEN, { host: 'work' }, both), true);
    assert.equal(isRemoteAt(CORP, { host: 'work' }, both), false);
    assert.equal(isRemoteAt(CORP, { host: 'work' }, signedInAt(CORP)), true);
  });

  it('at the open forge is of what stands in for it, and of nothing else', () => {
    const stoodIn = hostsOf([{ host: '127.0.0.1:4000', account: null }], OPEN);
    assert.equal(isRemoteAt('127.0.0.1:4000', { host: OPEN }, stoodIn), true);
    assert.equal(isRemoteAt(CORP, { host: OPEN }, signedInAt(CORP)), false);
  });
});
