/**
 * How a program signs somebody in by a code that they type in on GitHub's page:
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow
 */

import type { Incoming, Outgoing } from './server.ts';

const CODE_PATH = '/login/device/code';
const TOKEN_PATH = '/login/oauth/access_token';
const USER_CODE = 'WDJB-MJHT';

export interface DeviceFlow {
  /** null: the request is about something else. Needs no token, because it gives one. */
  answer(incoming: Incoming, webUrl: string): Outgoing | null;
}

/** @param token of whoever types the code in; it takes them until the program has asked once in vain */
export function createDeviceFlow(token: string): DeviceFlow {
  const asked = new Map<string, number>();
  return {
    answer({ method, url }, webUrl) {
      if (method !== 'POST' || (url.pathname !== CODE_PATH && url.pathname !== TOKEN_PATH)) return null;
      if (url.pathname === CODE_PATH) {
        const code = `device-${asked.size + 1}`;
        asked.set(code, 0);
        const page = { user_code: USER_CODE, verification_uri: `${webUrl}/login/device` };
        return { status: 200, body: { device_code: code, ...page, expires_in: 900, interval: 1 } };
      }
      const code = url.searchParams.get('device_code') ?? '';
      const times = asked.get(code);
      if (times === undefined) return { status: 200, body: { error: 'incorrect_device_code' } };
      asked.set(code, times + 1);
      const isTyped = times > 0;
      const body = isTyped
        ? { access_token: token, token_type: 'bearer', scope: 'repo' }
        : { error: 'authorization_pending' };
      return { status: 200, body };
    },
  };
}
