// The member's port: `GET /health` and `POST /chat`. To NanoClaw it is one more channel, `fleet`, with a chat for each session of a caller.
import { timingSafeEqual, createHash } from 'node:crypto';
import { createServer } from 'node:http';

const bodyLimit = 1024 * 1024;
const sessionName = /^[A-Za-z0-9._-]{1,64}$/;

// A session of this kind is for one turn.
const once = /^once-/;

// NanoClaw keeps these to itself or to its admins (src/command-gate.ts) and answers nothing that a caller would hear.
const commands = new Set(['/help', '/login', '/logout', '/doctor', '/config', '/remote-control', '/clear', '/compact', '/context', '/cost', '/files']);

export class Bridge {
  channelType = 'fleet';
  name = 'fleet';
  supportsThreads = false;

  #options;
  #host = null;
  #turns = new Map();
  #queues = new Map();
  #server = createServer((request, response) => void this.#answer(request, response));

  /**
   * @param {object} options
   * @param {string} options.token bearer token of `/chat`.
   * @param {boolean} options.hasModel whether the agent can answer at all.
   * @param {() => Promise<string | null>} options.fault why NanoClaw is not well, or null.
   * @param {(chat: object) => void} options.wire makes a chat known to NanoClaw.
   * @param {(chat: object) => void} options.end ends a chat that nobody comes back to.
   * @param {(chat: object) => {text: string, final: boolean} | null} options.trouble what keeps the agent from answering.
   * @param {number} [options.quietMs] silence that ends a turn.
   * @param {number} [options.limitMs] longest wait for the agent's first word.
   */
  constructor(options) {
    this.#options = { quietMs: 2000, limitMs: 280_000, ...options };
  }

  /** Listens on every address, IPv4 and IPv6; on IPv4 alone where the kernel has no other. */
  async listen(port) {
    const on = (host) => new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, host, resolve));
    await on('::').catch((error) => (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL' ? on('0.0.0.0') : Promise.reject(error)));
    return this.#server.address().port;
  }

  // What NanoClaw calls (src/channels/adapter.ts).

  async setup(host) {
    this.#host = host;
  }

  async teardown() {
    this.#host = null;
    this.#server.close();
    this.#server.closeAllConnections();
  }

  isConnected() {
    return this.#host !== null;
  }

  async deliver(platformId, _thread, message) {
    const turn = this.#turns.get(platformId);
    const text = textOf(message);
    if (turn && text) {
      turn.say(text);
    }

    return `${platformId}-${Date.now()}`;
  }

  async #answer(request, response) {
    const reply = (status, body) => {
      if (!response.headersSent && !response.destroyed) {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? '' : JSON.stringify(body));
      }
    };
    try {
      const { pathname } = new URL(request.url, 'http://member');
      if (pathname === '/health' && (request.method === 'GET' || request.method === 'HEAD')) {
        const fault = await this.#fault();
        reply(fault ? 503 : 200, fault ? { status: this.#host ? 'unhealthy' : 'starting', reason: fault } : { status: 'healthy' });
      } else if (pathname === '/chat' && request.method === 'POST') {
        await this.#chat(request, reply);
      } else {
        reply(404, { error: 'known here are GET /health and POST /chat' });
      }
    } catch (error) {
      reply(error.status ?? 500, { error: error.message });
    }
  }

  async #fault() {
    return this.#host === null ? 'NanoClaw is starting' : this.#options.fault();
  }

  async #chat(request, reply) {
    if (!same(request.headers.authorization ?? '', `Bearer ${this.#options.token}`)) {
      throw fault(401, 'the member\'s API token is missing or wrong');
    }

    const { message, session } = await asked(request);
    if (this.#host === null) {
      throw fault(503, 'NanoClaw is starting');
    }

    if (!this.#options.hasModel) {
      throw fault(503, 'this member has no model: give it a provider and a model');
    }

    const before = this.#queues.get(session) ?? Promise.resolve();
    const turn = before.then(() => this.#turn(session, message));
    const after = turn.catch(() => {});
    this.#queues.set(session, after);
    try {
      reply(200, { response: await turn, session });
    } finally {
      if (this.#queues.get(session) === after) {
        this.#queues.delete(session);
        if (once.test(session)) {
          this.#options.end(chatOf(session));
        }
      }
    }
  }

  async #turn(session, text) {
    const chat = chatOf(session);
    const { platformId } = chat;
    this.#options.wire(chat);
    const turn = new Turn(() => this.#options.trouble(chat), this.#options);
    this.#turns.set(platformId, turn);
    try {
      await this.#host.onInbound(platformId, null, {
        id: `fleet-${Date.now()}-${Math.random().toString(36).slice(2, 8)}`,
        kind: 'chat',
        timestamp: new Date().toISOString(),
        content: { text, sender: session, senderId: platformId },
        isMention: true,
        isGroup: false,
      });
      return await turn.ended;
    } finally {
      this.#turns.delete(platformId);
    }
  }
}

/** What the agent says to one message. NanoClaw marks no end of it, so silence does. */
class Turn {
  #texts = [];
  #limit;
  #watch;
  #quiet;
  #quietMs;
  #end;

  constructor(trouble, { quietMs, limitMs }) {
    this.#quietMs = quietMs;
    this.ended = new Promise((resolve, reject) => {
      this.#end = () => resolve(this.#texts.join('\n\n'));
      const giveUp = (status, text) => {
        this.#rest();
        reject(fault(status, text));
      };
      this.#limit = setTimeout(() => giveUp(504, `no word from the agent within ${limitMs / 1000} s: ${trouble()?.text || 'LOG_LEVEL=debug shows what it does'}`), limitMs);
      this.#watch = setInterval(() => {
        const found = trouble();
        if (found?.final) {
          giveUp(502, `the agent could not answer: ${found.text}`);
        }
      }, quietMs / 2);
    });
  }

  say(text) {
    this.#texts.push(text);
    this.#rest();
    this.#quiet = setTimeout(this.#end, this.#quietMs);
  }

  #rest() {
    clearTimeout(this.#limit);
    clearTimeout(this.#quiet);
    clearInterval(this.#watch);
  }
}

async function asked(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > bodyLimit) {
      throw fault(413, 'the message is larger than 1 MiB');
    }

    chunks.push(chunk);
  }

  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw fault(400, 'the body is not JSON');
  }

  const { message, session = 'default' } = body ?? {};
  if (typeof message !== 'string' || message.trim() === '') {
    throw fault(400, '`message` is missing: a text that is not empty');
  }

  if (typeof session !== 'string' || !sessionName.test(session)) {
    throw fault(400, '`session` is 1 to 64 letters, digits, dots, underscores and hyphens');
  }

  const command = message.trim().split(/\s/)[0].toLowerCase();
  if (commands.has(command)) {
    throw fault(400, `NanoClaw takes ${command} from an admin on a chat platform alone`);
  }

  return { message, session };
}

function chatOf(session) {
  return { channel: 'fleet', platformId: `fleet:${session}`, name: `fleet-${session}`, group: false, policy: 'public', engage: 'always' };
}

function textOf({ content, files = [] }) {
  const said = typeof content === 'string' ? [content] : [content?.title, content?.question, content?.text].filter((t) => typeof t === 'string');
  const choices = Array.isArray(content?.options) ? content.options.map((o) => `- ${o.label ?? o}`) : [];
  return [...said, ...choices, ...files.map((f) => `[file ${f.filename}, ${f.data.length} bytes]`)].join('\n');
}

function same(given, wanted) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function fault(status, text) {
  return Object.assign(new Error(text), { status });
}
