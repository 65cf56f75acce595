import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { chromium } from 'playwright-core';
import { z } from 'zod';
import { CommandAnswer, pageOf, PageQuery, Uuid } from '#contracts';
import { Command, type CommandHeaders, type Positions, WaitFor } from '../../src/http/index.js';
import { OpenTo, Public, Roles } from '../../src/identity/index.js';
import { describeApi, everyRouteIsDescribed, MayAnswer } from '../../src/openapi/index.js';
import { type Listening, listen } from '../listen.js';

const Limit = z.object({ day: z.iso.date(), moved: z.boolean().default(false) }).meta({ id: 'Limit' });
const RfiView = z.object({ id: Uuid, limit: Limit, note: z.string().optional() }).meta({ id: 'RfiView' });
const RfiPage = pageOf(RfiView).meta({ id: 'RfiPage' });
const IssueRfi = z.strictObject({ limit: Limit, purpose: z.string().min(3) }).meta({ id: 'IssueRfi' });

@Controller('api/intake/rfis')
class RfisController {
  @Get()
  @ApiOperation({ operationId: 'listRfis', summary: 'The RFIs' })
  @ApiResponse({ status: 200, standardSchema: RfiPage })
  list(@Query({ schema: PageQuery }) _query: unknown, @WaitFor() _positions: Positions) {
    return {};
  }
  @Get(':id')
  @ApiOperation({ operationId: 'rfi', summary: 'An RFI' })
  @ApiResponse({ status: 200, standardSchema: RfiView })
  one(@Param('id', { schema: Uuid }) id: string) {
    return { id };
  }
  @Post(':id/issue')
  @HttpCode(200)
  @Roles('case-manager')
  @ApiOperation({ operationId: 'issueRfi', summary: 'Issue it', description: 'To all addressees.' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  issue(
    @Param('id', { schema: Uuid }) id: string,
    @Body({ schema: IssueRfi }) _body: z.infer<typeof IssueRfi>,
    @Command() _command: CommandHeaders,
  ) {
    return { id };
  }
  @Post('marks')
  @HttpCode(200)
  @Public()
  @MayAnswer('unauthenticated')
  @ApiOperation({ operationId: 'mark', summary: 'Mark them' })
  @ApiResponse({ status: 200, standardSchema: z.string() })
  mark() {
    return '';
  }
  @Get('open/terms')
  @Public()
  @ApiOperation({ operationId: 'terms', summary: 'The terms' })
  @ApiResponse({ status: 200, standardSchema: z.string() })
  terms() {
    return '';
  }
  @Get('mine/request')
  @OpenTo('respondent')
  @ApiOperation({ operationId: 'request', summary: "A respondent's request" })
  @ApiResponse({ status: 200, standardSchema: RfiView })
  mine() {
    return {};
  }
  @Get('hidden/callback')
  @ApiExcludeEndpoint()
  hidden() {
    return {};
  }
}

@Controller('api/notifications')
class SloppyController {
  @Get('inbox')
  inbox() {
    return {};
  }
  @Post('marks')
  @ApiOperation({ operationId: 'inbox', summary: 'Mark' })
  @ApiResponse({ status: 201 })
  mark(@Body() _body: unknown) {
    return {};
  }
}
@Module({ controllers: [RfisController, SloppyController] })
class TwoServicesModule {}

let server: Listening;
let intake: OpenAPIObject;
let notifications: () => OpenAPIObject;
beforeAll(async () => {
  server = await listen(TwoServicesModule, {}, 0, (app) => {
    describeApi(app, 'intake', { title: 'Intake', description: 'What is asked.', version: '1' });
    notifications = describeApi(app, 'notifications', { title: 'Notifications', description: '', version: '1' });
  });
  intake = (await (await fetch(`${server.url}/api/intake/openapi.json`)).json()) as OpenAPIObject;
});
afterAll(() => server.close());

interface Described {
  parameters: { name: string }[];
  responses: Record<string, { headers?: object; content?: object }>;
  security: object[];
  description: string;
  requestBody: object;
}
const operation = (path: string, method: string): Described =>
  (intake.paths[path] as unknown as Record<string, Described>)[method] as Described;

describe('the document of a service', () => {
  test('is complete, and has nothing of the others', () => {
    expect(everyRouteIsDescribed(intake, server.app, 'intake')).toEqual([]);
    expect(intake.openapi).toBe('3.1.0');
    expect(Object.keys(intake.paths).sort()).toEqual([
      '/api/intake/rfis',
      '/api/intake/rfis/marks',
      '/api/intake/rfis/mine/request',
      '/api/intake/rfis/open/terms',
      '/api/intake/rfis/{id}',
      '/api/intake/rfis/{id}/issue',
    ]);
    expect(Object.keys(intake.components?.schemas ?? {}).sort()).toEqual([
      'CommandAnswer',
      'IssueRfi',
      'LegalBasis',
      'Limit',
      'LimitInput',
      'Problem',
      'RfiPage',
      'RfiView',
    ]);
  });

  test('tells what is sent from what is answered', () => {
    const {
      Limit: answered,
      LimitInput: sent,
      IssueRfi: issue,
      RfiView: view,
    } = (intake.components?.schemas ?? {}) as Record<
      string,
      { required?: string[]; additionalProperties?: unknown; properties: Record<string, unknown> }
    >;
    expect([answered?.required, sent?.required]).toEqual([['day', 'moved'], ['day']]);
    expect(issue?.additionalProperties).toBe(false);
    expect(issue?.properties['limit']).toEqual({ $ref: '#/components/schemas/LimitInput' });
    expect(view?.additionalProperties).toBeUndefined();
  });

  test('has the headers, problems and credentials of a command', () => {
    const issue = operation('/api/intake/rfis/{id}/issue', 'post');
    expect(issue.parameters.map(({ name }) => name)).toEqual(['id', 'Idempotency-Key', 'If-Match']);
    expect(Object.keys(issue.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '409', '412', '413', '415', '422', '500', '503']),
    );
    expect(issue.responses['200']?.headers).toMatchObject({
      ETag: {},
      'Dossier-Position': {},
    });
    expect(issue.responses['409']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
    expect(issue.security).toEqual([{ session: [] }, { bearer: [] }]);
    expect(issue.description).toBe('To all addressees.\n\nNeeds the role `case-manager`.');
    expect(issue.requestBody).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/IssueRfi' } } },
    });
  });

  test('has the query of a list one by one, and that it may wait', () => {
    const list = operation('/api/intake/rfis', 'get');
    expect(list.parameters.map(({ name }) => name)).toEqual(['cursor', 'limit', 'Dossier-Position']);
    expect(Object.keys(list.responses)).toContain('503');
  });

  test('a route that takes no body says what becomes of one, and what it answers besides', () => {
    expect(Object.keys(operation('/api/intake/rfis/marks', 'post').responses).sort()).toEqual([
      '200',
      '400',
      '401',
      '403',
      '413',
      '415',
      '431',
      '500',
      '503',
    ]);
    expect(Object.keys(operation('/api/intake/rfis/open/terms', 'get').responses).sort()).toEqual([
      '200',
      '400',
      '431',
      '500',
      '503',
    ]);
  });

  test('says who may call', () => {
    expect(operation('/api/intake/rfis/open/terms', 'get').security).toEqual([]);
    expect(operation('/api/intake/rfis/mine/request', 'get').security).toEqual([{ respondent: [] }]);
  });
});

test('what is not described is found', () => {
  expect(everyRouteIsDescribed(notifications(), server.app, 'notifications')).toEqual([
    'GET /api/notifications/inbox (SloppyController.inbox) has no summary',
    'GET /api/notifications/inbox (SloppyController.inbox) answers 200 without a schema',
    'POST /api/notifications/marks (SloppyController.mark) has the operation id of GET /api/notifications/inbox (SloppyController.inbox)',
    'POST /api/notifications/marks (SloppyController.mark) has an input without a schema',
    'POST /api/notifications/marks (SloppyController.mark) answers 201 without a schema',
  ]);
});

test('what is put on Kafka is described beside it, and linked', async () => {
  const response = await fetch(`${server.url}${intake.externalDocs?.url}`);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const document = (await response.json()) as { asyncapi: string; info: { title: string }; channels: object };
  expect(document).toMatchObject({ asyncapi: '3.0.0', info: { title: 'Intake, what it publishes' } });
  expect(Object.keys(document.channels)).toEqual(['published', 'deadLetters']);
  const other = (await (await fetch(`${server.url}/api/notifications/asyncapi.json`)).json()) as { channels: object };
  expect(Object.keys(other.channels)).toEqual(['deadLetters']);
});

describe('the page for people', () => {
  test('has nothing inline and nothing from elsewhere', async () => {
    const response = await fetch(`${server.url}/api/intake/docs`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).not.toMatch(/<style|style=|https?:|<script>/);
    for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect([address, (await fetch(`${server.url}${address}`)).status]).toEqual([address, 200]);
  });

  const executable = [chromium.executablePath(), '/usr/bin/chromium'].find((path) => existsSync(path));
  (executable === undefined ? test.skip : test)('works in a browser under our security policy', async () => {
    const browser = await chromium.launch({ executablePath: executable as string, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${server.url}/api/intake/docs`);
      await page.getByText('Issue it').click();
      await page.getByText('To all addressees.').waitFor();
      const link = page.getByRole('link', { name: /AsyncAPI/ });
      expect(await link.evaluate((anchor) => (anchor as unknown as { href: string }).href)).toBe(
        `${server.url}/api/intake/asyncapi.json`,
      );
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
