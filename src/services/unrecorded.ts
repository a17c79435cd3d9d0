/** A ledger while recording is paused: everything in it can be looked up, and nothing is written. */

import type { Ledger } from './ports.ts';

type Writes = Pick<Ledger, 'record' | 'setSeen' | 'setCheckpoint' | 'markCommitted' | 'transaction'>;

/** `ledger` without its writes. What would have been recorded is answered as if it had been, and is then gone. */
export function unrecorded<L extends Ledger>(ledger: L): L {
  const writes: Writes = {
    record: (path, { text, runs }, { replace = false } = {}) =>
      (replace ? null : ledger.find(path, text)) ?? runs,
    setSeen: (_worktree, path, _state, content) =>
      content === null ? [] : (ledger.find(path, content.text) ?? content.runs),
    setCheckpoint() {},
    markCommitted() {},
    transaction: (work) => work(),
  };
  return new Proxy(ledger, {
    get(target, name) {
      if (Object.hasOwn(writes, name)) return writes[name as keyof Writes];
      const value: unknown = Reflect.get(target, name, target);
      // The methods of a class with private members know only the object itself.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
