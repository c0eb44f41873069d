import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/** What a schema finds wrong in a job: for each place its path, what stands there, what is wanted. */
export function jobFaults(issues: readonly Issue[], json: unknown): string[] {
  const faults = new Map<string, string>();
  for (const issue of issues.flatMap((one) => nearest(one))) {
    const path = issue.path.map(String).join('.');
    // An intersection tells the same place twice.
    if (!faults.has(path)) faults.set(path, faultText(issue, path, json));
  }
  return [...faults.values()];
}

/**
 * Of a choice between kinds, the faults inside the kind that was meant, the one that knows every key
 * where there is one; else the choice itself.
 */
function nearest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const close = issue.errors.filter((branch) =>
    branch.every(({ code, path }) => code !== 'invalid_type' || path.length > 0),
  );
  const knowing = close.find((branch) => branch.every(({ code }) => code !== 'unrecognized_keys'));
  const meant = knowing ?? close[0];
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function faultText(issue: Issue, path: string, json: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${path && `${path}.`}${key} is not known`).join('; ');
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const said = found === undefined ? 'missing' : JSON.stringify(found).slice(0, 80);
  return `${path || 'the job'} is ${said}, expected ${wanted(issue)}`;
}

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return issue.origin === 'string' ? 'a name' : `more than ${issue.minimum}`;
    case 'too_big':
      return `less than ${issue.maximum}`;
    case 'invalid_union':
      return [...new Set(issue.errors.map(([first]) => (first ? wanted(first) : '')))].join(' or ');
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
