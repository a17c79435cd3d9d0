/**
 * The B+ tree of an attributed text. Its leaves hold a piece of the text and the runs of that piece, so text and runs
 * cannot come apart: there is no edit of the one without the other. All leaves lie equally deep and no node is
 * overfull, hence an edit costs O(log n) steps and the copying of one leaf, whatever the size of the text or the number
 * of its runs.
 */

import { type Edit, type Mark, markOf, pushRun, type Run } from './origin.ts';

/** A leaf weighs its characters and so much a run: about the bytes that each takes. */
const RUN_WEIGHT = 16;
const MAX_LEAF_WEIGHT = 1024;
/** Of leaves made from much text at once: room is left for edits. */
const NEW_LEAF_WEIGHT = 896;
/** One that weighs less is joined to its neighbour: with a new leaf it must still make a single one. */
const MIN_LEAF_WEIGHT = MAX_LEAF_WEIGHT - NEW_LEAF_WEIGHT;

const MAX_CHILDREN = 32;
const NEW_BRANCH_CHILDREN = 24;
const MIN_CHILDREN = 8;

/** A mark as it is kept. One that is not touched is its edit alone: a mark for each of many edits would be half as much again. */
export type Tag = Edit | Mark;

export const tagOf = (mark: Mark): Tag => (mark.touched ? mark : mark.edit);
const markOfTag = (tag: Tag): Mark => ('edit' in tag ? tag : markOf(tag));
const isSameTag = (a: Tag | undefined, b: Tag | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && 'edit' in a && 'edit' in b && a.edit === b.edit);

/** A text and its runs, as parallel arrays: a third of the memory of `Run` objects. Adjacent tags differ. */
export interface Piece {
  readonly text: string;
  readonly lengths: readonly number[];
  readonly tags: readonly Tag[];
}

export type Node = Leaf | Branch;

export class Leaf implements Piece {
  text: string;
  lengths: number[];
  tags: Tag[];

  constructor(text: string, lengths: number[], tags: Tag[]) {
    this.text = text;
    this.lengths = lengths;
    this.tags = tags;
  }

  get length(): number {
    return this.text.length;
  }

  get isSmall(): boolean {
    return weigh(this) < MIN_LEAF_WEIGHT;
  }

  /** @returns the leaves that are to stand in place of this one, which may be too small; `undefined`: it is just right */
  replace(from: number, to: number, piece: Piece): Leaf[] | undefined {
    const { text, length } = this;
    // `join` copies, where `+` would link to its parts and keep them alive.
    this.text =
      to - from === length ? ownCopy(piece.text) : [text.slice(0, from), piece.text, text.slice(to)].join('');
    this.#replaceRuns(from, to, piece);
    if (weigh(this) > MAX_LEAF_WEIGHT) return cut(this);
    return this.isSmall ? [this] : undefined;
  }

  #replaceRuns(from: number, to: number, piece: Piece): void {
    const { lengths, tags } = this;
    let first = 0;
    let end = lengths[0] ?? 0;
    while (end < from) end += lengths[++first]!;
    const head = from - end + (lengths[first] ?? 0);
    const isWithinRun =
      to <= end &&
      (piece.tags.length === 0 || (piece.tags.length === 1 && isSameTag(piece.tags[0], tags[first])));
    const grown = piece.text.length - (to - from);
    if (isWithinRun && lengths[first]! + grown > 0) {
      lengths[first]! += grown;
      return;
    }
    let last = first;
    while (end <= to && last < lengths.length) end += lengths[++last] ?? 0;
    const between: Runs = { lengths: [], tags: [] };
    if (head > 0) append(between, head, tags[first]!);
    for (let at = 0; at < piece.lengths.length; at++) append(between, piece.lengths[at]!, piece.tags[at]!);
    if (last < lengths.length) append(between, end - to, tags[last]!);
    // `concat` leaves no unused room in the arrays, `push` would.
    this.lengths = lengths.slice(0, first).concat(between.lengths, lengths.slice(last + 1));
    this.tags = tags.slice(0, first).concat(between.tags, tags.slice(last + 1));
  }

  join(next: Leaf): Leaf[] {
    const both = new Leaf([this.text, next.text].join(''), [...this.lengths], [...this.tags]);
    for (let at = 0; at < next.lengths.length; at++) append(both, next.lengths[at]!, next.tags[at]!);
    return cut(both);
  }

  slice(from: number, to: number): Run[] {
    const runs: Run[] = [];
    this.collectRuns(from, Math.min(to, this.length), runs);
    return runs;
  }

  /** Appends the runs of `[from, to)` to `runs`. */
  collectRuns(from: number, to: number, runs: Run[]): void {
    let start = 0;
    for (let at = 0; start < to; at++) {
      const end = start + this.lengths[at]!;
      if (end > from) pushRun(runs, Math.min(end, to) - Math.max(start, from), markOfTag(this.tags[at]!));
      start = end;
    }
  }

  markAt(offset: number): Mark {
    let at = 0;
    for (let end = this.lengths[0]!; end <= offset; end += this.lengths[at]!) at++;
    return markOfTag(this.tags[at]!);
  }
}

export class Branch {
  children: Node[];
  length: number;

  constructor(children: Node[]) {
    this.children = children;
    this.length = totalLength(children);
  }

  get isSmall(): boolean {
    return this.children.length < MIN_CHILDREN;
  }

  /** @returns the branches that are to stand in place of this one, which may be too small; `undefined`: it is just right */
  replace(from: number, to: number, piece: Piece): Branch[] | undefined {
    const { children } = this;
    // An insertion between two children goes into the first: text typed at the end of a run mostly continues it.
    let first = 0;
    let start = 0;
    while (start + children[first]!.length < from) start += children[first++]!.length;
    let last = first;
    let lastStart = start;
    while (lastStart + children[last]!.length < to) lastStart += children[last++]!.length;

    if (first === last) {
      const nodes = children[first]!.replace(from - start, to - start, piece);
      this.length += piece.text.length - (to - from);
      return nodes && this.#substitute(first, last, nodes);
    }
    const [left, right] = [children[first]!, children[last]!];
    return this.#substitute(first, last, [
      ...(left.replace(from - start, left.length, piece) ?? [left]),
      ...(right.replace(0, to - lastStart, EMPTY) ?? [right]),
    ]);
  }

  #substitute(first: number, last: number, nodes: readonly Node[]): Branch[] | undefined {
    this.children = withoutSmall([
      ...this.children.slice(0, first),
      ...nodes,
      ...this.children.slice(last + 1),
    ]);
    this.length = totalLength(this.children);
    if (this.children.length > MAX_CHILDREN) return grow(this.children);
    return this.isSmall ? [this] : undefined;
  }

  join(next: Branch): Branch[] {
    const children = withoutSmall([...this.children, ...next.children]);
    return children.length > MAX_CHILDREN ? grow(children) : [new Branch(children)];
  }
}

export const EMPTY: Piece = { text: '', lengths: [], tags: [] };

interface Runs {
  readonly lengths: number[];
  readonly tags: Tag[];
}

/** `pushRun` for parallel arrays. */
export function append({ lengths, tags }: Runs, length: number, tag: Tag): void {
  if (length === 0) return;
  if (isSameTag(tags.at(-1), tag)) lengths[lengths.length - 1]! += length;
  else {
    lengths.push(length);
    tags.push(tag);
  }
}

const weigh = ({ text, lengths }: Piece): number => text.length + lengths.length * RUN_WEIGHT;

/**
 * The string in memory of its own. V8 lets a slice keep alive all of the string it was cut from, be it a whole file;
 * joining two parts is what makes it copy.
 */
const ownCopy = (text: string): string => [text.slice(0, 1), text.slice(1)].join('');

/** One leaf, or where that would be too heavy several of like weight. */
export function cut(piece: Piece): Leaf[] {
  const weight = weigh(piece);
  if (weight <= MAX_LEAF_WEIGHT)
    return [
      piece instanceof Leaf ? piece : new Leaf(ownCopy(piece.text), [...piece.lengths], [...piece.tags]),
    ];
  const leafWeight = weight / Math.ceil(weight / NEW_LEAF_WEIGHT);
  const leaves: Leaf[] = [];
  let start = 0;
  let end = 0;
  let runs: Runs = { lengths: [], tags: [] };
  let room = leafWeight;
  const finish = () => {
    leaves.push(new Leaf(ownCopy(piece.text.slice(start, end)), runs.lengths.slice(), runs.tags.slice()));
    start = end;
    runs = { lengths: [], tags: [] };
    room = leafWeight;
  };
  piece.lengths.forEach((length, at) => {
    for (let rest = length; rest > 0; ) {
      if (room <= RUN_WEIGHT) finish();
      const taken = Math.min(rest, Math.ceil(room - RUN_WEIGHT));
      append(runs, taken, piece.tags[at]!);
      room -= taken + RUN_WEIGHT;
      end += taken;
      rest -= taken;
    }
  });
  finish();
  return leaves;
}

/** `nodes` of one height with those that are too small joined to a neighbour; one alone may stay too small. */
function withoutSmall(nodes: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (const node of nodes) {
    const previous = out.at(-1);
    if (previous instanceof Leaf && node instanceof Leaf && (previous.isSmall || node.isSmall))
      out.splice(-1, 1, ...previous.join(node));
    else if (previous instanceof Branch && node instanceof Branch && (previous.isSmall || node.isSmall))
      out.splice(-1, 1, ...previous.join(node));
    else out.push(node);
  }
  return out;
}

/** Branches of like size over `children`. */
function grow(children: readonly Node[]): Branch[] {
  const count = Math.ceil(children.length / NEW_BRANCH_CHILDREN);
  return Array.from(
    { length: count },
    (_, at) =>
      new Branch(
        children.slice(
          Math.floor((at * children.length) / count),
          Math.floor(((at + 1) * children.length) / count),
        ),
      ),
  );
}

/** One node over `nodes`, which are of one height. */
export function rootOf(nodes: readonly Node[]): Node {
  let level = withoutSmall(nodes);
  while (level.length > 1) level = grow(level);
  let root = level[0]!;
  while (root instanceof Branch && root.children.length === 1) root = root.children[0]!;
  return root;
}

const totalLength = (nodes: readonly Node[]): number => nodes.reduce((sum, { length }) => sum + length, 0);
