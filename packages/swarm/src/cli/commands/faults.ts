import { describeFaults } from '../../fault/describe-faults.ts';
import { type Command, exitCodes } from '../command.ts';

export const faultsCommand: Command = {
  name: 'faults',
  usage: 'faults',
  about: 'what `--fault` can do, and what each fault needs',
  help: describeFaults,
  run() {
    console.log(describeFaults());
    return Promise.resolve(exitCodes.passed);
  },
};
