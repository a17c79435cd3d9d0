/** Names of deployment environments: which are production, and where QA happens. Previews are neither. */

import { wordsOf } from './words.ts';

const PRODUCTION = new Set(['production', 'prod', 'prd', 'live']);
const QA = new Set([
  'qa',
  'qe',
  'uat',
  'staging',
  'stage',
  'stg',
  'preprod',
  'acceptance',
  'test',
  'testing',
]);
const NOT_YET = new Set(['pre', 'non', 'preprod', 'preproduction', 'nonprod', 'not', 'staging', 'preview']);

export function soundsLikeProduction(environment: string): boolean {
  const words = wordsOf(environment);
  return words.some((word) => PRODUCTION.has(word)) && !words.some((word) => NOT_YET.has(word));
}

export function soundsLikeQa(environment: string): boolean {
  const words = wordsOf(environment);
  const isBeforeProduction =
    words.some((word) => word === 'pre' || word === 'preproduction') && !words.includes('preview');
  return words.some((word) => QA.has(word)) || isBeforeProduction;
}
