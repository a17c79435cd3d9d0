import type { Benchmark } from './report.ts';

export const stats: Benchmark = {
  name: 'stats',
  about: '',
  run: async () => ({ kind: 'skipped', reason: 'to be written' }),
};
