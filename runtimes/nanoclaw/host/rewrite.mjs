const plain = /^\/[A-Za-z0-9._/-]+$/;

/** The runner's source with a session's own places: `/workspace/agent` is the agent's folder, everything else below `/workspace` the session's. */
export function rewrite(source, session, folder) {
  for (const path of [session, folder]) {
    if (!plain.test(path)) {
      throw new Error(`${path} holds characters that no folder of a session has here`);
    }
  }

  return source.replace(/\/workspace(?:(\/agent)(?=[/'"`])|(?=\/))/g, (_, agent) => (agent ? folder : session));
}
