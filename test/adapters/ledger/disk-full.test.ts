import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openLedger } from '../../../src/adapters/ledger/open.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';
import { LedgerError } from '../../../src/services/ports.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

const EDIT: Edit = { uid: 'e', origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 };
const content = (seed: number) => {
  let text = '';
  for (let n = 0; n < 200; n++) text += createHash('sha512').update(`${seed} ${n}`).digest('base64');
  return { text, runs: uniform(text.length, markOf(EDIT)) };
};

/** A file system of one megabyte, for root on Linux. */
function mount(folder: string): boolean {
  mkdirSync(folder);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
}

describe('a ledger on a full disk', () => {
  let place: TemporaryLedger;
  let disk: string;
  beforeEach(function () {
    place = temporaryLedger();
    disk = path.join(place.commonDir, 'disk');
    if (mount(disk)) return;
    rmSync(disk, { recursive: true });
    place.dispose();
    console.log('      skipped: no small file system can be mounted here');
    this.skip();
  });
  afterEach(() => {
    if (!disk) return;
    spawnSync('umount', ['-l', disk]);
    place.dispose();
  });

  it('says so, keeps what it has, and goes on when there is room again', () => {
    const filler = path.join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(300_000));
    const ledger = place.open({ commonDir: disk });
    let stored = 0;
    let failure: unknown;
    while (!failure && stored < 200)
      try {
        ledger.setSeen('/w', `${stored}.ts`, 'disk', content(stored), null);
        stored++;
      } catch (error) {
        failure = error;
      }
    assert.ok(failure instanceof LedgerError && failure.kind === 'full', String(failure));
    assert.ok(stored > 0);
    const all = Array.from({ length: stored }, (_, n) => n);
    for (const n of all) assert.equal(ledger.seen('/w', `${n}.ts`, 'disk')?.text, content(n).text);
    assert.equal(ledger.find(`${stored}.ts`, content(stored).text), null);
    rmSync(filler);
    ledger.setSeen('/w', `${stored}.ts`, 'disk', content(stored), null);
    ledger.close();
    const again = place.open({ commonDir: disk });
    for (const n of [...all, stored]) assert.ok(again.find(`${n}.ts`, content(n).text));
    again.close();
  });

  it('cannot be begun, and says why', () => {
    const ballast = path.join(disk, 'ballast');
    assert.throws(() => writeFileSync(ballast, Buffer.alloc(2_000_000)), { code: 'ENOSPC' });
    const opened = openLedger(place.options({ commonDir: disk }));
    assert.ok(opened.kind === 'unavailable');
    assert.equal(opened.cause.kind, 'full', String(opened.cause));
    rmSync(ballast);
    place.open({ commonDir: disk }).close();
  });
});
