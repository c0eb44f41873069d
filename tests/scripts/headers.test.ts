import { describe, expect, it } from 'vitest';
import { HEADERS, headersFile, POLICY } from '../../scripts/headers.mjs';

const directives = new Map(
  POLICY.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources] as const;
  }),
);

describe('the content security policy', () => {
  it('names no origin but the own one', () => {
    const keywords = [
      "'self'",
      "'none'",
      "'unsafe-inline'",
      "'wasm-unsafe-eval'",
      'data:',
      'blob:',
    ];
    expect([...directives.values()].flat().filter((one) => !keywords.includes(one))).toEqual([]);
  });

  it('lets no inline script and no eval run', () => {
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual(["'self'"]);
  });
});

it('the file for static hosts says every header', () => {
  const lines = headersFile().trimEnd().split('\n');
  expect(lines[0]).toBe('/*');
  expect(lines.slice(1)).toEqual(
    Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}`),
  );
});
