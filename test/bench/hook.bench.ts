import type { Benchmark } from './report.ts';

export const hook: Benchmark = {
  name: 'hook',
  about: '',
  run: async () => ({ kind: 'skipped', reason: 'to be written' }),
};
