/** What runs in the page, as text: that is how it travels from a test in the extension host. */
export const asExpression = (code: unknown, argument?: unknown): string =>
  typeof code === 'function' ? `(${code})(${JSON.stringify(argument) ?? 'undefined'})` : String(code);
