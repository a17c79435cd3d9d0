/** What the dashboard's panel and page take from each other. */

import * as assert from 'node:assert/strict';
import { DEFAULT_CHOICE, type FromPage, isBundle, isFromPage, isToPage } from '../../src/webview/protocol.ts';
import { emptyReport, hostileReport, onePointReport, richDelivery, richReport } from '../fixtures/report.ts';

const good: readonly FromPage[] = [
  { type: 'ready', choice: null },
  { type: 'ready', choice: DEFAULT_CHOICE },
  { type: 'choose', choice: DEFAULT_CHOICE },
  { type: 'choose', choice: { ...DEFAULT_CHOICE, days: null, repository: 'shop', tool: 'copilot' } },
  { type: 'open', list: 'files', index: 3 },
  { type: 'export', format: 'csv' },
  { type: 'print', markup: '<p>figures</p>' },
  { type: 'sign-in' },
];

const bad: readonly [why: string, message: unknown][] = [
  ['nothing', null],
  ['text', 'ready'],
  ['of no known type', { type: 'run', command: 'rm' }],
  ['more than it may hold', { type: 'ready', choice: null, also: 1 }],
  ['that it is ready with half a choice', { type: 'ready', choice: { days: 7 } }],
  ['a window that is not offered', { type: 'choose', choice: { ...DEFAULT_CHOICE, days: 8 } }],
  ['a rule that does not exist', { type: 'choose', choice: { ...DEFAULT_CHOICE, incidentRules: ['x'] } }],
  ['a path instead of a row', { type: 'open', path: '/etc/passwd' }],
  ['a row before the first', { type: 'open', list: 'files', index: -1 }],
  ['half a row', { type: 'open', list: 'files', index: 0.5 }],
  ['a list of the object, not of the report', { type: 'open', list: 'constructor', index: 0 }],
  ['a format that is not offered', { type: 'export', format: 'exe' }],
];

describe('messages from the page', () => {
  for (const message of good)
    it(`are taken: ${JSON.stringify(message).slice(0, 70)}`, () => assert.ok(isFromPage(message)));
  for (const [why, message] of bad) it(`are refused: ${why}`, () => assert.ok(!isFromPage(message)));
});

describe('messages to the page', () => {
  for (const report of [richReport, emptyReport, onePointReport, hostileReport])
    it(`are taken: a report of ${report.edits} edits`, () =>
      assert.ok(isToPage({ type: 'report', report, choice: DEFAULT_CHOICE, isStale: false })));
  it('are taken: how delivery stands', () => assert.ok(isToPage({ type: 'delivery', state: richDelivery })));
  it('are taken: that what is on record has changed', () => assert.ok(isToPage({ type: 'outdated' })));
  it('are refused: a report with a figure that is none', () => {
    const report = { ...richReport, edits: Number.NaN };
    assert.ok(!isToPage({ type: 'report', report, choice: DEFAULT_CHOICE, isStale: false }));
  });
});

describe('a translation', () => {
  it('is taken: texts by texts', () => assert.ok(isBundle({ Table: 'Tabelle' })));
  for (const value of [null, 'Tabelle', [7], { Table: 7 }, { Table: { message: 'Tabelle' } }])
    it(`is refused: ${JSON.stringify(value)}`, () => assert.ok(!isBundle(value)));
});
