import { describe, expect, it } from '@jest/globals';
import { AddressGuard, type Resolve } from '../../src/webhooks/address/address-guard.js';
import { addressRanges } from '../../src/webhooks/address/address-ranges.js';

const names: Record<string, string[]> = {
  'hooks.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example': ['10.1.2.3'],
  'both.example': ['93.184.215.14', '127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1', '::1'],
  'mapped.example': ['::ffff:10.0.0.1'],
  '127.0.0.1.nip.example': ['127.0.0.1'],
  'empty.example': [],
};
const resolve: Resolve = async (host) => {
  const found = names[host];
  if (!found) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};
const guard = new AddressGuard([], resolve);
const verdict = async (url: string, by = guard) => {
  const found = await by.check(url);
  return 'url' in found ? found.url : found.guard;
};

describe('addresses that webhooks may go to', () => {
  it.each([
    ['https://hooks.example/in', 'https://hooks.example/in'],
    ['https://HOOKS.example', 'https://hooks.example/'],
    ['https://hooks.example:443/in?key=1', 'https://hooks.example/in?key=1'],
    ['https://hooks.example:8443/in', 'https://hooks.example:8443/in'],
    ['https://hooks.example/in#part', 'https://hooks.example/in'],
    ['https://93.184.215.14/in', 'https://93.184.215.14/in'],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/', 'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
  ])('%s', async (url, normal) => {
    expect(await verdict(url)).toBe(normal);
  });
});

describe('addresses that they may not go to', () => {
  it.each([
    // this network, loopback, and its spellings
    ['https://0.0.0.0/', 'public-address'],
    ['https://127.0.0.1/', 'public-address'],
    ['https://127.255.255.254/', 'public-address'],
    ['https://127.1/', 'public-address'],
    ['https://0x7f.1/', 'public-address'],
    ['https://0x7f000001/', 'public-address'],
    ['https://2130706433/', 'public-address'],
    ['https://017700000001/', 'public-address'],
    ['https://0177.0.0.1/', 'public-address'],
    ['https://127.0.0.1./', 'public-address'],
    ['https://１２７.0.0.1/', 'public-address'],
    ['https://localhost/', 'public-address'],
    ['https://localhost./', 'public-address'],
    ['https://LOCALHOST/', 'public-address'],
    ['https://127.0.0.1.nip.example/', 'public-address'],
    // private, carriers', link-local with the metadata service, special
    ['https://10.0.0.1/', 'public-address'],
    ['https://172.16.0.1/', 'public-address'],
    ['https://172.31.255.255/', 'public-address'],
    ['https://192.168.1.1/', 'public-address'],
    ['https://100.64.0.1/', 'public-address'],
    ['https://169.254.169.254/latest/meta-data', 'public-address'],
    ['https://0xa9fea9fe/', 'public-address'],
    ['https://192.0.0.8/', 'public-address'],
    ['https://192.0.2.1/', 'public-address'],
    ['https://198.51.100.1/', 'public-address'],
    ['https://203.0.113.1/', 'public-address'],
    ['https://198.18.0.1/', 'public-address'],
    ['https://192.88.99.1/', 'public-address'],
    ['https://224.0.0.1/', 'public-address'],
    ['https://239.255.255.255/', 'public-address'],
    ['https://240.0.0.1/', 'public-address'],
    ['https://255.255.255.255/', 'public-address'],
    // IPv6
    ['https://[::]/', 'public-address'],
    ['https://[::1]/', 'public-address'],
    ['https://[0:0:0:0:0:0:0:1]/', 'public-address'],
    ['https://[::127.0.0.1]/', 'public-address'],
    ['https://[::ffff:127.0.0.1]/', 'public-address'],
    ['https://[::ffff:7f00:1]/', 'public-address'],
    ['https://[::ffff:8.8.8.8]/', 'public-address'],
    ['https://[::ffff:0:127.0.0.1]/', 'public-address'],
    ['https://[64:ff9b::7f00:1]/', 'public-address'],
    ['https://[64:ff9b:1::1]/', 'public-address'],
    ['https://[2002:7f00:1::]/', 'public-address'],
    ['https://[2001:0:7f00:1::]/', 'public-address'],
    ['https://[2001:db8::1]/', 'public-address'],
    ['https://[3fff::1]/', 'public-address'],
    ['https://[5f00::1]/', 'public-address'],
    ['https://[100::1]/', 'public-address'],
    ['https://[fc00::1]/', 'public-address'],
    ['https://[fd00:ec2::254]/', 'public-address'],
    ['https://[fe80::1]/', 'public-address'],
    ['https://[fec0::1]/', 'public-address'],
    ['https://[ff02::1]/', 'public-address'],
    // names
    ['https://inside.example/', 'public-address'],
    ['https://both.example/', 'public-address'],
    ['https://mapped.example/', 'public-address'],
    ['https://nowhere.example/', 'name-resolves'],
    ['https://empty.example/', 'name-resolves'],
    // form
    ['http://hooks.example/', 'https-only'],
    ['http://93.184.215.14/', 'https-only'],
    ['https://me:secret@hooks.example/', 'url-without-credentials'],
    ['https://me@hooks.example/', 'url-without-credentials'],
    ['https://hooks.example@127.0.0.1/', 'url-without-credentials'],
    ['https://hooks.example:22/', 'port-allowed'],
    ['https://hooks.example:25/', 'port-allowed'],
    ['https://hooks.example:0/', 'port-allowed'],
    ['https://hooks.example:5432/', 'port-allowed'],
    ['https://hooks.example:6379/', 'port-allowed'],
    ['ftp://hooks.example/', 'url-well-formed'],
    ['file:///etc/passwd', 'url-well-formed'],
    ['gopher://127.0.0.1/', 'url-well-formed'],
    ['javascript:alert(1)', 'url-well-formed'],
    ['https://', 'url-well-formed'],
    ['https://[fe80::1%25eth0]/', 'url-well-formed'],
    ['https://256.256.256.256/', 'url-well-formed'],
    ['hooks.example/in', 'url-well-formed'],
  ])('%s', async (url, refusedBy) => {
    expect(await verdict(url)).toBe(refusedBy);
  });

  it('does not tell which address of ours a name leads to', async () => {
    const refused = await guard.check('https://inside.example/');
    expect(refused).toEqual({
      guard: 'public-address',
      why: 'inside.example leads to a private address; webhooks go to public addresses only.',
    });
  });
});

describe('addresses that the installation allows besides', () => {
  const local = new AddressGuard(['127.0.0.0/8', '::1', '10.1.0.0/16'], resolve);

  it('may be reached, by http too', async () => {
    expect(await verdict('http://127.0.0.1:9100/in', local)).toBe('http://127.0.0.1:9100/in');
    expect(await verdict('http://localhost:9100/in', local)).toBe('http://localhost:9100/in');
    expect(await verdict('http://[::1]:9100/', local)).toBe('http://[::1]:9100/');
    expect(await verdict('http://inside.example/', local)).toBe('http://inside.example/');
  });

  it('open nothing else: not the same address in another dress, not http to public ones, not a name that leads to both', async () => {
    expect(await verdict('https://[::ffff:127.0.0.1]/', local)).toBe('public-address');
    expect(await verdict('https://10.2.0.1/', local)).toBe('public-address');
    expect(await verdict('http://hooks.example/', local)).toBe('https-only');
    expect(await verdict('http://both.example/', local)).toBe('https-only');
  });

  it('are ranges, or the guard does not start', () => {
    expect(() => addressRanges(['127.0.0.0/33'])).toThrow('127.0.0.0/33');
    expect(() => addressRanges(['localhost'])).toThrow('localhost');
    expect(() => addressRanges(['127.1'])).toThrow('127.1');
  });
});
