import { Role } from '#contracts';

/** How somebody stands to the one inquiry of the matrix. `named`: on the team, and one of those to whom a reply in it is restricted. */
export const STANDINGS = ['team', 'named', 'granted', 'taken', 'none', 'walled', 'expired'] as const;
export type Standing = (typeof STANDINGS)[number];

export const ROLES = Role.options;
/** Who does casework, and may take access without being given it. */
export const CASEWORK: Role[] = ['case-handler', 'case-manager', 'head-of-unit', 'registry', 'chief-economist'];

/** Of a team: who decides on who else may see the inquiry, and so reads why a wall stands and a reply is restricted. */
export const KEEPERS: Role[] = ['case-manager', 'head-of-unit', 'registry'];
/** And who reviews access that was taken, and so reads why it was. */
export const REVIEWERS: Role[] = ['case-manager', 'head-of-unit'];

export interface Somebody {
  role: Role;
  standing: Standing;
  /** What the decision says. */
  sees: boolean;
}

/** What one route owes to somebody: its statuses, and whether what it tells of the inquiry must be there. */
export interface Owed {
  statuses: number[];
  /** The answer tells of the inquiry, and is of no use if it does not. */
  tells?: boolean;
  /** Not to be told from what is answered where there is no such thing at all. */
  asIfNotThere?: boolean;
}

/** One way out: how it is asked, and what it owes. `{inquiry}` and the like in path and body are the matrix's own. */
export interface WayOut {
  path: string;
  body?: unknown;
  owes(who: Somebody): Owed;
  /** Stays open: only its beginning is asked for here. */
  stream?: boolean;
  /** Sent without a version: it is to be done where it may be. */
  anyVersion?: boolean;
  /** What is recorded of who sees it: the kind of the thing, and which. */
  read?: { kind: string; object: string };
  /** Tells of requests to everybody, in a demonstration alone. */
  ofDemonstration?: boolean;
}

export const onTeam = ({ standing }: { standing: string }) => standing === 'team' || standing === 'named';
const HIDDEN: Owed = { statuses: [404], asIfNotThere: true };
const FORBIDDEN: Owed = { statuses: [403] };

/** A thing of the inquiry. That somebody has seen it is recorded. */
const thing = (path: string, read: NonNullable<WayOut['read']>): WayOut => ({
  path,
  read,
  owes: ({ sees }) => (sees ? { statuses: [200], tells: true } : HIDDEN),
});

/** A thing of the inquiry, of which the answer need not name it. */
const quiet = (path: string): WayOut => ({ path, owes: ({ sees }) => (sees ? { statuses: [200] } : HIDDEN) });

/** What is asked for as a list, or counted: the inquiry is in it for who sees it. */
const list = (path: string): WayOut => ({ path, owes: ({ sees }) => ({ statuses: [200], tells: sees }) });

/** What is one's own; it may tell of the inquiry while one sees it. */
const own = (path: string): WayOut => ({ path, owes: () => ({ statuses: [200] }) });

/** Nothing of any inquiry is in it, whoever asks. */
const free = (path: string, statuses = [200]): WayOut => ({ path, owes: () => ({ statuses }) });

/** For nobody who signs in as an officer. */
const notForOfficers = (path: string, body?: unknown): WayOut => ({ path, body, owes: () => FORBIDDEN });

/** For some roles held in the authority, and nothing of an inquiry. */
const forRoles = (roles: Role[], path: string, statuses: number[], body?: unknown): WayOut => ({
  path,
  body,
  owes: ({ role }) => (roles.includes(role) ? { statuses } : FORBIDDEN),
});

/** An act of the team. It is asked for with a version that nobody has seen: who may do it is told that (412), and nothing is done. */
const act = (path: string, body: unknown = {}): WayOut => ({
  path,
  body,
  owes: (who) => (onTeam(who) ? { statuses: [412] } : who.sees ? FORBIDDEN : HIDDEN),
});

/** An act on a subscription of somebody else: there is no such thing for anybody. */
const ofAnother = (path: string, body: unknown = {}): WayOut => ({ path, body, owes: () => HIDDEN });

/** What casework and auditors read, save what stands behind a wall. */
const lead = (path: string, tells: boolean): WayOut => ({
  path,
  owes: ({ role, standing }) =>
    !CASEWORK.includes(role) && role !== 'auditor'
      ? FORBIDDEN
      : standing === 'walled'
        ? path.includes('{')
          ? HIDDEN
          : { statuses: [200] }
        : { statuses: [200], tells },
});

/** An auditor sees every subscription, and of its lanes those of the inquiries that he sees. */
const subscription = (path: string): WayOut => ({
  path,
  owes: ({ role, sees }) => (role === 'auditor' ? { statuses: [200], tells: sees } : HIDDEN),
});

const stream = (path: string): WayOut => ({ ...own(path), stream: true });
const streamOf = (path: string): WayOut => ({ ...quiet(path), stream: true });

const INQUIRY = { kind: 'inquiry', object: 'inquiry' };
const REASON = 'It is asked of me';
const NOBODY = '99999999-9999-4999-8999-999999999999';
const grant = { person: NOBODY, role: 'case-handler', until: '2199-01-01', reason: REASON };

/** The doors that every service has. */
const everyService = (service: string): Record<string, WayOut> => ({
  [`GET /api/${service}/health/live`]: free(`/api/${service}/health/live`),
  [`GET /api/${service}/health/ready`]: free(`/api/${service}/health/ready`),
  [`GET /api/${service}/metrics`]: free(`/api/${service}/metrics`),
  [`GET /api/${service}/clock`]: free(`/api/${service}/clock`),
  [`POST /api/${service}/clock`]: forRoles(['administrator'], `/api/${service}/clock`, [400], {}),
  [`GET /api/${service}/feed`]: notForOfficers(`/api/${service}/feed`),
  [`GET /api/${service}/feed/lanes`]: notForOfficers(`/api/${service}/feed/lanes`),
  [`GET /api/${service}/feed/numbered`]: notForOfficers(`/api/${service}/feed/numbered`),
  [`POST /api/${service}/feed/lanes/heads`]: notForOfficers(`/api/${service}/feed/lanes/heads`, {}),
  // Who saw what is told to auditors, save of what a wall keeps from them.
  [`GET /api/${service}/reads`]: {
    path: `/api/${service}/reads?inquiry={inquiry}`,
    owes: ({ role }) => (role === 'auditor' ? { statuses: [200] } : FORBIDDEN),
  },
  // What is parked is told by its lane and type, to who keeps the installation; of a running installation there is none.
  [`GET /api/${service}/dead-letters`]: forRoles(['administrator'], `/api/${service}/dead-letters`, [200]),
  [`POST /api/${service}/dead-letters/{id}/retry`]: forRoles(
    ['administrator'],
    `/api/${service}/dead-letters/${NOBODY}/retry`,
    [404],
    {},
  ),
  [`POST /api/${service}/dead-letters/{id}/skip`]: forRoles(
    ['administrator'],
    `/api/${service}/dead-letters/${NOBODY}/skip`,
    [404],
    { reason: REASON },
  ),
});

/** Every route that the three descriptions name, and what it owes to whom. A route that is missing here fails the matrix. */
export const WAYS_OUT: Record<string, WayOut> = {
  ...everyService('intake'),
  ...everyService('case-state'),
  ...everyService('notifications'),

  /* ---------- case-state ---------- */
  'GET /api/case-state/inquiries': list('/api/case-state/inquiries'),
  'POST /api/case-state/inquiries': { path: '/api/case-state/inquiries', body: {}, owes: () => ({ statuses: [400] }) },
  'GET /api/case-state/inquiries/{id}': thing('/api/case-state/inquiries/{inquiry}', INQUIRY),
  'GET /api/case-state/inquiries/{id}/timeline': thing('/api/case-state/inquiries/{inquiry}/timeline', INQUIRY),
  'GET /api/case-state/inquiries/{id}/thread': quiet('/api/case-state/inquiries/{inquiry}/thread'),
  'GET /api/case-state/inquiries/{id}/as-of': thing(
    '/api/case-state/inquiries/{inquiry}/as-of?recorded=now&effect={today}',
    INQUIRY,
  ),
  'GET /api/case-state/inquiries/{id}/difference': thing(
    '/api/case-state/inquiries/{inquiry}/difference?fromAsOf=2024-06-01&toAsOf={today}',
    INQUIRY,
  ),
  'GET /api/case-state/inquiries/{id}/access': quiet('/api/case-state/inquiries/{inquiry}/access'),
  'GET /api/case-state/inquiries/{id}/stream': streamOf('/api/case-state/inquiries/{inquiry}/stream'),
  'GET /api/case-state/stream': stream('/api/case-state/stream'),
  'POST /api/case-state/inquiries/{id}/cases': act('/api/case-state/inquiries/{inquiry}/cases', {
    procedure: 'eu-antitrust',
    number: 'AT.77777',
    title: { en: 'Another' },
  }),
  'POST /api/case-state/inquiries/{id}/team': act('/api/case-state/inquiries/{inquiry}/team', {
    person: NOBODY,
    role: 'case-handler',
    conflict: 'none',
  }),
  'POST /api/case-state/inquiries/{id}/team/{person}/conflict': act(
    `/api/case-state/inquiries/{inquiry}/team/${NOBODY}/conflict`,
    { conflict: 'none' },
  ),
  'POST /api/case-state/inquiries/{id}/team/{person}/leave': act(
    `/api/case-state/inquiries/{inquiry}/team/${NOBODY}/leave`,
    { reason: REASON },
  ),
  'POST /api/case-state/inquiries/{id}/grants': act('/api/case-state/inquiries/{inquiry}/grants', grant),
  'POST /api/case-state/inquiries/{id}/grants/{grant}/revoke': act(
    `/api/case-state/inquiries/{inquiry}/grants/${NOBODY}/revoke`,
    { reason: REASON },
  ),
  'POST /api/case-state/inquiries/{id}/walls': act('/api/case-state/inquiries/{inquiry}/walls', {
    person: NOBODY,
    reason: REASON,
  }),
  'POST /api/case-state/inquiries/{id}/walls/{wall}/lift': act(
    `/api/case-state/inquiries/{inquiry}/walls/${NOBODY}/lift`,
    { reason: REASON },
  ),
  'POST /api/case-state/inquiries/{id}/restrictions': act('/api/case-state/inquiries/{inquiry}/restrictions', {
    reply: NOBODY,
    people: [NOBODY],
    reason: REASON,
  }),
  'POST /api/case-state/inquiries/{id}/restrictions/{restriction}/change': act(
    `/api/case-state/inquiries/{inquiry}/restrictions/${NOBODY}/change`,
    { people: [NOBODY], reason: REASON },
  ),
  'POST /api/case-state/inquiries/{id}/restrictions/{restriction}/lift': act(
    `/api/case-state/inquiries/{inquiry}/restrictions/${NOBODY}/lift`,
    { reason: REASON },
  ),
  'POST /api/case-state/inquiries/{id}/challenges/{challenge}/review': act(
    `/api/case-state/inquiries/{inquiry}/challenges/${NOBODY}/review`,
    { outcome: 'ended', note: REASON },
  ),
  'POST /api/case-state/challenges': {
    path: '/api/case-state/challenges',
    body: { inquiryId: '{inquiry}', reason: REASON },
    owes: ({ role, standing }) =>
      !CASEWORK.includes(role) ? FORBIDDEN : standing === 'walled' ? HIDDEN : { statuses: [412] },
  },
  'GET /api/case-state/cases/{id}': thing('/api/case-state/cases/{case}', { kind: 'case', object: 'case' }),
  'GET /api/case-state/cases/{id}/difference': thing(
    '/api/case-state/cases/{case}/difference?fromAsOf=2024-06-01&toAsOf={today}',
    { kind: 'case', object: 'case' },
  ),
  'GET /api/case-state/cases/{id}/thread': quiet('/api/case-state/cases/{case}/thread'),
  'GET /api/case-state/cases/{id}/what-if': quiet('/api/case-state/cases/{case}/what-if?on=2024-06-10&step=CaseClosed'),
  'POST /api/case-state/cases/{id}/steps': act('/api/case-state/cases/{case}/steps', { step: 'CaseClosed' }),
  'POST /api/case-state/cases/{id}/links': act('/api/case-state/cases/{case}/links', {
    caseId: NOBODY,
    reason: REASON,
  }),
  'POST /api/case-state/cases/{id}/links/{other}/removal': act(`/api/case-state/cases/{case}/links/${NOBODY}/removal`, {
    reason: REASON,
  }),
  'POST /api/case-state/cases/{id}/corrections': act('/api/case-state/cases/{case}/corrections', {
    event: NOBODY,
    effectiveOn: '2024-06-04',
    reason: REASON,
  }),
  'POST /api/case-state/cases/{id}/reopening': act('/api/case-state/cases/{case}/reopening', { reason: REASON }),
  'GET /api/case-state/people': free('/api/case-state/people'),
  'POST /api/case-state/people': forRoles(['administrator'], '/api/case-state/people', [400], {}),
  'GET /api/case-state/me/sessions': own('/api/case-state/me/sessions'),
  // A session that is not one's own is not there.
  'POST /api/case-state/me/sessions/end': {
    path: '/api/case-state/me/sessions/end',
    body: { sessions: [NOBODY] },
    owes: () => HIDDEN,
  },
  'GET /api/case-state/sessions': forRoles(['administrator'], '/api/case-state/sessions', [200]),
  'POST /api/case-state/sessions/end': forRoles(['administrator'], '/api/case-state/sessions/end', [404], {
    sessions: [NOBODY],
    because: 'maintenance',
  }),
  'GET /api/case-state/machine-clients': forRoles(['administrator'], '/api/case-state/machine-clients', [200]),
  'POST /api/case-state/machine-clients': forRoles(['administrator'], '/api/case-state/machine-clients', [400], {}),
  'POST /api/case-state/machine-clients/{id}/secret': forRoles(
    ['administrator'],
    `/api/case-state/machine-clients/${NOBODY}/secret`,
    [404],
    {},
  ),
  'POST /api/case-state/machine-clients/{id}/revoke': forRoles(
    ['administrator'],
    `/api/case-state/machine-clients/${NOBODY}/revoke`,
    [404],
    {},
  ),
  // A form of a machine client's, and nothing else.
  'POST /api/case-state/token': { ...free('/api/case-state/token', [400, 415]), body: {} },
  'GET /api/case-state/procedures': free('/api/case-state/procedures'),
  'POST /api/case-state/procedures': forRoles(['administrator'], '/api/case-state/procedures', [400], {}),
  'GET /api/case-state/procedures/{id}/{version}': free('/api/case-state/procedures/eu-antitrust/1'),
  'POST /api/case-state/cases/{id}/procedure': act('/api/case-state/cases/{case}/procedure', {
    version: 1,
    reason: REASON,
  }),
  'GET /api/case-state/schemas/{file}': free('/api/case-state/schemas/procedure'),
  'GET /api/case-state/calendars': free('/api/case-state/calendars'),
  'POST /api/case-state/calendars': forRoles(['administrator'], '/api/case-state/calendars', [400], {}),
  'GET /api/case-state/calendars/{id}/{version}': free('/api/case-state/calendars/ec-brussels/1'),
  // How many cases there are is for who keeps the rules; of which of them a date moved, for who sees them.
  'GET /api/case-state/calendars/{id}/{version}/recomputation': free(
    '/api/case-state/calendars/ec-brussels/1/recomputation',
    [404],
  ),
  'GET /api/case-state/calendars/{id}/{version}/moved': free('/api/case-state/calendars/ec-brussels/2/moved'),
  'POST /api/case-state/calendars/{id}/{version}/recomputation/stop': forRoles(
    ['administrator'],
    '/api/case-state/calendars/ec-brussels/1/recomputation/stop',
    [412],
    { reason: REASON },
  ),
  'POST /api/case-state/calendars/{id}/{version}/recomputation/resume': forRoles(
    ['administrator'],
    '/api/case-state/calendars/ec-brussels/1/recomputation/resume',
    [412],
    {},
  ),
  'GET /api/case-state/calendars/{id}/days': free(
    '/api/case-state/calendars/ec-brussels/days?from=2024-06-01&to=2024-06-30',
  ),
  // The sign-in page of a demonstration offers its respondents to step in as, to everybody; any other installation offers none.
  'GET /api/case-state/sign-in/options': { ...free('/api/case-state/sign-in/options'), ofDemonstration: true },
  'GET /api/case-state/sign-in': free('/api/case-state/sign-in', [303]),
  'POST /api/case-state/sign-out': { ...free('/api/case-state/sign-out', [200, 204]), body: {} },
  // A form of the issuer's, and nothing else.
  'POST /api/case-state/sign-out/back-channel': {
    ...free('/api/case-state/sign-out/back-channel', [400, 415]),
    body: {},
  },
  'GET /api/case-state/ended-sessions': notForOfficers('/api/case-state/ended-sessions'),
  'GET /api/case-state/me': free('/api/case-state/me'),
  'GET /api/case-state/session-keys': free('/api/case-state/session-keys'),

  /* ---------- intake ---------- */
  'GET /api/intake/leads': lead('/api/intake/leads', true),
  'GET /api/intake/leads/{id}': lead('/api/intake/leads/{lead}', false),
  'POST /api/intake/leads': forRoles(CASEWORK, '/api/intake/leads', [400], {}),
  'POST /api/intake/leads/{id}/taking': {
    path: '/api/intake/leads/{lead}/taking',
    body: { inquiryId: '{inquiry}' },
    owes: (who) => (CASEWORK.includes(who.role) ? act('').owes(who) : FORBIDDEN),
  },
  'GET /api/intake/questionnaires': forRoles([...CASEWORK, 'auditor'], '/api/intake/questionnaires', [200]),
  'POST /api/intake/questionnaires': forRoles(CASEWORK, '/api/intake/questionnaires', [400], {}),
  'GET /api/intake/questionnaires/{id}': forRoles(
    [...CASEWORK, 'auditor'],
    '/api/intake/questionnaires/{questionnaire}',
    [200],
  ),
  'POST /api/intake/questionnaires/{id}/versions': forRoles(
    CASEWORK,
    '/api/intake/questionnaires/{questionnaire}/versions',
    [400],
    {},
  ),
  'GET /api/intake/rfis': list('/api/intake/rfis'),
  'POST /api/intake/rfis': act('/api/intake/rfis', { caseId: '{case}', draft: {} }),
  'GET /api/intake/rfis/stream': stream('/api/intake/rfis/stream'),
  'GET /api/intake/rfis/{id}': thing('/api/intake/rfis/{rfi}', { kind: 'rfi', object: 'rfi' }),
  'GET /api/intake/rfis/{id}/difference': thing(
    '/api/intake/rfis/{rfi}/difference?fromAsOf=2024-06-01&toAsOf={today}',
    {
      kind: 'rfi',
      object: 'rfi',
    },
  ),
  'GET /api/intake/rfis/{id}/stream': streamOf('/api/intake/rfis/{rfi}/stream'),
  'PUT /api/intake/rfis/{id}/draft': act('/api/intake/rfis/{rfi}/draft', { draft: {} }),
  'POST /api/intake/rfis/{id}/issue': act('/api/intake/rfis/{rfi}/issue'),
  'POST /api/intake/rfis/{id}/withdraw': act('/api/intake/rfis/{rfi}/withdraw', { reason: REASON }),
  'GET /api/intake/rfis/{id}/addressees/{addresseeId}': thing('/api/intake/rfis/{rfi}/addressees/{addressee}', {
    kind: 'reply',
    object: 'addressee',
  }),
  'GET /api/intake/rfis/{id}/addressees/{addresseeId}/link': {
    path: '/api/intake/rfis/{rfi}/addressees/{addressee}/link',
    owes: (who) => (onTeam(who) ? { statuses: [200] } : who.sees ? FORBIDDEN : HIDDEN),
  },
  'GET /api/intake/cases': list('/api/intake/cases'),
  'GET /api/intake/limits': quiet('/api/intake/limits?case={case}&period=10wd'),
  'POST /api/intake/respondent/session': {
    // The same token again and again: 429 after ten tries a minute.
    ...free('/api/intake/respondent/session', [400, 401, 404, 429]),
    body: { token: 'x' },
  },
  'POST /api/intake/respondent/links': { ...free('/api/intake/respondent/links', [400, 429]), body: { token: 'x' } },
  'POST /api/intake/respondent/codes': notForOfficers('/api/intake/respondent/codes', {}),
  'GET /api/intake/respondent/team': notForOfficers('/api/intake/respondent/team'),
  'POST /api/intake/respondent/collaborators': notForOfficers('/api/intake/respondent/collaborators', {}),
  'POST /api/intake/respondent/collaborators/{person}/removal': notForOfficers(
    '/api/intake/respondent/collaborators/{addressee}/removal',
    {},
  ),
  'POST /api/intake/respondent/terms': notForOfficers('/api/intake/respondent/terms', {}),
  'GET /api/intake/demo-mail': free('/api/intake/demo-mail'),
  'DELETE /api/intake/respondent/session': free('/api/intake/respondent/session', [200, 204]),
  'GET /api/intake/respondent/request': notForOfficers('/api/intake/respondent/request'),
  'PUT /api/intake/respondent/answers': notForOfficers('/api/intake/respondent/answers', { answers: {} }),
  'POST /api/intake/respondent/submission': notForOfficers('/api/intake/respondent/submission', { confirmed: true }),
  'GET /api/intake/demo-respondents': notForOfficers('/api/intake/demo-respondents'),

  /* ---------- notifications ---------- */
  'GET /api/notifications/inbox': own('/api/notifications/inbox?limit=100'),
  'GET /api/notifications/inbox/stream': stream('/api/notifications/inbox/stream'),
  'POST /api/notifications/inbox/read-all': free('/api/notifications/inbox/read-all', [412]),
  'POST /api/notifications/inbox/{id}/read': {
    path: '/api/notifications/inbox/{item}/read',
    owes: (who) => (onTeam(who) ? { statuses: [404, 412] } : HIDDEN),
  },
  'GET /api/notifications/subscriptions': own('/api/notifications/subscriptions'),
  'POST /api/notifications/subscriptions': {
    path: '/api/notifications/subscriptions',
    body: { title: 'Mine', url: '{hook}', types: ['*'], inquiries: ['{inquiry}'] },
    anyVersion: true,
    owes: (who) => (onTeam(who) ? { statuses: [201] } : { statuses: [400], asIfNotThere: true }),
  },
  'GET /api/notifications/subscriptions/stream': stream('/api/notifications/subscriptions/stream'),
  'GET /api/notifications/subscriptions/{id}': subscription('/api/notifications/subscriptions/{subscription}'),
  'GET /api/notifications/subscriptions/{id}/deliveries': subscription(
    '/api/notifications/subscriptions/{subscription}/deliveries',
  ),
  'POST /api/notifications/subscriptions/{id}/pause': ofAnother(
    '/api/notifications/subscriptions/{subscription}/pause',
  ),
  'POST /api/notifications/subscriptions/{id}/resume': ofAnother(
    '/api/notifications/subscriptions/{subscription}/resume',
  ),
  'POST /api/notifications/subscriptions/{id}/end': ofAnother('/api/notifications/subscriptions/{subscription}/end'),
  'POST /api/notifications/subscriptions/{id}/test': ofAnother('/api/notifications/subscriptions/{subscription}/test'),
  'POST /api/notifications/subscriptions/{id}/lanes/{lane}/retry': ofAnother(
    '/api/notifications/subscriptions/{subscription}/lanes/{inquiry}/retry',
  ),
  'POST /api/notifications/subscriptions/{id}/lanes/{lane}/skip': ofAnother(
    '/api/notifications/subscriptions/{subscription}/lanes/{inquiry}/skip',
    { reason: REASON },
  ),
  'GET /api/notifications/deliveries/{id}': {
    path: '/api/notifications/deliveries/{delivery}',
    read: { kind: 'delivery', object: 'delivery' },
    owes: ({ role, sees }) => (role === 'auditor' && sees ? { statuses: [200], tells: true } : HIDDEN),
  },
  'POST /api/notifications/deliveries/{id}/resend': ofAnother('/api/notifications/deliveries/{delivery}/resend'),
};
