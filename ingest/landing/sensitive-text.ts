/**
 * What is never landed as it is, as patterns that JavaScript and DuckDB (RE2) read alike. A secret is a prefix that only keys
 * have, and enough characters to be one.
 */
export const EMAIL_PATTERN = String.raw`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`;

export const SECRET_PATTERN = [
  // OpenAI, Anthropic, OpenRouter, LiteLLM and others; the digit tells a key from a word such as sk-learn-classifier.
  String.raw`(?:\b|_)sk-[A-Za-z_-]{0,11}\d[A-Za-z0-9_-]{8,}`,
  String.raw`(?:\b|_)sk-[A-Za-z0-9_-]{11,}\d[A-Za-z0-9_-]*`,
  // AWS access keys, Google API keys, GitHub tokens, Slack tokens.
  String.raw`\bA(?:KIA|SIA)[0-9A-Z]{12,}`,
  String.raw`\bAIza[0-9A-Za-z_-]{20,}`,
  String.raw`\bgh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`\bgithub_pat_[A-Za-z0-9_]{20,}`,
  String.raw`\bxox[a-z]-[A-Za-z0-9-]{10,}`,
  // JSON web tokens, and whatever an Authorization header carried.
  String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`,
  String.raw`\b[Bb]earer\s+[A-Za-z0-9._~+/=-]{8,}`,
].join('|');
