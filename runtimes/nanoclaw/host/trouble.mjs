/**
 * Hears from the runner's log what it never tells the one who waits for an answer (container/agent-runner/src/poll-loop.ts): that the model's endpoint refuses or
 * does not answer, and that the agent spoke past everybody twice, after which the runner leaves it at that.
 */
export class Trouble {
  #scratchpad = '';
  #unsent = 0;

  /** @returns {{text: string, final: boolean} | null | undefined} trouble; null when it is over; undefined when the line says nothing about it. */
  hear(line) {
    const said = /^\[poll-loop\] ([\s\S]*)$/.exec(line)?.[1];
    if (said === undefined) {
      return undefined;
    }

    if (/^(Processing|Pushing) \d+/.test(said)) {
      this.#unsent = 0;
      return null;
    }

    if (said.startsWith('Error: ')) {
      return { text: `its model's endpoint gives trouble: ${said.slice('Error: '.length)}`, final: false };
    }

    if (said.startsWith('[scratchpad] ')) {
      this.#scratchpad = said.slice('[scratchpad] '.length);
    } else if (said.startsWith('WARNING: agent output had no')) {
      this.#unsent += 1;
      return { text: this.#scratchpad, final: this.#unsent > 1 };
    }

    return undefined;
  }
}
