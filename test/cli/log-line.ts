/** One request as LiteLLM's spend log writes it: 1,000 tokens in and 100 out by team-search. */
export function logLine(id: string, startedAt: string, tokens = 1000): string {
  const usage = { prompt_tokens: tokens, completion_tokens: 100, total_tokens: tokens + 100 };
  return `${JSON.stringify({
    request_id: id,
    call_type: 'acompletion',
    api_key: 'b095adcc724f4f8a1b85094a159f0164bfe8a34524859411dbf0514747a71c06',
    cache_hit: 'None',
    startTime: startedAt,
    endTime: startedAt,
    model: 'claude-sonnet-4-5-20250929',
    team_id: 'team-search',
    metadata: JSON.stringify({ usage_object: usage, status: 'success' }),
    spend: 0.01,
    ...usage,
    request_tags: '[]',
    api_base: 'https://api.anthropic.com',
    custom_llm_provider: 'anthropic',
    status: 'success',
  })}\n`;
}
