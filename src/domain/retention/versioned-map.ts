/**
 * A map of which every version stays readable. Only the version that was read last holds the entries, the others what
 * is different on the way to it, so that a new version costs what it changes (H. Baker, "Shallow binding makes
 * functional arrays fast", 1991). To read along a history is cheap, to jump between branches costs the way.
 */

/** Entries to be set; `undefined`: to be taken out. */
type Difference<K, V> = { readonly key: K; readonly value: V | undefined }[];

export class VersionedMap<K, V> {
  /** the entries, or what leads to them: of another version, with so much different */
  #held: Map<K, V> | { readonly from: VersionedMap<K, V>; readonly difference: Difference<K, V> };
  readonly size: number;

  /** @param entries owned by this object from now on */
  constructor(entries: Map<K, V> = new Map()) {
    this.#held = entries;
    this.size = entries.size;
  }

  /** A version with some entries set. */
  with(changed: readonly { readonly key: K; readonly value: V }[]): VersionedMap<K, V> {
    // What has nothing to share stands on its own, so that no way leads from it to all that began with nothing.
    const entries = this.size === 0 ? new Map<K, V>() : this.#entries();
    const back = change(entries, changed);
    const next = new VersionedMap(entries);
    if (this.size > 0) this.#held = { from: next, difference: back };
    return next;
  }

  get(key: K): V | undefined {
    return this.#entries().get(key);
  }

  /** All of it, until another version is read. */
  entries(): ReadonlyMap<K, V> {
    return this.#entries();
  }

  #entries(): Map<K, V> {
    const way: VersionedMap<K, V>[] = [];
    let at: VersionedMap<K, V> = this;
    while (!(at.#held instanceof Map)) {
      way.push(at);
      at = at.#held.from;
    }
    const entries = at.#held;
    for (let next = way.pop(); next; next = way.pop()) {
      if (next.#held instanceof Map) throw new Error('a version is on the way to itself');
      at.#held = { from: next, difference: change(entries, next.#held.difference) };
      next.#held = entries;
      at = next;
    }
    return entries;
  }
}

/** @returns what undoes it */
function change<K, V>(entries: Map<K, V>, changed: Readonly<Difference<K, V>>): Difference<K, V> {
  const back: Difference<K, V> = [];
  for (const { key, value } of changed) {
    back.push({ key, value: entries.get(key) });
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
  return back.reverse();
}
