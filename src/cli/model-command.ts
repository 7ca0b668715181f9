import type { CommandRun } from './main.js';
import { actionUnknown } from './problems.js';

/** What `freesel model` can do; each action is loaded when it is run. */
const actions: Readonly<Record<string, () => Promise<CommandRun>>> = {
  list: async () => (await import('./model-list-command.js')).runModelList,
  get: async () => (await import('./model-get-command.js')).runModelGet,
  inspect: async () => (await import('./model-adapter-command.js')).runInspect,
  prepare: async () => (await import('./model-adapter-command.js')).runPrepare,
};

/** `freesel model ACTION`: hands over to the action. */
export const runModel: CommandRun = async (context) => {
  const action = context.given.operand();
  const load = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!load) throw actionUnknown(action, 'model');
  return (await load())(context);
};
