/** Waits until nobody else holds `path`, works, and gives it back. `path`'s parent folder must exist. */
export function withLock<T>(path: string, work: () => Promise<T>): Promise<T>;
