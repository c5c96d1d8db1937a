import { FaultError } from '../../../shared/contract/fault.ts';

/**
 * Calculated measures. Grammar, loosest first:
 *   comparison = sum [("<" | "<=" | ">" | ">=" | "=" | "<>") sum]
 *   sum = product (("+" | "-" | "−") product)*
 *   product = factor (("*" | "×" | "/" | "÷") factor)*
 *   factor = "-" factor | number | name | function "(" comparison ("," comparison)* ")" | "(" comparison ")"
 * Functions: min, max, abs, round(x[, places]), if(condition, a, b). A comparison is 1 or 0. What is missing stays missing;
 * a division by zero is "not applicable".
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'measure'; readonly name: string }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] };

const functions: Readonly<Record<string, readonly [number, number]>> = {
  min: [1, 20],
  max: [1, 20],
  abs: [1, 1],
  round: [1, 2],
  if: [3, 3],
};

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  /** Place of the first character, from 1. */
  readonly at: number;
}

const tokenPattern = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|<>|[-+*/×÷−(),<>=]))/y;

function tokensOf(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (!match) {
      const place = at + text.slice(at).search(/\S/);
      throw new FaultError(
        'invalid-input',
        `At character ${place + 1}: "${text[place]}" is not known here. Expected a number, a measure, + − × ÷ or a bracket.`,
        path,
      );
    }
    const [whole, number, name, sign] = match;
    const body = number ?? name ?? sign!;
    tokens.push({
      kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text: body,
      at: at + whole.length - body.length + 1,
    });
    at += whole.length;
  }
  tokens.push({ kind: 'end', text: 'the end', at: text.length + 1 });
  return tokens;
}

/**
 * Reads an expression. Fault invalid-input at `path` says at which character, what was expected and what was found.
 * @param known names that may be used
 */
export function parsedExpression(text: string, known: ReadonlySet<string>, path: string): Expression {
  const tokens = tokensOf(text, path);
  let next = 0;
  const peek = () => tokens[next]!;
  const fail = (expected: string): never => {
    const token = peek();
    throw new FaultError(
      'invalid-input',
      `At character ${token.at}: expected ${expected}, found ${token.kind === 'end' ? 'the end' : `"${token.text}"`}.`,
      path,
    );
  };
  const takes = (...signs: string[]): string | null => {
    const token = peek();
    if (token.kind !== 'sign' || !signs.includes(token.text)) return null;
    next += 1;
    return token.text;
  };
  let depth = 0;
  const comparison = (): Expression => {
    if (++depth > 50) fail('fewer brackets within each other');
    const left = sum();
    const operator = takes('<', '<=', '>', '>=', '=', '<>');
    const result: Expression = operator ? { kind: 'operation', operator, left, right: sum() } : left;
    depth -= 1;
    return result;
  };
  const sum = (): Expression => {
    let left = product();
    for (let sign = takes('+', '-', '−'); sign; sign = takes('+', '-', '−'))
      left = { kind: 'operation', operator: sign === '+' ? '+' : '-', left, right: product() };
    return left;
  };
  const product = (): Expression => {
    let left = factor();
    for (let sign = takes('*', '×', '/', '÷'); sign; sign = takes('*', '×', '/', '÷'))
      left = { kind: 'operation', operator: sign === '*' || sign === '×' ? '*' : '/', left, right: factor() };
    return left;
  };
  const factor = (): Expression => {
    let negative = false;
    while (takes('-', '−')) negative = !negative;
    const of = atom();
    return negative ? { kind: 'negate', of } : of;
  };
  const atom = (): Expression => {
    const token = peek();
    if (token.kind === 'number') {
      next += 1;
      return { kind: 'number', value: Number(token.text) };
    }
    if (token.kind === 'name') {
      const arity = Object.hasOwn(functions, token.text) ? functions[token.text]! : null;
      if (arity && tokens[next + 1]!.text === '(') {
        next += 2;
        const given = [comparison()];
        while (takes(',')) given.push(comparison());
        if (given.length < arity[0] || given.length > arity[1])
          throw new FaultError(
            'invalid-input',
            `At character ${token.at}: ${token.text} takes ${arity[0] === arity[1] ? arity[0] : `${arity[0]} to ${arity[1]}`} values, ${given.length} given.`,
            path,
          );
        if (!takes(')')) fail('")"');
        return { kind: 'call', name: token.text, given };
      }
      if (!known.has(token.text))
        throw new FaultError(
          'invalid-input',
          `At character ${token.at}: there is no measure "${token.text}". Expected one of ${[...known].join(', ')}.`,
          path,
        );
      next += 1;
      return { kind: 'measure', name: token.text };
    }
    if (takes('(')) {
      const inner = comparison();
      if (!takes(')')) fail('")"');
      return inner;
    }
    return fail('a number, a measure or "("');
  };
  const whole = comparison();
  if (peek().kind !== 'end') fail('an operator or the end');
  return whole;
}

/** Names of the measures that an expression uses. */
export function measuresOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'measure':
      return [expression.name];
    case 'negate':
      return measuresOf(expression.of);
    case 'operation':
      return [...measuresOf(expression.left), ...measuresOf(expression.right)];
    case 'call':
      return expression.given.flatMap(measuresOf);
  }
}

/** Stands for "not applicable" on the way through an expression: NaN stands for what is missing. */
const notApplicable = Infinity;

/** The value of an expression for one cell; NaN when something is missing, Infinity when it is not applicable. */
export function valueOfExpression(expression: Expression, valueOf: (name: string) => number): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'measure':
      return valueOf(expression.name);
    case 'negate': {
      const of = valueOfExpression(expression.of, valueOf);
      return of === notApplicable ? of : -of;
    }
    case 'operation': {
      const a = valueOfExpression(expression.left, valueOf);
      const b = valueOfExpression(expression.right, valueOf);
      if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
      if (a === notApplicable || b === notApplicable) return notApplicable;
      return operated(expression.operator, a, b);
    }
    case 'call':
      return called(expression, valueOf);
  }
}

function operated(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? notApplicable : a / b;
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '=':
      return Number(a === b);
    default:
      return Number(a !== b);
  }
}

function called(expression: Extract<Expression, { kind: 'call' }>, valueOf: (name: string) => number): number {
  if (expression.name === 'if') {
    const condition = valueOfExpression(expression.given[0]!, valueOf);
    if (Number.isNaN(condition) || condition === notApplicable) return condition;
    return valueOfExpression(expression.given[condition !== 0 ? 1 : 2]!, valueOf);
  }
  const given = expression.given.map(one => valueOfExpression(one, valueOf));
  if (given.some(Number.isNaN)) return NaN;
  if (given.includes(notApplicable)) return notApplicable;
  switch (expression.name) {
    case 'min':
      return Math.min(...given);
    case 'max':
      return Math.max(...given);
    case 'abs':
      return Math.abs(given[0]!);
    default: {
      // Half away from zero, as a person rounds.
      const scale = 10 ** Math.trunc(Math.max(-9, Math.min(9, given[1] ?? 0)));
      return (Math.sign(given[0]!) * Math.round(Math.abs(given[0]!) * scale)) / scale;
    }
  }
}
