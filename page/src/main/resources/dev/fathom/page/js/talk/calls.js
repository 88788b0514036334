/** What the conversation asks of the server, call by call (docs/formats/page-api.md). */
import { get, patch, post } from '../api.js';

const chat = id => `/api/chats/${encodeURIComponent(id)}`;
const answer = (id, message) => `${chat(id)}/answers/${encodeURIComponent(message)}`;

export const createChat = (body, options) => post('/api/chats', body, options);
export const readChat = (id, options) => get(chat(id), options);
export const changeChat = (id, body, options) => patch(chat(id), body, options);
export const addMessage = (id, body, options) => post(`${chat(id)}/messages`, body, options);
export const askForAnswer = (id, body, options) => post(`${chat(id)}/answers`, body, options);
export const stopAnswer = (id, message) => post(`${answer(id, message)}/stop`);
export const answerNow = (id, message) => post(`${answer(id, message)}/answer_now`);
export const eventsOf = (id, message) => `${answer(id, message)}/events`;

/** What the next prompt would take; of a chat that is not there yet, too. */
export const countTokens = (id, body, options) =>
  post(id ? `${chat(id)}/count` : '/api/count', body, { ...options, quiet: true });
