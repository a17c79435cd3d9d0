/** What a run of mocha says, wherever it runs, as plain values that travel between processes. */
import type Mocha from 'mocha';

export type TestEvent =
  | {
      readonly kind: 'passed';
      readonly title: readonly string[];
      readonly durationMs: number;
      readonly slow: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly title: readonly string[];
      readonly durationMs: number;
      readonly error: string;
    }
  /** tried once more: another event for the same title follows */
  | { readonly kind: 'retried'; readonly title: readonly string[]; readonly error: string }
  | { readonly kind: 'skipped'; readonly title: readonly string[] }
  | { readonly kind: 'end' };

/** `title`: the names of the suites, then that of the test */
export function eventsOf(runner: Mocha.Runner, emit: (event: TestEvent) => void): void {
  runner.on('pass', (test) => {
    const durationMs = test.duration ?? 0;
    emit({ kind: 'passed', title: test.titlePath(), durationMs, slow: durationMs > test.slow() * 10 });
  });
  runner.on('fail', (test, error) => {
    const durationMs = test.duration ?? 0;
    emit({ kind: 'failed', title: test.titlePath(), durationMs, error: describeError(error) });
  });
  runner.on('retry', (test, error) => {
    emit({ kind: 'retried', title: test.titlePath(), error: describeError(error) });
  });
  runner.on('pending', (test) => emit({ kind: 'skipped', title: test.titlePath() }));
  runner.on('end', () => emit({ kind: 'end' }));
}

/** Holds events back until their top-level suite is complete, so that those of parallel runs do not mix. */
export function bySuite(emit: (event: TestEvent) => void): (event: TestEvent) => void {
  let held: TestEvent[] = [];
  return (event) => {
    const last = held.at(-1);
    const same = last && last.kind !== 'end' && event.kind !== 'end' && last.title[0] === event.title[0];
    if (!same) {
      for (const it of held) emit(it);
      held = [];
    }
    if (event.kind === 'end') emit(event);
    else held.push(event);
  };
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack, message } = error;
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  // assert's own message shows the difference, unless the test gave one
  const values = message.includes('\n') || (actual === undefined && expected === undefined);
  const difference = values ? '' : `\n  actual:   ${show(actual)}\n  expected: ${show(expected)}`;
  return (stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`) + difference;
}

function show(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 2_000);
  } catch {
    return String(value);
  }
}
