/**
 * The page as a whole: what is shown where, and who tells whom.
 *
 * The conversation is TALK's: `<fathom-talk .chat=${id|null} .models=${Model[]} .settings=${Settings}>`. It stays the
 * same element while chats change; `chat` null is a new chat that does not exist on the server yet, and then it shows
 * nothing but its composer (an ancestor has the class `fresh`, and the greeting stands around it).
 *
 * Shared events (they bubble; `detail` as written)
 *
 * | event | from | detail | meaning |
 * |---|---|---|---|
 * | `chat-created`  | talk  | `{chat}` | POST /api/chats answered: the address becomes `#/c/<id>`; the draft settings were in it |
 * | `chat-loaded`   | talk  | `{chat}` | GET /api/chats/{id} answered: title and settings for the head |
 * | `chat-changed`  | talk  | `{id}`   | title, leaf or running state is another: the list looks again |
 * | `chat-missing`  | talk  | `{id}`   | 404: it has been deleted elsewhere |
 * | `settings-changed` | head, panel | `{settings}` | the chat's settings are another: PATCHed here, or kept for the next new chat |
 * | `fathom-back`   | banner, on `document` | | the server answers again after it did not: whoever shows its state looks again |
 *
 * Methods of `<fathom-talk>` that the shell calls: `fill(text)` puts text into the composer and focuses it,
 * `focusComposer()`. Keys: import `shortcut` from keys.js; Escape (stop), T (thinking) and / (composer) are talk's.
 */
