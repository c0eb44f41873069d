import { parseArgs } from 'node:util';
import { EngineError } from '../engine/index';
import { describeCommand } from './commands/describe';
import { exportCommand } from './commands/export';
import { inspectCommand } from './commands/inspect';
import { planCommand } from './commands/plan';
import { evaluateCommand, predictCommand, type ScoreArguments } from './commands/score';
import { trainCommand } from './commands/train';
import { printError } from './output';

const USAGE = `graft describe
graft inspect FILE
graft plan JOB.json
graft train JOB.json --out DIR [--resume]
graft evaluate --model M [--adapter A] --task ID --data FILE [--columns text=sentence,label=label]
graft predict  --model M [--adapter A] --task ID --data FILE [--columns text=sentence]
graft export --run DIR --as adapter|merged|gguf --out DIR`;

/** Wrong usage: exit code 2. */
class UsageError extends Error {}

const OPTIONS = {
  out: { type: 'string' },
  resume: { type: 'boolean', default: false },
  model: { type: 'string' },
  adapter: { type: 'string' },
  task: { type: 'string' },
  data: { type: 'string' },
  columns: { type: 'string' },
  run: { type: 'string' },
  as: { type: 'string' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

type Values = ReturnType<typeof parse>['values'];

function required(value: string | undefined, name: string): string {
  if (value) return value;
  throw new UsageError(`${name} is missing`);
}

function columnRoles(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [role, ...column] = pair.split('=');
      if (!role || column.length === 0)
        throw new UsageError(`--columns: "${pair}" is not role=column`);
      return [role.trim(), column.join('=')];
    }),
  );
}

function scoreArguments(values: Values): ScoreArguments {
  return {
    model: required(values.model, '--model'),
    adapter: values.adapter,
    task: required(values.task, '--task'),
    data: required(values.data, '--data'),
    columns: columnRoles(values.columns),
  };
}

async function dispatch(
  command: string | undefined,
  target: string | undefined,
  values: Values,
): Promise<number> {
  switch (command) {
    case 'describe':
      await describeCommand();
      return 0;
    case 'inspect':
      await inspectCommand(required(target, 'FILE'));
      return 0;
    case 'plan':
      await planCommand(required(target, 'JOB.json'));
      return 0;
    case 'train':
      return trainCommand(
        required(target, 'JOB.json'),
        required(values.out, '--out'),
        values.resume === true,
      );
    case 'evaluate':
      await evaluateCommand(scoreArguments(values));
      return 0;
    case 'predict':
      await predictCommand(scoreArguments(values));
      return 0;
    case 'export': {
      const as = required(values.as, '--as');
      if (!['adapter', 'merged', 'gguf'].includes(as))
        throw new UsageError(`--as ${as} is not adapter, merged or gguf`);
      await exportCommand(required(values.run, '--run'), as, required(values.out, '--out'));
      return 0;
    }
    case 'generate':
      throw new UsageError('generate needs a decoder, and this version has encoders only');
    default:
      throw new UsageError(command ? `unknown command "${command}"` : 'no command');
  }
}

async function main(): Promise<number> {
  try {
    const { values, positionals } = parse(process.argv.slice(2));
    const [command, target] = positionals;
    return await dispatch(command, target, values);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}\n`);
      return 2;
    }
    printError(error);
    if (!(error instanceof EngineError))
      process.stderr.write(`${(error as Error).stack ?? error}\n`);
    return 1;
  }
}

process.exitCode = await main();
