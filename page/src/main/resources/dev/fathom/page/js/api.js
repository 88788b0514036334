/**
 * How the page speaks to its server (docs/formats/page-api.md). Everything that can go wrong arrives as an
 * {@link ApiError}; what went wrong with the server as such is also told to {@link health}, which the banner shows.
 */

const KEY = 'fathom-key';

/** An answer that is not the one hoped for. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP's; 0 when no answer came at all
   * @param {string} code the error object's, or `unreachable`, `invalid_answer`
   * @param {string} message for people, in the server's language; empty when no answer came
   * @param {number} [retryAfter] seconds, where the server named them
   */
  constructor(status, code, message, retryAfter) {
    super(message || code);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** No answer came: the server is gone or restarting, or the network is. */
  get unreachable() {
    return this.status === 0;
  }

  /** The same call may succeed later. */
  get temporary() {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/**
 * Tells how the server is: `ill` with an {@link ApiError} when a call failed for reasons that are the server's
 * (unreachable, 401, 429, 5xx), `well` when one has succeeded (`wrote`: and changed something), `slow` when one has waited for eight seconds.
 */
export const health = new EventTarget();

const report = (type, error, method = 'GET') => health.dispatchEvent(Object.assign(new Event(type), { error, wrote: method !== 'GET' }));

/** The key this page signs in with, or null. */
export function key() {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
}

/**
 * Keeps the key for this tab, or, when `remember` is true, for this browser.
 *
 * @param {string|null} value null: forget it
 * @param {boolean} [remember]
 */
export function keepKey(value, remember = false) {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
  if (value) (remember ? localStorage : sessionStorage).setItem(KEY, value);
}

/**
 * One call.
 *
 * @param {string} path such as `/api/chats`
 * @param {object} [options]
 * @param {string} [options.method] GET, or POST where there is a body
 * @param {unknown} [options.body] sent as JSON
 * @param {Blob} [options.file] sent as it is
 * @param {AbortSignal} [options.signal]
 * @param {boolean} [options.quiet] leaves {@link health} alone
 * @returns {Promise<any>} what the JSON says; undefined for 204
 * @throws {ApiError} for anything but success, {@link DOMException} `AbortError` when aborted
 */
export async function call(path, options = {}) {
  const response = await reach(path, options);
  if (response.status === 204) return undefined;
  const text = await response.text().catch(() => fail(options, new ApiError(0, 'unreachable', '')));
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return fail(options, new ApiError(response.status, 'invalid_answer', ''));
  }
}

export const get = (path, options) => call(path, options);
export const post = (path, body, options) => call(path, { ...options, method: 'POST', body });
export const patch = (path, body, options) => call(path, { ...options, method: 'PATCH', body });
export const remove = (path, options) => call(path, { ...options, method: 'DELETE' });

/**
 * One file as the server sends it, and its name.
 *
 * @param {string} path
 * @returns {Promise<{blob: Blob, name: string}>}
 */
export async function download(path) {
  const response = await reach(path, {});
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: name ?? '' };
}

/** Sends, and returns a response with a good status. */
export async function reach(path, { method, body, file, signal, quiet }) {
  const late = quiet ? 0 : setTimeout(() => report('slow'), 8000);
  try {
    const response = await fetch(path, {
      method: method ?? (body === undefined && !file ? 'GET' : 'POST'),
      headers: headers(body),
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal,
      cache: 'no-store',
    });
    if (!response.ok) throw await refusal(response);
    if (!quiet) report('well', undefined, method);
    return response;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return fail({ quiet }, error instanceof ApiError ? error : new ApiError(0, 'unreachable', ''));
  } finally {
    clearTimeout(late);
  }
}

function headers(body) {
  const all = {};
  if (key()) all.authorization = `Bearer ${key()}`;
  if (body !== undefined) all['content-type'] = 'application/json';
  return all;
}

async function refusal(response) {
  const error = await response.json().then(json => json.error ?? {}, () => ({}));
  const wait = Number(response.headers.get('retry-after'));
  return new ApiError(response.status, error.code ?? error.type ?? '', error.message ?? '', wait > 0 ? wait : undefined);
}

function fail({ quiet }, error) {
  if (!quiet && (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500)) report('ill', error);
  throw error;
}
