// Preloaded into Bun for agents. NanoClaw's runner has its folders at fixed places, since it expects a container of its own for each session; here every
// session has its own folder instead, and the runner reads its sources with that folder in them.
import { plugin } from 'bun';
import { rewrite } from './rewrite.mjs';

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
}
