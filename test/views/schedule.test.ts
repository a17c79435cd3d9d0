import * as assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createSchedule } from '../../src/views/schedule.ts';

/** lets promises that are settled run on */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a schedule', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('does nothing unasked', async () => {
    let runs = 0;
    createSchedule(async () => void runs++, 100);
    mock.timers.tick(1_000_000);
    await settle();
    assert.equal(runs, 0);
  });

  it('runs once for many requests, when they have ceased', async () => {
    let runs = 0;
    const schedule = createSchedule(async () => void runs++, 100);
    for (let i = 0; i < 5; i++) {
      schedule.request();
      mock.timers.tick(60);
    }
    await settle();
    assert.equal(runs, 0);
    mock.timers.tick(100);
    await settle();
    assert.equal(runs, 1);
  });

  it('does not run twice at a time, and once more for what came meanwhile', async () => {
    let finish = () => {};
    let runs = 0;
    const schedule = createSchedule(async () => {
      runs++;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }, 100);
    schedule.request();
    mock.timers.tick(100);
    schedule.request();
    schedule.request();
    mock.timers.tick(10_000);
    await settle();
    assert.equal(runs, 1);
    finish();
    await settle();
    mock.timers.tick(10_000);
    await settle();
    assert.equal(runs, 2);
    finish();
    await settle();
    mock.timers.tick(10_000);
    await settle();
    assert.equal(runs, 2);
  });

  it('runs at once when told to, after a run that is under way', async () => {
    const events: string[] = [];
    let finish = () => {};
    const schedule = createSchedule(async () => {
      events.push('begins');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      events.push('ends');
    }, 100);
    schedule.request();
    mock.timers.tick(100);
    const now = schedule.now().then(() => events.push('done'));
    await settle();
    finish();
    await settle();
    await settle();
    finish();
    await now;
    assert.deepEqual(events, ['begins', 'ends', 'begins', 'ends', 'done']);
  });

  it('stops for good', async () => {
    let runs = 0;
    const schedule = createSchedule(async () => void runs++, 100);
    schedule.request();
    schedule.dispose();
    schedule.request();
    mock.timers.tick(1_000_000);
    await settle();
    assert.equal(runs, 0);
  });
});
