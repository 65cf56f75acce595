/** The order matters: Edge and Opera also say that they are Chrome, Chrome that it is Safari, Android that it is Linux. */
const browsers: [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const named = (names: [RegExp, string][], agent: string): string | undefined =>
  names.find(([sign]) => sign.test(agent))?.[1];

/** What a browser calls itself (`User-Agent`), in two names; undefined for what is not known. It may say anything: this is for the eye. */
export const browserName = (agent: string | undefined): { browser?: string; system?: string } => {
  const [browser, system] = [named(browsers, agent ?? ''), named(systems, agent ?? '')];
  return { ...(browser && { browser }), ...(system && { system }) };
};
