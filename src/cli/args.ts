import { parseArgs } from 'node:util';
import type { SeriesWanted } from '../engine/index';

export const USAGE = `graft describe
graft inspect FILE
graft plan JOB.json
graft train JOB.json --out DIR [--resume]
graft compare JOB.json --out DIR [--methods lora,full] [--seeds 42,43] [--folds 5] [--resume]
graft evaluate --model M [--adapter A] --task ID --data FILE [--columns text=sentence,label=label]
               [--predictions FILE.csv]
graft predict  --model M [--adapter A] --task ID --data FILE [--columns text=sentence]
graft export --run DIR --as adapter|merged|gguf --out DIR

Exit codes: 0 done, 1 an error (as a JSON line on stderr), 2 wrong usage, 130 interrupted.
`;

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

const TEXT = { type: 'string' } as const;
const SCORE = { model: TEXT, adapter: TEXT, task: TEXT, data: TEXT, columns: TEXT } as const;

/** A command's only positional argument ('' for none) and its options. */
const COMMANDS = {
  describe: { target: '', options: {} },
  inspect: { target: 'FILE', options: {} },
  plan: { target: 'JOB.json', options: {} },
  train: { target: 'JOB.json', options: { out: TEXT, resume: { type: 'boolean' } } },
  compare: {
    target: 'JOB.json',
    options: { out: TEXT, methods: TEXT, seeds: TEXT, folds: TEXT, resume: { type: 'boolean' } },
  },
  evaluate: { target: '', options: { ...SCORE, predictions: TEXT } },
  predict: { target: '', options: SCORE },
  export: { target: '', options: { run: TEXT, as: TEXT, out: TEXT } },
} as const satisfies Record<string, { target: string; options: Options }>;

export type CommandName = keyof typeof COMMANDS;

/** What was typed after the command, checked against what it takes. */
export interface CommandArguments {
  readonly target: string;
  /** An option that the command cannot do without. */
  required(name: string): string;
  optional(name: string): string | undefined;
  flag(name: string): boolean;
}

/** Splits the command line. @throws UsageError */
export function readArguments(argv: readonly string[]): {
  command: CommandName;
  args: CommandArguments;
} {
  const [command = '', ...rest] = argv;
  if (command === 'generate')
    throw new UsageError('generate needs a decoder, and decoders are not in this version');
  if (!Object.hasOwn(COMMANDS, command))
    throw new UsageError(command ? `unknown command "${command}"` : 'no command');
  const name = command as CommandName;
  const { target, options } = COMMANDS[name];
  const { values, positionals } = parse(rest, options);
  const [first = '', ...more] = positionals;
  if (target && !first) throw new UsageError(`${command}: ${target} is missing`);
  const extra = target ? more[0] : positionals[0];
  if (extra !== undefined) throw new UsageError(`${command}: "${extra}" is one argument too many`);
  const optional = (key: string): string | undefined => {
    const value = values[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    command: name,
    args: {
      target: first,
      optional,
      required(key) {
        const value = optional(key);
        if (value === undefined) throw new UsageError(`${command}: --${key} is missing`);
        return value;
      },
      flag: (key) => values[key] === true,
    },
  };
}

type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options: { ...options }, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** In what the runs of a series differ. @throws UsageError */
export function seriesWanted({ optional }: CommandArguments): SeriesWanted {
  const ids = (optional('methods') ?? '').split(',').map((id) => id.trim());
  const methods = [...new Set(ids.filter((id) => id !== ''))].map((id) => ({ id }));
  const seeds = numberList('--seeds', optional('seeds'));
  const [folds = null, ...more] = numberList('--folds', optional('folds'));
  if (more.length > 0) throw new UsageError('--folds is one number');
  if (methods.length === 0 && seeds.length === 0 && folds === null)
    throw new UsageError('compare: say what differs with --methods, --seeds or --folds');
  return { methods, seeds, folds };
}

/** "42,43" as different whole numbers; none of ''. */
function numberList(option: string, text = ''): number[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const wrong = parts.find((part) => !/^\s*\d+\s*$/.test(part));
  if (wrong !== undefined) throw new UsageError(`${option}: "${wrong}" is no whole number`);
  const numbers = parts.map(Number);
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
  if (twice !== undefined) throw new UsageError(`${option}: ${twice} is named twice`);
  return numbers;
}

/** "text=sentence,label=label" as column by role. */
export function columnRoles(text = ''): Record<string, string> {
  const roles = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [role = '', ...column] = pair.split('=');
    if (role.trim() === '' || column.length === 0)
      throw new UsageError(`--columns: "${pair}" is not role=column`);
    if (roles.has(role.trim())) throw new UsageError(`--columns: ${role.trim()} is named twice`);
    roles.set(role.trim(), column.join('='));
  }
  return Object.fromEntries(roles);
}
