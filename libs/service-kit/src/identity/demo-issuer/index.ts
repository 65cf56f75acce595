export {
  ACCESS_TOKEN_SECONDS,
  COMMAND_LINE_CLIENT,
  DEMO_PERSON_GRANT,
  DemoIssuer,
  type DemoIssuerOptions,
  DemoIssuerRefused,
} from './demo-issuer.js';
export { isLoopbackAddress, isLoopbackRequest } from './loopback.js';
export { demoToken } from './demo-token.js';
