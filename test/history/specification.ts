/** Scenarios of history: steps in a repository, and what is to be known of the lines at its end. */

import assert from 'node:assert/strict';
import { copyOf, createHistory, type History, oneAhead } from '../fixtures/history.ts';

export interface Scenario {
  readonly what: string;
  readonly steps: (s: History) => Promise<void>;
  /** class of every line of a file at HEAD, a letter each: `a`i, `m`ixed, `h`uman, `u`nknown */
  readonly lines?: Readonly<Record<string, string>>;
  /**
   * Counts of the lines that commits add, e.g. `a1 h2`, as `stats` tells them. A commit with lines of AI has one trailer
   * that says the same, any other has none; the note of a commit is about those of its lines that are known. What differs
   * is in `trailers` and `notes`.
   */
  readonly added?: Readonly<Record<string, string>>;
  readonly trailers?: Readonly<Record<string, string>>;
  /** e.g. `a.ts 1a 2h`, or `none` */
  readonly notes?: Readonly<Record<string, string>>;
}

/** Told of a scenario: all that its specification speaks of, in the same form. */
type Told = Pick<Scenario, 'lines' | 'added' | 'trailers' | 'notes'> & { readonly noted: Counts };
type Counts = Readonly<Record<string, string>>;

export async function tell(s: History, expected: Omit<Scenario, 'what' | 'steps'>): Promise<Told> {
  const each = async (names: Iterable<string>, ask: (name: string) => Promise<string>) => {
    const told: Record<string, string> = {};
    for (const name of names) told[name] = await ask(name);
    return told;
  };
  const commits = Object.keys(expected.added ?? {});
  return {
    lines: await each(Object.keys(expected.lines ?? {}), (file) => s.lines(file)),
    added: await each(commits, (commit) => s.added(commit)),
    trailers: await each(new Set([...commits, ...Object.keys(expected.trailers ?? {})]), (c) => s.trailer(c)),
    notes: await each(Object.keys(expected.notes ?? {}), (commit) => s.note(commit)),
    noted: await each(
      commits.filter((commit) => expected.notes?.[commit] === undefined),
      async (commit) => summary(await s.note(commit)),
    ),
  };
}

/** What follows from a specification that says what differs from the rule alone. */
export function inFull({ lines = {}, added = {}, trailers = {}, notes = {} }: Partial<Scenario>): Told {
  const commits = Object.entries(added);
  const rule = (of: (counts: string) => string) =>
    Object.fromEntries(commits.map(([commit, counts]) => [commit, of(counts)]));
  const noted = rule((counts) => counts.replace(/ ?u\d+/, '') || 'none');
  for (const commit of Object.keys(notes)) delete noted[commit];
  return {
    lines,
    added,
    trailers: { ...rule((counts) => (/[am]/.test(counts) ? counts : 'none')), ...trailers },
    notes,
    noted,
  };
}

/** `a.ts 1a 2h; b.ts 1a` as `a2 h1` */
function summary(note: string): string {
  if (note === 'none') return note;
  const letters = note.match(/(?<= \d+)[amh](?= |;|$)/g) ?? [];
  return ['a', 'm', 'h']
    .map((letter) => [letter, letters.filter((it) => it === letter).length] as const)
    .flatMap(([letter, count]) => (count > 0 ? [`${letter}${count}`] : []))
    .join(' ');
}

/** A test for each scenario, in a copy of one repository: that of `begin`, else one with an empty commit. */
export function specify(
  title: string,
  scenarios: readonly Scenario[],
  begin: () => Promise<History> = createHistory,
): void {
  describe(title, () => {
    let original: Promise<History> | undefined;
    const run = oneAhead(
      scenarios.map((scenario) => async () => {
        original ??= begin();
        const s = await copyOf(await original);
        try {
          await scenario.steps(s);
          return await tell(s, scenario);
        } finally {
          await s.dispose();
        }
      }),
    );
    after(async () => {
      await run.finish();
      await (await original)?.dispose();
    });
    scenarios.forEach((scenario, index) => {
      it(scenario.what, async () => {
        assert.deepEqual(await run.take(index), inFull(scenario));
      });
    });
  });
}
