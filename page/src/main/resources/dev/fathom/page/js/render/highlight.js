/** The page's side of highlight-worker.js: one worker, one question at a time, a new worker where one gets stuck. */
import { ownScript } from './trusted.js';

const PATIENCE_MS = 4000;

const waiting = [];
let worker = null;
let asked = null;
let count = 0;

/**
 * @param {string} code
 * @param {string} language as written after the fence
 * @returns {Promise<string[][]|null>} per line kinds and texts by turns; null where it cannot be coloured
 */
export function colours(code, language) {
  return new Promise(resolve => {
    waiting.push({ id: ++count, code, language, resolve });
    next();
  });
}

function next() {
  if (asked || waiting.length === 0) return;
  asked = waiting.shift();
  const { id, code, language } = asked;
  asked.timer = setTimeout(giveUp, PATIENCE_MS);
  try {
    (worker ??= start()).postMessage({ id, code, language });
  } catch {
    giveUp();
  }
}

function start() {
  const started = new Worker(ownScript('/js/render/highlight-worker.js'));
  started.onmessage = ({ data }) => {
    if (data.id === asked?.id) answer(data.lines);
  };
  started.onerror = event => {
    event.preventDefault();
    giveUp();
  };
  return started;
}

function giveUp() {
  worker?.terminate();
  worker = null;
  answer(null);
}

function answer(lines) {
  if (!asked) return;
  const { timer, resolve } = asked;
  clearTimeout(timer);
  asked = null;
  resolve(lines);
  next();
}
