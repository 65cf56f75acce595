// For container engines: `node healthy.js <url>` ends with 0 when the address answers with 2xx. The image has no curl.
const url = process.argv[2] ?? '';
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(4000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stderr.write(`${url}: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
