/** What a run prints, and what it counts. */
import type { TestEvent } from './events.ts';

export interface Report {
  /** one named part of the run; a bug in it counts as a failure and does not stop the run */
  phase(title: string, work: () => Promise<void>): Promise<void>;
  /** a result of mocha */
  event(event: TestEvent): void;
  /** a check that is one test of its own */
  check(title: string, work: () => Promise<void>): Promise<boolean>;
  /** the last line; @returns the exit code */
  finish(): number;
}

const seconds = (sinceMs: number) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

const indent = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);

export interface ReportOptions {
  /** every test by name; else one line for each top-level suite */
  readonly verbose: boolean;
  readonly print?: (line: string) => void;
}

export function createReport({ verbose, print = console.log }: ReportOptions): Report {
  const startMs = Date.now();
  const failures: { where: string; title: string }[] = [];
  let [passed, failed, skipped, passedLate] = [0, 0, 0, 0];
  /** why a first attempt failed, by title */
  const firstErrors = new Map<string, string>();
  let where = '';
  let suite: { title: string; passed: number; failed: number; durationMs: number } | undefined;

  const endSuite = () => {
    if (suite && !verbose) {
      const mark =
        suite.failed > 0 ? `✗ ${suite.failed} failed, ${suite.passed} passed` : `✓ ${suite.passed}`;
      print(`  ${mark}  ${suite.title} (${(suite.durationMs / 1000).toFixed(1)} s)`);
    }
    suite = undefined;
  };

  const fail = (title: string, details: string) => {
    failed += 1;
    failures.push({ where, title });
    print(`  ✗ ${title}`);
    print(indent(details.trimEnd(), '    '));
  };

  const report: Report = {
    async phase(title, work) {
      const phaseMs = Date.now();
      where = title;
      print(`\n${title}`);
      try {
        await work();
      } catch (error) {
        fail(title, error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      endSuite();
      print(`  ${seconds(phaseMs)}`);
    },
    event(event) {
      if (event.kind === 'end') return endSuite();
      const [top = '', ...rest] = event.title;
      if (suite?.title !== top) {
        endSuite();
        suite = { title: top, passed: 0, failed: 0, durationMs: 0 };
        if (verbose) print(`  ${top}`);
      }
      const title = event.title.join(' › ');
      if (event.kind === 'retried') {
        firstErrors.set(title, event.error);
        return;
      }
      const firstError = firstErrors.get(title);
      firstErrors.delete(title);
      if (event.kind !== 'skipped') suite.durationMs += event.durationMs;
      const name = rest.length > 0 ? rest.join(' › ') : top;
      if (event.kind === 'passed') {
        passed += 1;
        suite.passed += 1;
        if (firstError !== undefined) {
          passedLate += 1;
          print(`  ↻ passed at the second attempt: ${title}`);
          print(indent(firstError.trimEnd(), '    '));
          return;
        }
        const time = event.slow ? ` (${event.durationMs} ms)` : '';
        if (verbose) print(`    ✓ ${name}${time}`);
      } else if (event.kind === 'skipped') {
        skipped += 1;
        if (verbose) print(`    - ${name}`);
      } else {
        suite.failed += 1;
        fail(title, firstError === undefined ? event.error : `${event.error}\nfirst attempt: ${firstError}`);
      }
    },
    async check(title, work) {
      const checkMs = Date.now();
      try {
        await work();
        passed += 1;
        print(`  ✓ ${title} (${seconds(checkMs)})`);
        return true;
      } catch (error) {
        fail(title, error instanceof Error ? error.message : String(error));
        return false;
      }
    },
    finish() {
      print('');
      for (const it of failures) print(`✗ ${it.where}: ${it.title}`); // in full where they happened
      const late = passedLate > 0 ? `, ${passedLate} passed at the second attempt` : '';
      print(`${seconds(startMs)}${skipped > 0 ? `, ${skipped} skipped` : ''}${late}`);
      print(`${passed} passed, ${failed} failed`);
      return failed > 0 || passed === 0 ? 1 : 0;
    },
  };
  return report;
}
