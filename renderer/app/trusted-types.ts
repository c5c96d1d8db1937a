/**
 * The page enforces trusted types. Some libraries still build their own fixed markup from text; this default policy lets
 * through markup without any way to run code and empties all else. Imported text is never given to it: it is set as text.
 * Imported for its effect before anything else: some libraries write markup as soon as they are loaded.
 */
export interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

const dangerous = /<\s*(script|iframe|object|embed|link|meta|base|form)\b|\son[a-z]+\s*=|javascript:/i;

(window as unknown as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('default', {
  createHTML: text => (dangerous.test(text) ? '' : text),
});
