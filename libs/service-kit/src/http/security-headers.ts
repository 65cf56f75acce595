import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page of ours has no use for, it may not ask a browser for (W3C Permissions Policy). */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Everything from ourselves and nothing inline. `data:` images are for icons in style sheets.
 * @param https whether browsers reach us by https: only then is HSTS said
 */
export function securityHeaders(https: boolean): RequestHandler {
  const rest = helmetFor(https);
  return (request, response, next) => {
    response.setHeader('Permissions-Policy', PERMISSIONS);
    rest(request, response, next);
  };
}

const helmetFor = (https: boolean): ReturnType<typeof helmet> =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
