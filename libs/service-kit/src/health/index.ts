export { type HealthCheck, healthController } from './health-controller.js';
