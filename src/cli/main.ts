import { type CommandArguments, type CommandName, readArguments, USAGE, UsageError } from './args';

/** Loads a command when it is asked for, so that a wrong call is answered at once; the exit code. */
const COMMANDS: Readonly<Record<CommandName, (args: CommandArguments) => Promise<number>>> = {
  describe: async () => (await import('./commands/describe')).describeCommand(),
  inspect: async (args) => (await import('./commands/inspect')).inspectCommand(args),
  plan: async (args) => (await import('./commands/plan')).planCommand(args),
  train: async (args) => (await import('./commands/train')).trainCommand(args),
  compare: async (args) => (await import('./commands/compare')).compareCommand(args),
  evaluate: async (args) => (await import('./commands/score')).evaluateCommand(args),
  predict: async (args) => (await import('./commands/score')).predictCommand(args),
  export: async (args) => (await import('./commands/export')).exportCommand(args),
};

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const { command, args } = readArguments(argv);
    return await COMMANDS[command](args);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const { printError } = await import('./output');
    printError(error);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
