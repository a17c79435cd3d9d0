/** Text on its way from one place to another: copied, cut, dragged; with its origins, so that it keeps them. */

import { carry } from './carry.ts';
import { type Attributed, BASELINE, markOf, pushRun, type Run } from './origin.ts';
import { withoutWhitespace } from './text.ts';

interface Fragment {
  readonly content: Attributed;
  /** the text without white space; what is put back may be indented otherwise */
  readonly bare: string;
  readonly atMs: number;
}

interface Arrival {
  readonly bare: string;
  readonly atMs: number;
  readonly explain: (content: Attributed) => void;
}

const MAX_FRAGMENTS = 32;
const MAX_CHARACTERS = 1_000_000;
/** What leaves one document and comes to another within this time was moved; the editor reports both in one go. */
const SAME_MOMENT_MS = 100;
/** Shorter text may well be the same by chance. Non-white-space characters. */
const MIN_UNSEEN = 3;

/** One for all documents of an editor window. */
export class MovedText {
  /** newest last */
  readonly #fragments: Fragment[] = [];
  #arrivals: Arrival[] = [];

  /** @param pieces what was copied, one for each cursor: the clipboard has them as lines of one text */
  copied(pieces: readonly Attributed[], atMs: number): void {
    for (const piece of pieces.length > 1 ? [...pieces, joined(pieces)] : pieces) this.#add(piece, atMs);
  }

  /** @param pieces what was taken out of a document, to the clipboard or for good */
  left(pieces: readonly Attributed[], atMs: number): void {
    this.copied(
      pieces.filter(({ text }) => text.length > 1),
      atMs,
    );
    for (const content of this.#arrivals.length > 0 ? pieces : []) {
      const bare = withoutWhitespace(content.text);
      const at = this.#arrivals.findIndex((it) => it.bare === bare && atMs - it.atMs <= SAME_MOMENT_MS);
      if (at >= 0) this.#arrivals.splice(at, 1)[0]!.explain(content);
    }
  }

  /**
   * Text that came to a document and nothing tells from where.
   * @param explain called at once, or when the text leaves another document in the same moment; with what left there
   */
  arrived(text: string, atMs: number, explain: (content: Attributed) => void): void {
    const bare = withoutWhitespace(text);
    if (bare.length < MIN_UNSEEN) return;
    const found = this.#fragments.findLast((it) => it.bare === bare && atMs - it.atMs <= SAME_MOMENT_MS);
    this.#arrivals = this.#arrivals.filter((it) => atMs - it.atMs <= SAME_MOMENT_MS);
    if (found) explain(found.content);
    else this.#arrivals.push({ bare, atMs, explain });
  }

  /** The runs of `text` if it is something copied or taken out, white space aside. */
  find(text: string): Run[] | undefined {
    const bare = withoutWhitespace(text);
    const found = bare === '' ? undefined : this.#fragments.findLast((it) => it.bare === bare);
    return found && carry(text, [found.content], found.content.runs[0]!.mark);
  }

  #add(content: Attributed, atMs: number): void {
    const bare = withoutWhitespace(content.text);
    if (bare === '' || content.text.length > MAX_CHARACTERS) return;
    this.#fragments.push({ content, bare, atMs });
    let characters = this.#fragments.reduce((sum, it) => sum + it.content.text.length, 0);
    while (this.#fragments.length > MAX_FRAGMENTS || characters > MAX_CHARACTERS)
      characters -= this.#fragments.shift()!.content.text.length;
  }
}

function joined(pieces: readonly Attributed[]): Attributed {
  const runs: Run[] = [];
  pieces.forEach((piece, at) => {
    if (at > 0) pushRun(runs, 1, runs.at(-1)?.mark ?? markOf(BASELINE));
    for (const { length, mark } of piece.runs) pushRun(runs, length, mark);
  });
  return { text: pieces.map(({ text }) => text).join('\n'), runs };
}
