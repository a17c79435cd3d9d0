/** Why a list is empty, each with a welcome text of its own in the manifest, `loading` with a row; `rows` when it is not. */

export const LIST_STATES = [
  'rows',
  'untrusted',
  'loading',
  'nothing',
  'filtered',
  'no-remote',
  'signed-out',
  'rate-limited',
  'sso-required',
  'scope-missing',
  'offline',
  'error',
] as const;
export type ListState = (typeof LIST_STATES)[number];
