/** What a collector gets, as OpenTelemetry's own definitions read it. */

import * as assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { metricsUrl, sendMetrics } from '../../../src/adapters/otlp/send.ts';
import { aggregateMetrics } from '../../../src/domain/aggregate-metrics.ts';
import { createHistory, text } from '../../fixtures/history.ts';
import { emptyReport, HOSTILE, hostileReport, richDelivery, richReport } from '../../fixtures/report.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const delivery = richDelivery.kind === 'ready' ? richDelivery.delivery : null;

describe('metrics for a collector', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  it('arrive with values, units and attributes', async () => {
    const metrics = aggregateMetrics(richReport, delivery);
    assert.deepEqual(await sendMetrics(metrics, receiver.url, '1.2.3'), {
      kind: 'sent',
      metrics: metrics.length,
    });
    const [told] = receiver.received;
    assert.equal(told?.path, '/v1/metrics');
    assert.deepEqual(told?.resource, { 'service.name': 'lastmile', 'service.version': '1.2.3' });
    for (const point of [
      `lastmile.ai.inserted{} 48210 {character}`,
      `lastmile.ai.acceptance{} ${37_604 / 48_210} 1`,
      `lastmile.ai.acceptance{tool=copilot} ${9_300 / 13_500} 1`,
      `lastmile.ai.survival{moment=30-days} ${18_900 / 23_500} 1`,
      `lastmile.ai.funnel{step=merged} 30200 {character}`,
      'lastmile.delivery.coding{} 21 h',
      'lastmile.delivery.coding{percentile=75} 44 h',
      'lastmile.delivery.main_success{} 0.81 1',
    ])
      assert.ok(told?.points.includes(point), `${point}\n${told?.points.join('\n')}`);
  });

  it('leave out what has no data', async () => {
    await sendMetrics(aggregateMetrics(emptyReport, delivery), receiver.url, '1');
    const points = receiver.received[0]?.points ?? [];
    assert.ok(points.includes('lastmile.ai.edits{} 0 {edit}'));
    assert.ok(!points.some((it) => it.startsWith('lastmile.ai.acceptance')));
    assert.ok(!points.some((it) => it.startsWith('lastmile.delivery.qa')));
    assert.ok(!points.some((it) => it.startsWith('lastmile.ai.funnel{step=valuable}')));
  });

  it('hold no name of a file, a repository or a tool that nobody knows', async () => {
    await sendMetrics(aggregateMetrics(hostileReport, delivery), receiver.url, '1');
    const sent = receiver.received[0]?.bytes.toString('latin1') ?? '';
    assert.ok(sent.includes('lastmile.ai.acceptance'));
    for (const name of [HOSTILE, '<img', 'discounts', 'payments', '/home/dev', 'claude-sonnet'])
      assert.ok(!sent.includes(name), name);
  });

  it('carry the headers that the environment names', async () => {
    process.env.OTEL_EXPORTER_OTLP_HEADERS = 'x-team-key=opensesame';
    try {
      await sendMetrics(aggregateMetrics(richReport, null), receiver.url, '1');
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
    }
    assert.equal(receiver.received[0]?.headers['x-team-key'], 'opensesame');
  });

  it('say why they were not taken, without the address', async () => {
    receiver.answer(401);
    const secret = receiver.url.replace('http://', 'http://user:secret@');
    const refused = await sendMetrics(aggregateMetrics(richReport, null), secret, '1');
    assert.deepEqual(refused, { kind: 'failed', reason: 'HTTP 401' });
    const nobody = await sendMetrics(aggregateMetrics(richReport, null), 'http://127.0.0.1:1', '1');
    assert.equal(nobody.kind, 'failed');
    assert.ok(!JSON.stringify(nobody).includes('127.0.0.1'));
  }).timeout(60_000);

  it('are sent by the program as it is shipped, which has of the packages only what it uses', async () => {
    const history = await createHistory();
    try {
      await history.ai('a.ts', text('const one = 1;'));
      await history.commit();
      const args = ['export', '--format', 'otlp', '--endpoint', receiver.url];
      const { code, stdout, stderr } = await history.run(process.execPath, [resolve('dist/cli.js'), ...args]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, stdout);
      assert.ok(receiver.received[0]?.points.includes('lastmile.ai.inserted{} 11 {character}'));
      assert.deepEqual(receiver.received[0]?.resource['service.name'], 'lastmile');
      const env = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: receiver.url };
      await history.run(process.execPath, [resolve('dist/cli.js'), ...args.slice(0, 3)], { env });
      assert.equal(receiver.received.length, 2, 'the environment may say where to, as well');
    } finally {
      await history.dispose();
    }
  }).timeout(60_000);

  it('go to the path of metrics, once', () => {
    const cases: [string, string | null][] = [
      ['http://collector:4318', 'http://collector:4318/v1/metrics'],
      ['https://collector/otlp/', 'https://collector/otlp/v1/metrics'],
      ['https://collector/otlp/v1/metrics', 'https://collector/otlp/v1/metrics'],
      ['collector:4318', null],
      ['file:///etc/passwd', null],
      ['', null],
    ];
    for (const [endpoint, expected] of cases) assert.equal(metricsUrl(endpoint), expected, endpoint);
  });
});
