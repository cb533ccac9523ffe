// Brings NanoClaw's database to what the fleet's file says: one agent group, its chats, and who may talk in them. Runs at each start, before any channel
// connects, and takes away what the file no longer says. Uses NanoClaw's own functions, so that its invariants hold (dist/db/*.js).
const folder = 'main';

/** The parts of NanoClaw that seeding calls. @param {string} upstream its folder. */
export async function loadStore(upstream) {
  const modules = await Promise.all(
    [
      'db/agent-groups.js', 'db/container-configs.js', 'db/messaging-groups.js', 'group-init.js', 'modules/agent-to-agent/db/agent-destinations.js',
      'modules/permissions/db/agent-group-members.js', 'modules/permissions/db/users.js', 'db/sessions.js', 'container-runner.js',
    ].map((name) => import(`${upstream}/dist/${name}`)),
  );
  return Object.assign({}, ...modules);
}

export class Seeder {
  #store;
  #now;

  /** @param {() => string} now the time as ISO 8601 text. */
  constructor(store, now = () => new Date().toISOString()) {
    this.#store = store;
    this.#now = now;
  }

  /** @returns {object} the agent group. */
  seed(settings) {
    const group = this.#agentGroup(settings.agent);
    this.#members(group, settings.members);
    for (const chat of settings.chats) {
      this.wire(group, chat);
    }

    this.#unwireOthers(group, settings.chats);
    return group;
  }

  /** A chat of the agent's: who is let in, when it answers, and that it may write there. */
  wire(group, chat) {
    let known = this.#store.getMessagingGroupByPlatform(chat.channel, chat.platformId);
    if (!known) {
      this.#store.createMessagingGroup({
        id: id('mg', chat.channel, chat.platformId),
        channel_type: chat.channel,
        platform_id: chat.platformId,
        name: chat.name,
        is_group: chat.group ? 1 : 0,
        unknown_sender_policy: chat.policy,
        created_at: this.#now(),
      });
      known = this.#store.getMessagingGroupByPlatform(chat.channel, chat.platformId);
    }

    this.#store.updateMessagingGroup(known.id, { is_group: chat.group ? 1 : 0, unknown_sender_policy: chat.policy });
    const manner = {
      engage_mode: chat.engage === 'mention' ? 'mention' : 'pattern',
      engage_pattern: chat.engage === 'mention' ? null : '.',
      sender_scope: chat.policy === 'public' ? 'all' : 'known',
      ignored_message_policy: 'drop',
      session_mode: 'shared',
      priority: 0,
    };
    const wiring = this.#store.getMessagingGroupAgentByPair(known.id, group.id);
    if (wiring) {
      this.#store.updateMessagingGroupAgent(wiring.id, manner);
    } else {
      this.#store.createMessagingGroupAgent({
        id: id('mga', chat.channel, chat.platformId), messaging_group_id: known.id, agent_group_id: group.id, created_at: this.#now(), ...manner,
      });
    }
  }

  /** A chat that nobody will come back to: its agent stops, and no other agent can write there. */
  end(group, { channel, platformId }) {
    const known = this.#store.getMessagingGroupByPlatform(channel, platformId);
    const session = this.#store.findSessionForAgent(group.id, known.id, null);
    if (session) {
      this.#store.updateSession(session.id, { status: 'closed' });
      this.#store.killContainer(session.id, 'the chat is over');
    }

    this.#unwire(group, known);
  }

  /** The folder of a chat's conversation, or null while there is none. */
  sessionFolder(group, { channel, platformId }) {
    const known = this.#store.getMessagingGroupByPlatform(channel, platformId);
    const session = known && this.#store.findSessionForAgent(group.id, known.id, null);
    return session ? `data/v2-sessions/${group.id}/${session.id}` : null;
  }

  #agentGroup(agent) {
    if (!this.#store.getAgentGroupByFolder(folder)) {
      this.#store.createAgentGroup({ id: `ag-${folder}`, name: agent.name, folder, agent_provider: null, created_at: this.#now() });
    }

    const group = this.#store.getAgentGroupByFolder(folder);
    this.#store.initGroupFilesystem(group);
    this.#store.updateContainerConfigScalars(group.id, {
      provider: null,
      image_tag: null,
      model: agent.model ?? null,
      effort: agent.effort ?? null,
      assistant_name: agent.assistant_name ?? agent.name,
      max_messages_per_prompt: agent.max_messages_per_prompt ?? null,
      cli_scope: agent.cli_scope ?? 'group',
    });
    for (const column of ['skills', 'mcp_servers']) {
      if (agent[column] !== undefined) {
        this.#store.updateContainerConfigJson(group.id, column, agent[column]);
      }
    }

    return group;
  }

  #members(group, members) {
    for (const { user_id: user } of this.#store.getMembers(group.id)) {
      if (!members.includes(user)) {
        this.#store.removeMember(user, group.id);
      }
    }

    for (const user of members) {
      this.#store.upsertUser({ id: user, kind: user.split(':')[0], display_name: null, created_at: this.#now() });
      this.#store.addMember({ user_id: user, agent_group_id: group.id, added_by: null, added_at: this.#now() });
    }
  }

  /** Whoever was let in by an earlier file is not let in by this one. Chats over the member's own port come and go with their callers. */
  #unwireOthers(group, chats) {
    const wanted = new Set(chats.map((chat) => `${chat.channel} ${chat.platformId}`));
    for (const known of this.#store.getMessagingGroupsByAgentGroup(group.id)) {
      if (known.channel_type === 'fleet' || wanted.has(`${known.channel_type} ${known.platform_id}`)) {
        continue;
      }

      this.#unwire(group, known);
    }
  }

  #unwire(group, known) {
    this.#store.updateMessagingGroup(known.id, { unknown_sender_policy: 'strict' });
    this.#store.deleteMessagingGroupAgent(this.#store.getMessagingGroupAgentByPair(known.id, group.id).id);
    const destination = this.#store.getDestinationByTarget(group.id, 'channel', known.id);
    if (destination) {
      this.#store.deleteDestination(group.id, destination.local_name);
    }
  }
}

function id(kind, channel, platformId) {
  return `${kind}-${channel}-${platformId}`.replace(/[^A-Za-z0-9-]+/g, '-');
}
