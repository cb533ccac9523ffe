// Preloaded into Bun for agents. NanoClaw's runner has its folders at fixed places, since it expects a container of its own for each session; here every
// session has its own folder instead, and the runner reads its sources with that folder in them.
import { rmSync, writeFileSync } from 'node:fs';
import { plugin } from 'bun';
import { rewrite } from './rewrite.mjs';
import { Trouble } from './trouble.mjs';

const { CLAWFLEET_AGENT_SESSION: session, CLAWFLEET_AGENT_FOLDER: folder } = process.env;
if (session && folder) {
  plugin({
    name: 'clawfleet-paths',
    setup(build) {
      build.onLoad({ filter: /\/agent-runner\/src\/.*\.ts$/ }, async ({ path }) => ({
        contents: rewrite(await Bun.file(path).text(), session, folder),
        loader: 'ts',
      }));
    },
  });

  // What the runner says on its log alone is left where the member's port finds it.
  const file = `${session}/.trouble.json`;
  const trouble = new Trouble();
  const log = console.error;
  console.error = (...words) => {
    log(...words);
    const heard = trouble.hear(words.join(' '));
    if (heard) {
      writeFileSync(file, JSON.stringify(heard));
    } else if (heard === null) {
      rmSync(file, { force: true });
    }
  };
}
