// The parts of runtimes/nanoclaw/host against a NanoClaw of a few maps. Run by HostTests.cs; by hand: node --test host.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bridge } from '../../../runtimes/nanoclaw/host/bridge.mjs';
import { startOneCli } from '../../../runtimes/nanoclaw/host/onecli.mjs';
import { rewrite } from '../../../runtimes/nanoclaw/host/rewrite.mjs';
import { Seeder } from '../../../runtimes/nanoclaw/host/seed.mjs';
import { Trouble } from '../../../runtimes/nanoclaw/host/trouble.mjs';

/** As much of NanoClaw's database as the seeder touches. */
function fakeStore() {
  const groups = new Map();
  const chats = [];
  const wirings = [];
  const destinations = [];
  const members = new Set();
  const store = {
    killed: [], members, destinations, config: {},
    getAgentGroupByFolder: (folder) => groups.get(folder),
    createAgentGroup: (group) => groups.set(group.folder, group),
    initGroupFilesystem: () => {},
    updateContainerConfigScalars: (_, scalars) => Object.assign(store.config, scalars),
    updateContainerConfigJson: (_, column, value) => (store.config[column] = value),
    getMembers: () => [...members].map((user) => ({ user_id: user })),
    removeMember: (user) => members.delete(user),
    upsertUser: () => {},
    addMember: ({ user_id: user }) => members.add(user),
    getMessagingGroupByPlatform: (channel, platformId) => chats.find((c) => c.channel_type === channel && c.platform_id === platformId),
    createMessagingGroup: (chat) => chats.push({ ...chat }),
    updateMessagingGroup: (id, changes) => Object.assign(chats.find((c) => c.id === id), changes),
    getMessagingGroupAgentByPair: (chat, group) => wirings.find((w) => w.messaging_group_id === chat && w.agent_group_id === group),
    createMessagingGroupAgent: (wiring) => {
      wirings.push({ ...wiring });
      destinations.push({ target_id: wiring.messaging_group_id, local_name: `to-${wiring.messaging_group_id}` });
    },
    updateMessagingGroupAgent: (id, changes) => Object.assign(wirings.find((w) => w.id === id), changes),
    deleteMessagingGroupAgent: (id) => wirings.splice(wirings.findIndex((w) => w.id === id), 1),
    getMessagingGroupsByAgentGroup: () => chats.filter((c) => wirings.some((w) => w.messaging_group_id === c.id)),
    getDestinationByTarget: (_, __, target) => destinations.find((d) => d.target_id === target),
    deleteDestination: (_, name) => destinations.splice(destinations.findIndex((d) => d.local_name === name), 1),
    findSessionForAgent: (_, chat) => ({ id: `session-of-${chat}` }),
    updateSession: () => {},
    killContainer: (session) => store.killed.push(session),
  };
  return store;
}

const chat = (number, more = {}) => ({ channel: 'telegram', platformId: `telegram:${number}`, name: `desk ${number}`, group: false, policy: 'strict', engage: 'always', ...more });
const settings = (chats, members) => ({ agent: { name: 'desk', model: 'm' }, chats, members });

test('seeding twice is seeding once', () => {
  const store = fakeStore();
  const seeder = new Seeder(store);
  const group = seeder.seed(settings([chat(42)], ['telegram:42']));
  assert.equal(seeder.seed(settings([chat(42)], ['telegram:42'])).id, group.id);
  assert.equal(store.getMessagingGroupsByAgentGroup().length, 1);
  assert.equal(store.destinations.length, 1);
  assert.deepEqual([...store.members], ['telegram:42']);
  assert.equal(store.config.model, 'm');
  assert.equal(store.config.assistant_name, 'desk');
});

test('who is no longer in the file is let out, and the agent cannot write there', () => {
  const store = fakeStore();
  const seeder = new Seeder(store);
  const group = seeder.seed(settings([chat(42), chat(-7, { group: true, policy: 'public', engage: 'mention' })], ['telegram:42']));
  seeder.seed(settings([chat(43)], ['telegram:43']));
  assert.deepEqual([...store.members], ['telegram:43']);
  assert.deepEqual(store.getMessagingGroupsByAgentGroup().map((c) => c.platform_id), ['telegram:43']);
  assert.equal(store.getMessagingGroupByPlatform('telegram', 'telegram:-7').unknown_sender_policy, 'strict');
  assert.equal(store.destinations.length, 1);
  assert.equal(group.folder, 'main');
});

test('a group answers to mentions and a stranger is not known in a strict chat', () => {
  const store = fakeStore();
  const group = new Seeder(store).seed(settings([chat(42), chat(-7, { group: true, policy: 'public', engage: 'mention' })], []));
  const wiring = (number) => store.getMessagingGroupAgentByPair(store.getMessagingGroupByPlatform('telegram', `telegram:${number}`).id, group.id);
  assert.deepEqual([wiring(42).engage_mode, wiring(42).sender_scope], ['pattern', 'known']);
  assert.deepEqual([wiring(-7).engage_mode, wiring(-7).sender_scope], ['mention', 'all']);
});

/** A bridge before an agent that says the given texts. */
async function bridge(says, more = {}) {
  const seen = [];
  const ended = [];
  const made = new Bridge({
    token: 'secret', hasModel: true, fault: async () => null, wire: () => {}, end: (c) => ended.push(c.platformId), trouble: () => null, quietMs: 40, limitMs: 400, ...more,
  });
  const port = await made.listen(0);
  await made.setup({
    onInbound: async (platformId, _thread, message) => {
      seen.push(message.content.text);
      for (const text of says(message.content.text)) {
        setTimeout(() => made.deliver(platformId, null, { kind: 'chat', content: { text } }), 10);
      }
    },
  });
  const ask = async (body, token = 'secret') => {
    const response = await fetch(`http://127.0.0.1:${port}/chat`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, connection: 'close' }, body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, ...(await response.json()) };
  };
  return { made, port, ask, seen, ended };
}

test('what an agent says in one turn is one answer', async () => {
  const { made, ask } = await bridge((text) => ['on it', `you said ${text}`]);
  assert.deepEqual(await ask({ message: 'hi', session: 'a' }), { status: 200, response: 'on it\n\nyou said hi', session: 'a' });
  await made.teardown();
});

test('turns of one session wait for each other', async () => {
  const { made, ask, seen } = await bridge((text) => [text]);
  const answers = await Promise.all([ask({ message: 'one' }), ask({ message: 'two' }), ask({ message: 'three', session: 'b' })]);
  assert.deepEqual(answers.map((a) => a.response), ['one', 'two', 'three']);
  assert.deepEqual([...seen].sort(), ['one', 'three', 'two']);
  await made.teardown();
});

test('a session for one turn ends with its answer', async () => {
  const { made, ask, ended } = await bridge((text) => [text]);
  await ask({ message: 'hi', session: 'once-1' });
  await ask({ message: 'hi', session: 'kept' });
  assert.deepEqual(ended, ['fleet:once-1']);
  await made.teardown();
});

test('what cannot be answered is said', async () => {
  const { made, ask } = await bridge(() => []);
  assert.equal((await ask('no json')).status, 400);
  assert.equal((await ask({ message: ' ' })).status, 400);
  assert.equal((await ask({ message: 'hi', session: '../x' })).status, 400);
  assert.equal((await ask({ message: '/clear' })).status, 400);
  assert.equal((await ask({ message: 'hi' }, 'wrong')).status, 401);
  assert.equal((await ask({ message: 'x'.repeat(1024 * 1024) })).status, 413);
  assert.equal((await ask({ message: 'hi' })).status, 504);
  await made.teardown();
});

test('an agent that cannot answer is not waited for', async () => {
  const { made, ask } = await bridge(() => [], { trouble: () => ({ text: 'Invalid API key', final: true }) });
  assert.deepEqual(await ask({ message: 'hi' }), { status: 502, error: 'the agent could not answer: Invalid API key' });
  await made.teardown();
});

test('health is what NanoClaw says, and starting before it says anything', async () => {
  const made = new Bridge({ token: 't', hasModel: false, fault: async () => 'its socket is not there', wire: () => {}, end: () => {}, trouble: () => null });
  const port = await made.listen(0);
  const health = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'close' } });
    return [response.status, (await response.json()).status];
  };
  assert.deepEqual(await health(), [503, 'starting']);
  await made.setup({});
  assert.deepEqual(await health(), [503, 'unhealthy']);
  const chat = await fetch(`http://127.0.0.1:${port}/chat`, { method: 'POST', headers: { authorization: 'Bearer t', connection: 'close' }, body: '{"message":"hi"}' });
  assert.equal(chat.status, 503);
  await made.teardown();
});

test('the OneCLI stand-in hands out nothing, and to nobody without the key', async () => {
  const oneCli = await startOneCli('key');
  const get = (path, key = 'key') => fetch(oneCli.url + path, { headers: { authorization: `Bearer ${key}`, connection: 'close' } });
  assert.equal((await get('/api/container-config?agent=x', 'wrong')).status, 401);
  assert.deepEqual((await (await get('/api/container-config?agent=x')).json()).env, {});
  assert.equal((await (await get('/api/gateway-url')).json()).url, oneCli.url);
  assert.equal((await get('/api/secrets')).status, 404);
  oneCli.close();
});

test('the runner reads its own places as its session\'s', () => {
  const source = "const CWD = '/workspace/agent'; const DB = '/workspace/inbound.db'; const F = `/workspace/${x}`; const C = '/workspace/agent/container.json';";
  assert.equal(
    rewrite(source, '/s/1', '/home/clawden/workspace'),
    "const CWD = '/home/clawden/workspace'; const DB = '/s/1/inbound.db'; const F = `/s/1/${x}`; const C = '/home/clawden/workspace/container.json';",
  );
  assert.throws(() => rewrite(source, "/s/'1", '/w'), /holds characters/);
});

test('trouble is heard in the runner\'s log until the next message', () => {
  const trouble = new Trouble();
  assert.equal(trouble.hear('anything else'), undefined);
  assert.deepEqual(trouble.hear('[poll-loop] Error: API retry (retryable: true)'), { text: "its model's endpoint gives trouble: API retry (retryable: true)", final: false });
  for (const final of [false, true]) {
    assert.equal(trouble.hear('[poll-loop] [scratchpad] Invalid API key'), undefined);
    assert.deepEqual(trouble.hear('[poll-loop] WARNING: agent output had no <message to="..."> blocks'), { text: 'Invalid API key', final });
  }

  assert.equal(trouble.hear('[poll-loop] Pushing 1 follow-up message(s) into active query'), null);
});
