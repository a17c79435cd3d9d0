/** A report as comma-separated values. */

import * as assert from 'node:assert/strict';
import { reportCsv } from '../../../src/domain/retention/report-csv.ts';
import { emptyReport, onePointReport, richReport } from '../../fixtures/report.ts';

const linesOf = (csv: string): string[] => csv.split('\r\n');

describe('a report as CSV', () => {
  it('names its columns, and has a row for each figure with what it is a share of', () => {
    const lines = linesOf(reportCsv(richReport));
    assert.equal(lines[0], 'section,name,figure,numerator,denominator,share,edits,coverage');
    assert.equal(lines[1], 'total,2026-08-01/2026-10-30,acceptance,37604,48210,0.7800041485169052,412,0.92');
    assert.ok(lines.includes('incidents,fix-names-it,commits,4,,,,'));
  });

  it('leaves a cell empty where there is no data', () => {
    assert.ok(linesOf(reportCsv(emptyReport)).includes('total,2026-08-01/2026-10-30,rewrite,0,0,,0,'));
    assert.ok(linesOf(reportCsv(onePointReport)).includes('funnel,merged,characters,,,,,'));
  });

  it('quotes what would end a cell, and lets no name be a formula', () => {
    const [slice] = onePointReport.by.tool;
    assert.ok(slice);
    const named = (name: string) =>
      linesOf(
        reportCsv({ ...onePointReport, by: { ...onePointReport.by, tool: [{ ...slice, name }] } }),
      ).find((line) => line.startsWith('tool,'));
    assert.ok(named('a "b", c')?.startsWith('tool,"a ""b"", c",acceptance'));
    assert.ok(named('=HYPERLINK(1)')?.startsWith("tool,'=HYPERLINK(1),acceptance"));
  });
});
