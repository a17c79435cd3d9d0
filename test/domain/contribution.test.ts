/** A share in words and in percent. */

import assert from 'node:assert/strict';
import { levelOf, percentOf } from '../../src/domain/contribution.ts';

describe('a share', () => {
  const percents: [number, number][] = [
    [0, 0],
    [0.002, 1],
    [0.0149, 1],
    [0.625, 63],
    [0.994, 99],
    [0.998, 99],
    [1, 100],
  ];
  for (const [share, percent] of percents)
    it(`a share of ${share} reads ${percent} %`, () => assert.equal(percentOf(share), percent));

  const levels: [share: number, heavy: number, level: string][] = [
    [0, 0.5, 'none'],
    [0.001, 0.5, 'light'],
    [0.249, 0.5, 'light'],
    [0.25, 0.5, 'moderate'],
    [0.499, 0.5, 'moderate'],
    [0.5, 0.5, 'heavy'],
    [0.1, 0.1, 'heavy'],
    [0.09, 0.1, 'light'],
    [0.9, 1, 'moderate'],
  ];
  for (const [share, heavy, level] of levels)
    it(`of ${share} is ${level} where ${heavy} is heavy`, () => assert.equal(levelOf(share, heavy), level));
});
