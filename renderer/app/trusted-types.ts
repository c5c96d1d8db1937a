/**
 * The page enforces trusted types. Some libraries still build their own fixed markup from text; this default policy lets
 * through markup without any way to run code and empties all else. Imported text is never given to it: it is set as text.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

const dangerous = /<\s*(script|iframe|object|embed|link|meta|base|form)\b|\son[a-z]+\s*=|javascript:/i;

/** Puts the policy in place; called once, before anything is drawn. */
export function allowFixedMarkup(): void {
  (window as unknown as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('default', {
    createHTML: text => (dangerous.test(text) ? '' : text),
  });
}
