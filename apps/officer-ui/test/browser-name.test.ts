import { describe, expect, it } from '@jest/globals';
import { browserName } from '../src/pages/sessions/browser-name';

describe('a browser by what it calls itself', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge', 'Windows'],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome', 'Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 'Safari', 'iOS'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/18.0 Safari/605', 'Safari', 'macOS'],
  ])('%s', (agent, browser, system) => expect(browserName(agent)).toEqual({ browser, system }));

  it('is nothing where it says nothing that is known', () => {
    expect(browserName(undefined)).toEqual({});
    expect(browserName('curl/8.5')).toEqual({});
  });
});
