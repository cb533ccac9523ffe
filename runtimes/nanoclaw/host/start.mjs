// Loaded into NanoClaw's process before NanoClaw itself (node --import): prepares its folder, stands in for OneCLI, and adds the member's port as a channel.
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect, Server } from 'node:net';
import { dirname, join } from 'node:path';
import { Bridge } from './bridge.mjs';
import { startOneCli } from './onecli.mjs';
import { loadStore, Seeder } from './seed.mjs';

const upstream = dirname(dirname(process.argv[1]));
const settings = JSON.parse(readFileSync(process.env.CLAWFLEET_NANOCLAW, 'utf8'));
const root = dirname(process.env.CLAWFLEET_NANOCLAW);

prepareFolder();
keepWebhooksIn();
const key = randomBytes(24).toString('hex');
const oneCli = await startOneCli(key);
Object.assign(process.env, {
  CLAWFLEET_AGENTS_DIR: join(root, 'agents'),
  ONECLI_API_KEY: key,
  ONECLI_URL: oneCli.url,
  PATH: `${import.meta.dirname}/bin:${process.env.PATH}`,
});

const { registerChannelAdapter } = await import(`${upstream}/dist/channels/channel-registry.js`);
let seeder;
let group;
const bridge = new Bridge({
  token: settings.token,
  hasModel: settings.agent.model !== undefined,
  fault: adminFault,
  wire: (chat) => seeder.wire(group, chat),
  end: (chat) => seeder.end(group, chat),
  trouble: (chat) => troubleIn(seeder.sessionFolder(group, chat)),
});
await bridge.listen(settings.port);

// The first of the registry, so that the database says what the file says before another channel hears anything.
registerChannelAdapter('fleet', {
  factory: async () => {
    try {
      seeder = new Seeder(await loadStore(upstream));
      group = seeder.seed(settings);
      return bridge;
    } catch (error) {
      // NanoClaw would go on without this channel, and with the allow-lists of an earlier file.
      stop(70, `the database cannot be brought to what the file says: ${error.stack}`);
    }
  },
});

/** NanoClaw finds everything below its working directory: its own parts, read-only, and what it writes, on the volume. */
function prepareFolder() {
  for (const type of new Set(settings.chats.map((chat) => chat.channel))) {
    if (!existsSync(join(upstream, 'dist', 'channels', `${type}.js`))) {
      stop(78, `this image's NanoClaw has no channel ${type}: install it in the NanoClaw folder the image is made from, as upstream describes (setup/install-${type}.sh), and build the image anew`);
    }
  }

  for (const name of ['data', 'groups', 'store']) {
    mkdirSync(join(settings.state, name), { recursive: true, mode: 0o700 });
    link(join(settings.state, name), join(root, name));
  }

  for (const name of ['container', 'dist', 'node_modules', 'package.json']) {
    link(join(upstream, name), join(root, name));
  }

  link(settings.env, join(root, '.env'));
  link(settings.workspace, join(root, 'groups', 'main'));

  // NanoClaw counts starts that were not followed by a clean stop and waits up to 15 minutes; how often to start is the fleet's business.
  rmSync(join(root, 'data', 'circuit-breaker.json'), { force: true });
  rmSync(join(root, 'agents'), { recursive: true, force: true });
  process.chdir(root);
}

function link(target, path) {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && !there.isSymbolicLink()) {
    stop(73, `${path} is in the way: it should be a link to ${target}; move it elsewhere`);
  }

  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/** NanoClaw's webhook server listens on every address. Channels that poll need nobody to call it, and what it hears it believes. */
function keepWebhooksIn() {
  const port = Number(process.env.WEBHOOK_PORT);
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (...given) {
    return given[0] === port ? listen.call(this, port, '127.0.0.1', ...given.filter((a) => typeof a === 'function')) : listen.apply(this, given);
  };
}

/** One question to NanoClaw's admin socket, the last thing it starts. */
function adminFault() {
  return new Promise((resolve) => {
    const socket = connect(join(root, 'data', 'ncl.sock'));
    let heard = '';
    const end = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(2500, () => end('NanoClaw\'s admin socket does not answer'));
    socket.on('error', () => end('NanoClaw\'s admin socket is not there'));
    socket.on('connect', () => socket.write('{"id":"health","command":"help","args":{}}\n'));
    socket.on('data', (data) => {
      heard += data;
      if (heard.includes('\n')) {
        end(heard.includes('"ok":true') ? null : 'NanoClaw\'s admin socket answers with a fault');
      }
    });
    socket.on('close', () => end('NanoClaw\'s admin socket closed without an answer'));
  });
}

/** What paths.mjs noted, where the agent is. */
function troubleIn(folder) {
  try {
    return folder && JSON.parse(readFileSync(join(root, folder, '.trouble.json'), 'utf8'));
  } catch {
    return null;
  }
}

function stop(code, text) {
  process.stderr.write(`nanoclaw: ${text}\n`);
  process.exit(code);
}
