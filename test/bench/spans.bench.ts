/** The span tracker against CodeMirror's ranges, mapped through the same changes. */

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { AttributedText } from '../../src/domain/attributed-text.ts';
import { type Edit, type Mark, markOf, pushRun, type Run } from '../../src/domain/origin.ts';
import { CodeMirrorSpans } from './codemirror-spans.ts';
import { type EditingTrace, editingTraces } from './editing-traces.ts';
import { type Contestant, inTurn, quantile, retainedBytes } from './measure.ts';
import { seededRandom } from './random.ts';
import { type Benchmark, count, kilobytes, microseconds, milliseconds, type Table, times } from './report.ts';

/** What is timed: the edits of somebody else, one after the other, each with its mark. */
interface Tracker {
  replace(from: number, to: number, text: string, mark: Mark): unknown;
}

interface Implementation {
  readonly name: string;
  make(text: string, runs: readonly Run[]): Tracker;
}

const OURS = 'Lastmile';
const PEER = 'CodeMirror, ranges and text';
const PEER_WITHOUT_TEXT = 'CodeMirror, ranges only';
const implementations: readonly Implementation[] = [
  { name: OURS, make: (text, runs) => AttributedText.of(text, runs) },
  { name: PEER, make: (text, runs) => new CodeMirrorSpans(text, runs, true) },
  { name: PEER_WITHOUT_TEXT, make: (text, runs) => new CodeMirrorSpans(text, runs, false) },
];

interface MarkedEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly mark: Mark;
}

/** As long as identifiers and times really are: they take more memory than a small number. */
const editBy = (n: number): Edit => ({
  uid: Buffer.from(`edit-${String(n).padStart(17, '0')}`).toString('latin1'),
  origin: n % 2 === 0 ? 'ai' : 'human',
  evidence: n % 2 === 0 ? 'reported' : 'observed',
  kind: n % 2 === 0 ? 'agent' : 'typed',
  atMs: Date.UTC(2026, 0, 1) + n * 60_000,
});
const marksOf = (n: number): Mark[] => Array.from({ length: n }, (_, at) => markOf(editBy(at)));

/** The rule: fifty edits in a row are one burst, AI and human bursts by turns; a longer insertion is one of its own. */
function attributed(trace: EditingTrace): MarkedEdit[] {
  let bursts = 0;
  let mark = markOf(editBy(0));
  return trace.patches.map(([at, deleted, inserted], k) => {
    const isLong = inserted.length > 20;
    if (k % 50 === 0 || isLong) mark = markOf(editBy(bursts++));
    return { from: at, to: at + deleted, text: inserted, mark };
  });
}

function replay(tracker: Tracker, edits: readonly MarkedEdit[]): void {
  for (const { from, to, text, mark } of edits) tracker.replace(from, to, text, mark);
}

/** The peer must have done the same work: the same mark on every character. */
function assertSame(text: string, runs: readonly Run[], edits: readonly MarkedEdit[]): AttributedText {
  const ours = AttributedText.of(text, runs);
  const peer = new CodeMirrorSpans(text, runs, true);
  replay(ours, edits);
  replay(peer, edits);
  const marksIn = (of: readonly Run[]) => of.map(({ length, mark }) => `${length} ${mark.edit.uid}`);
  assert.deepEqual(marksIn(peer.runs()), marksIn(ours.slice().runs));
  assert.equal(peer.text(), ours.text());
  return ours;
}

async function histories(): Promise<Table> {
  const rows: string[][] = [];
  for (const trace of editingTraces()) {
    const edits = attributed(trace);
    const ours = assertSame(trace.start, [], edits);
    assert.equal(ours.text(), trace.end);
    const replayed = ({ make }: Implementation) => {
      const tracker = make(trace.start, []);
      replay(tracker, edits);
      return tracker;
    };
    const timings = await inTurn(
      implementations.map((it): Contestant => ({ name: it.name, round: () => void replayed(it) })),
      OURS,
      5,
    );
    const bytes: number[] = [];
    for (const it of implementations) bytes.push(await retainedBytes(() => replayed(it)));
    timings.forEach(({ name, ms, ratio }, at) => {
      rows.push([
        `${trace.name}: ${name}`,
        count(edits.length),
        count(ours.slice().runs.length),
        milliseconds(ms),
        microseconds(ms / edits.length),
        times(ratio),
        kilobytes(bytes[at]!),
        times(bytes[at]! / bytes[0]!),
      ]);
    });
  }
  return {
    title: 'Histories of edits, keystroke by keystroke',
    header: [
      'history',
      'edits',
      'spans at the end',
      'time',
      'per edit',
      'time / ours',
      'memory',
      'memory / ours',
    ],
    rows,
  };
}

/** Spans of 1 to 159 characters, 80 in the middle, of a text in lines. */
function document(spans: number, marks: readonly Mark[]): { text: string; runs: Run[] } {
  const random = seededRandom(spans);
  const runs: Run[] = [];
  let length = 0;
  for (let n = 0; n < spans; n++) {
    const span = 1 + random.below(159);
    pushRun(runs, span, marks[n % marks.length]!);
    length += span;
  }
  const line = '    const value = compute(index, total);\n';
  return { text: line.repeat(Math.ceil(length / line.length)).slice(0, length), runs };
}

/** Somewhere in the document each time: characters typed, deleted, and lines put in. */
function randomEdits(length: number, many: number, marks: readonly Mark[]): MarkedEdit[] {
  const random = seededRandom(many);
  let now = length;
  return Array.from({ length: many }, () => {
    const from = random.below(now + 1);
    const to = Math.min(now, from + random.pick([0, 0, 0, 1, 1, 40]));
    const text = random.pick(['x', 'x', 'x', '', '', 'return value + index * total - 1;\n']);
    now += text.length - (to - from);
    return { from, to, text, mark: random.pick(marks) };
  });
}

async function sizes(): Promise<Table> {
  const rows: string[][] = [];
  const many = 5000;
  const first = new Map<string, number>();
  for (const spans of [1e3, 1e4, 1e5]) {
    const marks = marksOf(50);
    const { text, runs } = document(spans, marks);
    const edits = randomEdits(text.length, many, marks);
    assertSame(text, runs, edits);
    const timings = await inTurn(
      implementations.map(
        ({ name, make }): Contestant => ({
          name,
          round() {
            const tracker = make(text, runs);
            const start = performance.now();
            replay(tracker, edits);
            return performance.now() - start;
          },
        }),
      ),
      OURS,
      5,
    );
    for (const { name, ms, ratio } of timings) {
      if (!first.has(name)) first.set(name, ms);
      rows.push([
        `${count(spans)} spans: ${name}`,
        count(text.length),
        microseconds(ms / many),
        times(ms / first.get(name)!),
        times(ratio),
      ]);
    }
  }
  return {
    title: `${count(many)} edits all over the document, as it grows`,
    header: ['document', 'characters', 'per edit', 'of 1,000 spans', 'time / ours'],
    rows: rows,
  };
}

/** 10,000 lines of 41 characters under 5,000 spans. */
function largeFile(marks: readonly Mark[]): { text: string; runs: Run[] } {
  const text = '    const value = compute(index, total);\n'.repeat(10_000);
  const runs: Run[] = [];
  const spans = 5000;
  for (let n = 0; n < spans; n++) pushRun(runs, text.length / spans, marks[n % marks.length]!);
  return { text, runs };
}

async function events(): Promise<Table> {
  const marks = marksOf(50);
  const { text, runs } = largeFile(marks);
  const edits = randomEdits(text.length, 20_000, marks);
  const samples = new Map(implementations.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < 3; round++)
    for (const { name, make } of implementations) {
      const tracker = make(text, runs);
      for (const { from, to, text: inserted, mark } of edits) {
        const start = performance.now();
        tracker.replace(from, to, inserted, mark);
        samples.get(name)!.push(performance.now() - start);
      }
    }
  const of = (name: string, q: number) => quantile(samples.get(name)!, q);
  return {
    title: 'One change event in a file of 10,000 lines with 5,000 spans',
    header: ['', 'median', '99th percentile', 'median / ours', '99th percentile / ours'],
    rows: implementations.map(({ name }) => [
      name,
      microseconds(of(name, 0.5)),
      microseconds(of(name, 0.99)),
      times(of(name, 0.5) / of(OURS, 0.5)),
      times(of(name, 0.99) / of(OURS, 0.99)),
    ]),
  };
}

async function memory(): Promise<Table> {
  const marks = marksOf(50);
  const length = largeFile(marks).text.length;
  const edits = randomEdits(length, 20_000, marks);
  const fresh = ({ make }: Implementation, of: readonly Mark[]) => {
    const { text, runs } = largeFile(of);
    return make(Buffer.from(text).toString('latin1'), runs); // nobody else keeps this string
  };
  const rows: string[][] = [];
  for (const it of implementations) {
    const edited = () => {
      const tracker = fresh(it, marks);
      replay(tracker, edits);
      return tracker;
    };
    const bytes = [
      await retainedBytes(() => fresh(it, marks)),
      await retainedBytes(edited),
      await retainedBytes(() => fresh(it, marksOf(1000))),
      await retainedBytes(() => fresh(it, marksOf(5000))),
    ];
    rows.push([it.name, ...bytes.map((size) => `${kilobytes(size)} (${times(size / length)})`)]);
  }
  return {
    title: `Memory of that file, and how many times the ${kilobytes(length)} of its text`,
    header: ['', 'opened', 'after 20,000 edits', 'with records of 1,000 edits', 'of 5,000 edits'],
    rows,
  };
}

export const spans: Benchmark = {
  name: 'spans',
  about: "the span tracker against CodeMirror's RangeSet mapped through a ChangeSet for every edit",
  async run() {
    return { kind: 'measured', tables: [await histories(), await sizes(), await events(), await memory()] };
  },
};
