/**
 * A process of its own that uses a ledger. Arguments: the git folder, its name, what to do. Prints one line for each
 * write that is done.
 */

import { writeSync } from 'node:fs';
import { openLedger } from '../../../src/adapters/ledger/open.ts';
import { type Edit, markOf, uniform } from '../../../src/domain/origin.ts';

const [commonDir = '', name = '', task = '', count = '0'] = process.argv.slice(2);

const opened = openLedger({
  commonDir,
  clock: { nowMs: () => Date.now() },
  log: { info: () => {}, warn: (message) => writeSync(2, `${message}\n`) },
});
if (opened.kind !== 'ok') throw new Error(`the ledger is ${opened.kind}`, { cause: opened });
if (opened.setAside) writeSync(2, 'set aside\n');
const { ledger } = opened;

const edit = (n: number): Edit => ({
  uid: `${name}:${n}`,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: n,
});

/** One transaction that touches three tables: whole only if all of it is there. */
function write(n: number): void {
  const text = `${name} ${n}\n`.repeat(50);
  const content = { text, runs: uniform(text.length, markOf(edit(n))) };
  ledger.transaction(() => {
    ledger.setSeen('/w', `${name}/${n}`, 'disk', content, null);
    ledger.record(`${name}/shared`, content);
    ledger.setCheckpoint('/w', `${name}/${n}`, n + 1);
  });
  writeSync(1, `${n}\n`);
}

if (task === 'write') for (let n = 0; n < Number(count); n++) write(n);
if (task === 'forever') for (let n = 0; ; n++) write(n);
if (task === 'on-input') {
  let n = 0;
  writeSync(1, 'ready\n');
  for await (const _line of process.stdin) write(n++);
}
ledger.close();
