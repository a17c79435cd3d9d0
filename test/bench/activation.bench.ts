import type { Benchmark } from './report.ts';

export const activation: Benchmark = {
  name: 'activation',
  about: '',
  run: async () => ({ kind: 'skipped', reason: 'to be written' }),
};
